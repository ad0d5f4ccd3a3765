"""Reads the fields of TOML front matter, and finds their places, which its parser does not tell."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from indexer.fields import Field, Findings, Kind, Scalar

_KEY = re.compile(
    r"""
    (?P<indent>\s*) (?:\[+\s*)?
    (?: (?P<bare>[\w-]+) | ["'](?P<quoted>[^"']+)["'] )
    \s* (?: \] | \. | =\s* )
    """,
    re.VERBOSE,
)
_MAX_INTEGER = 2**63


@dataclass(frozen=True, slots=True)
class _Key:
    """Where a key stands within the front matter, from 0, and in which column its value."""

    index: int
    column: int
    value_column: int


class TomlReader:
    """Reads one front matter, whose first line this is of its file."""

    def __init__(self, source: str, first_line: int, findings: Findings) -> None:
        self._source = source
        self._lines = source.split("\n")
        self._first_line = first_line
        self._findings = findings

    def read(self) -> dict[str, Field]:
        """The fields by name; what cannot be read is a finding."""
        try:
            table = tomllib.loads(self._source)
        except (ValueError, RecursionError) as error:
            # Numbers of thousands of digits and brackets without end raise other errors.
            self._report(str(error))
            return {}
        keys = _keys(self._lines)
        return {
            name: self._field(name, value, keys.get(name, _Key(0, 0, 0)))
            for name, value in table.items()
        }

    def _report(self, error: str) -> None:
        place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", error)
        index, column = len(self._lines) - 2, 1
        if place and place[1]:
            index, column = int(place[1]) - 1, int(place[2])
        line = self._first_line + index
        again = _keys(self._lines[index : index + 1])
        if error.startswith("Cannot overwrite") and again:
            name, key = again.popitem()
            first_line = self._first_line + _keys(self._lines)[name].index
            self._findings.stands_twice(name, line, key.column + 1, first_line)
            return
        message = error[: place.start()] if place else "this cannot be read"
        hint = "put each text in quotes, single ones if it holds a backslash; no date needs them"
        self._findings.error(line, column, f"TOML: {message[0].lower()}{message[1:]}", hint)

    def _field(self, name: str, value: object, key: _Key) -> Field:
        line, value_column = self._first_line + key.index, key.value_column + 1
        source = self._lines[key.index][key.value_column :]
        reported = len(self._findings.problems)
        if re.match(r'"(?!"")', source):
            self._findings.escapes(line, key.value_column, source)
        values = value if isinstance(value, list) else [value]
        scalars = [_scalar(item, line, value_column) for item in values]
        known = tuple(scalar for scalar in scalars if scalar is not None)
        for scalar in known:
            self._findings.invisible(scalar, self._findings.problems[reported:])
        field_value = known if isinstance(value, list) else next(iter(known), None)
        is_deeper = len(known) < len(scalars)
        return Field(
            name=name,
            line=line,
            column=key.column + 1,
            value=None if is_deeper else field_value,
        )


def _keys(lines: Sequence[str]) -> dict[str, _Key]:
    """The places of the keys by name, of each the first."""
    keys: dict[str, _Key] = {}
    for index, line in enumerate(lines):
        if match := _KEY.match(line):
            name = match["bare"] or match["quoted"]
            keys.setdefault(name, _Key(index, match.end("indent"), match.end()))
    return keys


def _scalar(value: object, line: int, column: int) -> Scalar | None:
    match value:
        case str():
            text, kind = value, Kind.TEXT
        case bool():
            text, kind = str(value).lower(), Kind.BOOLEAN
        case int():
            is_short = abs(value) < _MAX_INTEGER
            text, kind = str(value) if is_short else hex(value), Kind.NUMBER
        case float():
            text, kind = str(value), Kind.NUMBER
        case datetime() | date():
            text, kind = value.isoformat(), Kind.DATE
        case time():
            text, kind = value.isoformat(), Kind.TEXT
        case _:
            return None
    return Scalar(text=text, kind=kind, line=line, column=column)
