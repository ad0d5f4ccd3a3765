import hashlib
import sys
from pathlib import Path

import pytest

from indexer.encoders.installed_files import file_digest, installed_files
from indexer.errors import EncoderUnavailableError


def test_a_package_without_digests_in_its_record_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "vectors-1.0.dist-info").mkdir()
    (tmp_path / "vectors-1.0.dist-info" / "METADATA").write_text("Name: vectors\nVersion: 1.0\n")
    (tmp_path / "vectors-1.0.dist-info" / "RECORD").write_text("vectors.bin,,\nreadme.txt,,\n")
    (tmp_path / "vectors.bin").write_bytes(b"weights")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    (file,) = installed_files("vectors", ".bin")
    assert file.path == tmp_path / "vectors.bin"
    assert file.digest == hashlib.sha256(b"weights").hexdigest()


def test_the_record_of_a_package_has_the_digest_of_what_is_installed() -> None:
    for file in installed_files("wordllama", ".safetensors"):
        assert file.digest == file_digest(file.path)


@pytest.mark.parametrize("name", ["no-such-package", ""])
def test_a_missing_package_is_named_with_what_installs_it(name: str) -> None:
    with pytest.raises(EncoderUnavailableError, match=f"pip install {name}"):
        installed_files(name, ".bin")
