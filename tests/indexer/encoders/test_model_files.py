import hashlib
import sys
from pathlib import Path

import pytest

from indexer.encoders.model_files import file_digest, file_in_folder, file_of_packages
from indexer.errors import EncoderFilesError, EncoderUnavailableError


@pytest.fixture(name="site")
def _site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packages, with one that has no digests in its record."""
    (tmp_path / "vectors-1.0.dist-info").mkdir()
    (tmp_path / "vectors-1.0.dist-info" / "METADATA").write_text("Name: vectors\nVersion: 1.0\n")
    (tmp_path / "vectors-1.0.dist-info" / "RECORD").write_text("vectors.bin,,\na.txt,,\nb.txt,,\n")
    for name in ("vectors.bin", "a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"weights")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return tmp_path


def test_a_package_without_digests_in_its_record_is_read(site: Path) -> None:
    file = file_of_packages(["vectors"], ".bin")
    assert file.path == site / "vectors.bin"
    assert file.digest == hashlib.sha256(b"weights").hexdigest()


def test_the_record_of_a_package_has_the_digest_of_what_is_installed() -> None:
    file = file_of_packages(["wordllama"], ".safetensors")
    assert file.digest == file_digest(file.path)


def test_a_file_may_be_in_one_of_two_packages(site: Path) -> None:
    file = file_of_packages(["wordllama", "vectors"], ".bin")
    assert file.path == site / "vectors.bin"


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("suffix", "what"),
    [
        (".onnx", r"'\.onnx', but none has: run 'pip install --force-reinstall vectors'"),
        (".txt", r"'\.txt', but there are 2"),
    ],
)
def test_a_package_without_the_one_file_is_named(suffix: str, what: str) -> None:
    with pytest.raises(EncoderFilesError, match=what):
        file_of_packages(["vectors"], suffix)


@pytest.mark.parametrize("name", ["no-such-package", ""])
def test_a_missing_package_is_named_with_what_installs_it(name: str) -> None:
    with pytest.raises(EncoderUnavailableError, match=f"pip install {name}"):
        file_of_packages([name], ".bin")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderFilesError, match=f"{tmp_path} cannot be read"):
        file_digest(tmp_path)


def test_the_first_of_several_paths_in_a_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"below")
    names = ("model.onnx", "onnx/model.onnx")
    assert file_in_folder(tmp_path, names).path == tmp_path / "onnx" / "model.onnx"
    (tmp_path / "model.onnx").write_bytes(b"here")
    assert file_in_folder(tmp_path, names).path == tmp_path / "model.onnx"


def test_weights_beside_a_model_are_in_its_digest(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"graph")
    digests = {file_in_folder(tmp_path, ["model.onnx"]).digest}
    for weights in (b"some", b"others"):
        (tmp_path / "model.onnx_data").write_bytes(weights)
        digests.add(file_in_folder(tmp_path, ["model.onnx"]).digest)
    assert len(digests) == 3


def test_a_folder_without_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderFilesError, match=f"no tokenizer.json in {tmp_path}"):
        file_in_folder(tmp_path, ["tokenizer.json"])
