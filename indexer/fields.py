"""The fields of front matter as values with places, and what their readers share."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from indexer.problems import Problem, Severity, shorten

# What no text holds on purpose; the last range cannot even be written as UTF-8.
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\([0abefrv]|[ntNLP_](?=[a-zA-Z]))")
_HARMLESS_ESCAPES = {
    "n": "a line break",
    "t": "a tab",
    "N": "a line break",
    "L": "a line break",
    "P": "a line break",
    "_": "a no-break space",
}


class Kind(Enum):
    """What YAML or TOML takes a bare value for."""

    TEXT = "text"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """One value as it is written, with its place in the file."""

    text: str
    kind: Kind
    line: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A name with its value: a scalar, a list of scalars, or None for anything deeper."""

    name: str
    line: int
    column: int
    value: Scalar | Sequence[Scalar] | None


class Findings:
    """Gathers the problems of one file; lines and columns count from 1."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.problems: list[Problem] = []

    def error(self, line: int, column: int, message: str, hint: str) -> None:
        """Add a problem that keeps the post out."""
        self.problems.append(Problem.error(self._path, line, column, message, hint))

    def warn(self, line: int, column: int, message: str, hint: str) -> None:
        """Add a problem that the author should know of."""
        self.problems.append(Problem.warning(self._path, line, column, message, hint))

    def stands_twice(self, name: str, line: int, column: int, first_line: int) -> None:
        """Report a field that has been met before."""
        message = f"the field {shorten(name)} stands twice: first on line {first_line}"
        self.error(line, column, message, "delete one of the two")

    def escapes(self, line: int, offset: int, source: str) -> None:
        """Report the escapes in a stretch of double-quoted source that begins at an offset."""
        for match in _ESCAPE.finditer(source):
            meaning = _HARMLESS_ESCAPES.get(match[1])
            report = self.warn if meaning else self.error
            report(
                line,
                offset + match.start(1),
                f"in double quotes '\\{match[1]}' is {meaning or 'a control character'}, "
                "not a backslash and a letter",
                "use single quotes around the value",
            )

    def invisible(self, scalar: Scalar, reported: Sequence[Problem]) -> None:
        """Escapes write what the file itself does not hold; some are reported one by one."""
        found = CONTROL_CHARACTER.search(scalar.text)
        if found and all(problem.severity is not Severity.ERROR for problem in reported):
            self.error(
                scalar.line,
                scalar.column,
                f"this text holds an invisible control character (U+{ord(found[0]):04X})",
                "use single quotes around the value",
            )
