"""Finds a model's files, in a folder or among those of installed packages, and their digests."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath
from pathlib import Path

from indexer.errors import EncoderFilesError, EncoderUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """A file and the SHA-256 of what is in it, in hex."""

    path: Path
    digest: str


def file_in_folder(folder: Path, names: Sequence[str]) -> ModelFile:
    """The first of these paths in a folder that is there.

    The digest covers the files whose names go on after it, too, such as `model.onnx_data`, in
    which large models keep their weights. Raises EncoderFilesError if there is none.
    """
    for path in (folder / name for name in names):
        if path.is_file():
            parts = sorted(part for part in path.parent.glob(f"{path.name}*") if part.is_file())
            return ModelFile(path=path, digest="+".join(file_digest(part) for part in parts))
    raise EncoderFilesError(
        f"there is no {' and no '.join(names)} in {folder.resolve()}: name the folder of a model"
    )


def file_of_packages(packages: Sequence[str], suffix: str) -> ModelFile:
    """The one file of installed packages whose name ends so; its digest is from their records.

    No code of the packages is run. Raises EncoderUnavailableError if one is not installed, and
    EncoderFilesError unless there is one such file.
    """
    files = [
        file
        for package in packages
        for file in _distribution(package).files or ()
        if file.name.endswith(suffix)
    ]
    if len(files) != 1:
        raise EncoderFilesError(
            f"{' and '.join(packages)}, as installed, should have one file whose name ends in "
            f"{suffix!r}, but {'none has' if not files else f'there are {len(files)}'}: "
            f"run 'pip install --force-reinstall {' '.join(packages)}', or name another package"
        )
    return _digested(files[0])


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex; raises EncoderFilesError."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderFilesError(f"{path} cannot be read: {error.strerror}") from error


def _distribution(package: str) -> Distribution:
    try:
        return Distribution.from_name(package)
    except (PackageNotFoundError, ValueError) as error:
        raise EncoderUnavailableError(
            f"the package {package!r} is not installed: run 'pip install {package}'"
        ) from error


def _digested(file: PackagePath) -> ModelFile:
    path = Path(str(file.locate()))
    if file.hash is None or file.hash.mode != "sha256":
        return ModelFile(path=path, digest=file_digest(path))
    # A record has the digest in the alphabet of URLs, without padding.
    return ModelFile(path=path, digest=base64.urlsafe_b64decode(file.hash.value + "=").hex())
