"""What is wrong with a post, as values that can be listed, sorted and printed."""

import re
from dataclasses import dataclass
from enum import Enum
from typing import Self

_MAX_SHOWN_CHARACTERS = 60


class Severity(Enum):
    """Whether a problem keeps a post out of the index."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding at one place; line and column count from 1."""

    path: str
    line: int
    column: int
    severity: Severity
    message: str
    hint: str

    @classmethod
    def error(cls, path: str, line: int, column: int, message: str, hint: str) -> Self:
        """A problem that keeps the post out of the index."""
        return cls(path, line, column, Severity.ERROR, message, hint)

    @classmethod
    def warning(cls, path: str, line: int, column: int, message: str, hint: str) -> Self:
        """A problem that the author should know of."""
        return cls(path, line, column, Severity.WARNING, message, hint)

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}"
        return f"{place}: {self.severity.value}: {self.message}\n    hint: {self.hint}"


# What no terminal and no UTF-8 can show.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def shorten(text: str) -> str:
    """A value in quotes as a message shows it: invisible characters spelt out, never long."""
    is_long = len(text) > _MAX_SHOWN_CHARACTERS
    return repr(text[:_MAX_SHOWN_CHARACTERS] + "…" if is_long else text)
