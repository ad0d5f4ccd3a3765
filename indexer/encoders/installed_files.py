"""Finds the data files of installed packages without importing the packages."""

import base64
import hashlib
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath
from pathlib import Path

from indexer.errors import EncoderUnavailableError


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFile:
    """A file of a package; `digest` is its SHA-256 in hex, as the package's record has it."""

    path: Path
    digest: str


def installed_files(package: str, suffix: str) -> tuple[InstalledFile, ...]:
    """The package's files whose names end so, in the order of their paths.

    Raises EncoderUnavailableError if the package is not installed.
    """
    try:
        distribution = Distribution.from_name(package)
    except (PackageNotFoundError, ValueError) as error:
        raise EncoderUnavailableError(
            f"the package {package!r} is not installed: run 'pip install {package}'"
        ) from error
    return tuple(
        _installed(file) for file in sorted(distribution.files or ()) if file.name.endswith(suffix)
    )


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hex; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _installed(file: PackagePath) -> InstalledFile:
    path = Path(str(file.locate()))
    if file.hash is None or file.hash.mode != "sha256":
        return InstalledFile(path=path, digest=file_digest(path))
    # A record has the digest in the alphabet of URLs, without padding.
    return InstalledFile(path=path, digest=base64.urlsafe_b64decode(file.hash.value + "=").hex())
