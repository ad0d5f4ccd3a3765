from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file

from indexer.encoders.tensor_file import map_matrix
from indexer.errors import EncoderFilesError
from tests.indexer.encoders.models import TABLE, write_weights


def _file(header: bytes, tensors: bytes = b"") -> bytes:
    return len(header).to_bytes(8, "little") + header + tensors


def test_what_is_mapped_is_what_the_library_reads(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    write_weights(path)
    for name, tensor in load_file(path).items():
        mapped = map_matrix(path, name)
        assert mapped.dtype == tensor.dtype
        assert mapped.tolist() == tensor.tolist()


def test_what_is_mapped_cannot_be_changed(tmp_path: Path) -> None:
    write_weights(tmp_path / "weights.safetensors")
    matrix = map_matrix(tmp_path / "weights.safetensors", "weights")
    assert not matrix.flags.writeable


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no matrix 'weights'"),
        (b"\xff" * 8, "its header is too long"),
        (_file(b"[]"), "no matrix 'weights'"),
        (_file(b"{}"), "no matrix 'weights'"),
        (_file(b"\xff"), "no matrix 'weights'"),
        (_file(b'{"weights": 1}'), "no matrix 'weights'"),
        (
            _file(b'{"weights": {"dtype": "I8", "shape": [1, 1], "data_offsets": [0, 1]}}', b"."),
            "no matrix 'weights' of F16 or F32",
        ),
        (
            _file(b'{"weights": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]}}', b".."),
            "no matrix 'weights' of F16 or F32",
        ),
        (
            _file(b'{"weights": {"dtype": "F16", "shape": [1, 1], "data_offsets": [0, 2]}}', b"."),
            "shorter than its header says",
        ),
        (
            _file(b'{"weights": {"dtype": "F16", "shape": [1, 2], "data_offsets": [0, 2]}}', b".."),
            "not that of its shape",
        ),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(content)
    with pytest.raises(EncoderFilesError, match=what) as caught:
        map_matrix(path, "weights")
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderFilesError, match=r"weights\.safetensors cannot be read"):
        map_matrix(tmp_path / "weights.safetensors", "weights")


@given(cut=st.integers(min_value=0), flipped=st.integers(min_value=0), by=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused_but_never_anything_else(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flipped: int, by: int
) -> None:
    path = tmp_path_factory.mktemp("damaged") / "weights.safetensors"
    write_weights(path)
    content = bytearray(path.read_bytes())
    content[flipped % len(content)] ^= by
    path.write_bytes(content[: len(content) - cut % 8])
    try:
        matrix = map_matrix(path, "weights")
    except EncoderFilesError:
        return
    assert np.asarray(matrix).size == TABLE.size
