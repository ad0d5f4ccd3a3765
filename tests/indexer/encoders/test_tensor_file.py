"""Tests of what is read from safetensors files."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.encoders.tensor_file import read_matrix
from indexer.errors import EncoderFilesError
from tests.indexer.encoders.models import TABLE, write_weights


def _file(header: bytes, tensors: bytes = b"") -> bytes:
    return len(header).to_bytes(8, "little") + header + tensors


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    write_weights(path)
    matrix = read_matrix(path, "weights")
    assert matrix.dtype == np.float16
    assert matrix.tolist() == TABLE.astype(np.float16).tolist()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is damaged"),
        (b"\xff" * 8, "is damaged"),
        (_file(b"\xff"), "is damaged"),
        (_file(b"{}"), "no matrix 'weights'"),
        (
            _file(b'{"weights": {"dtype": "I8", "shape": [1, 1], "data_offsets": [0, 1]}}', b"."),
            "no matrix 'weights' of floating point numbers",
        ),
        (
            _file(b'{"weights": {"dtype": "F16", "shape": [1], "data_offsets": [0, 2]}}', b".."),
            "no matrix 'weights' of floating point numbers",
        ),
        (
            _file(b'{"weights": {"dtype": "F16", "shape": [1, 1], "data_offsets": [0, 2]}}', b"."),
            "is damaged",
        ),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong(
    tmp_path: Path, content: bytes, what: str
) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(content)
    with pytest.raises(EncoderFilesError, match=what) as caught:
        read_matrix(path, "weights")
    assert str(path) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderFilesError, match=r"weights\.safetensors cannot be read"):
        read_matrix(tmp_path / "weights.safetensors", "weights")


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
        matrix = read_matrix(path, "weights")
    except EncoderFilesError:
        return
    assert np.asarray(matrix).size == TABLE.size
