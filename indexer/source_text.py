"""Reads a file of the corpus as text, or says why it is none."""

import errno
import stat
from pathlib import Path

_BYTE_ORDER_MARK = "\ufeff"


class UnreadableFileError(Exception):
    """Carries the problem of a file that cannot be read as text."""

    def __init__(self, line: int, column: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = (line, column, message, hint)


def read_bytes(file: Path, root: Path, limit: int) -> bytes:
    """The bytes of a regular file, in a folder within the corpus or linked to from there.

    Raises UnreadableFileError.
    """
    try:
        status = file.lstat()
        if stat.S_ISLNK(status.st_mode):
            if not file.resolve(strict=True).is_relative_to(root.resolve()):
                raise UnreadableFileError(
                    1, 1, "this link leads out of the corpus", "put the file itself here"
                )
            status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFileError(1, 1, "this is no file of text", "put a file here instead")
        if status.st_size > limit:
            raise UnreadableFileError(
                1,
                1,
                f"the file has {status.st_size:,} bytes; at most {limit:,} are read",
                "move what is not text, or not about one subject, elsewhere",
            )
        return file.read_bytes()
    except (OSError, RuntimeError) as error:
        message = f"the file cannot be read: {_reason(error)}"
        hint = "see its permissions, or what it links to"
        raise UnreadableFileError(1, 1, message, hint) from error


def _reason(error: OSError | RuntimeError) -> str:
    # Before Python 3.13 a link that leads to itself is a RuntimeError.
    if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
        return "it is a link that leads to itself"
    return error.strerror or str(error)


def decode(content: bytes) -> str:
    """Text with newlines as its line ends; raises UnreadableFileError."""
    try:
        text = content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        line, column = _place_behind(before.replace("\r\n", "\n").replace("\r", "\n"))
        raise UnreadableFileError(
            line,
            column,
            f"the file is not UTF-8: byte 0x{content[error.start]:02X} at offset {error.start}",
            "save it as UTF-8",
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (nul := text.find("\0")) >= 0:
        raise UnreadableFileError(
            *_place_behind(text[:nul]),
            "a NUL byte stands in the file",
            "delete it; if the whole file is binary, it is no post",
        )
    return text


def _place_behind(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - text.rfind("\n")
