"""Splits a post's text into front matter and body, strictly: whatever is odd is a problem.

Syntax only; what the fields mean is the matter of `indexer.post_fields`.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum

import yaml
from frontmatter.default_handlers import BaseHandler

from indexer.problems import Problem, Severity, shorten
from indexer.yaml_errors import explain_yaml_error, quotes_needed

MAX_FRONT_MATTER_CHARACTERS = 65_536
MAX_UNREAD_LINES = 8

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS_OF_TAGS = {
    "tag:yaml.org,2002:bool": "BOOLEAN",
    "tag:yaml.org,2002:int": "NUMBER",
    "tag:yaml.org,2002:float": "NUMBER",
    "tag:yaml.org,2002:timestamp": "DATE",
    "tag:yaml.org,2002:null": "EMPTY",
}
# What no text holds on purpose; the last range cannot even be written as UTF-8.
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_BYTE_ORDER_MARK = "\ufeff"
# YAML ends lines at these, editors do not: as blanks they keep our line numbers true.
_BLANKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\([0abefrv]|[ntNLP_](?=[a-zA-Z]))")
_HARMLESS_ESCAPES = {
    "n": "a line break",
    "t": "a tab",
    "N": "a line break",
    "L": "a line break",
    "P": "a line break",
    "_": "a no-break space",
}
_FIELD_LINE = re.compile(r"([A-Za-z_][\w-]*):(?:\s|$)")
_BLOCK_OF_TEXT = re.compile(r"([\w-]+):\s+[|>][-+0-9]*\s*(?:#.*)?")
_TOML_KEY = re.compile(
    r"""
    (?P<indent>\s*) (?:\[+\s*)?
    (?: (?P<bare>[\w-]+) | ["'](?P<quoted>[^"']+)["'] )
    \s* (?: \] | \. | =\s* )
    """,
    re.VERBOSE,
)
_MAX_TOML_INTEGER = 2**63


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


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The fields of a post, its untouched body, and what is wrong with its syntax.

    `unread` names the fields on lines that could not be read; `has_syntax_error` says that
    fields may be missing for no other reason.
    """

    fields: Sequence[Field]
    unread: Sequence[str]
    body: str
    body_line: int
    problems: Sequence[Problem]

    @property
    def has_syntax_error(self) -> bool:
        """Whether a problem kept fields from being read."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


class StrictHandler(BaseHandler):  # type: ignore[misc,unused-ignore]
    """A handler for python-frontmatter that keeps places and refuses what others drop.

    Unlike the library's own it does not strip the body, nor lose fields that are
    written twice, misspelt or half read.
    """

    FM_BOUNDARY = re.compile(r"^(?:---|\+\+\+)[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path
        self._first_line = 1
        self._body_line = 1
        self._delimiter = "---"
        self._unread: list[str] = []
        self.problems: list[Problem] = []

    def read(self, text: str) -> FrontMatter:
        """Split and parse a text whose line ends are newlines."""
        front_matter, body = self.split(text)
        fields = list(self.load(front_matter).values()) if front_matter else []
        return FrontMatter(
            fields=fields,
            unread=tuple(self._unread),
            body=body,
            body_line=self._body_line,
            problems=tuple(self.problems),
        )

    def split(self, text: str) -> tuple[str, str]:
        """Front matter and body; without proper delimiters the former is empty."""
        lines = text.split("\n")
        start = next((index for index, line in enumerate(lines) if line.strip()), None)
        opening = lines[start].rstrip() if start is not None else ""
        if start is None or opening not in {"---", "+++"}:
            self._report_missing(opening, (start or 0) + 1)
            return "", text
        self._delimiter = opening
        self._first_line = start + 2
        for index in range(start + 1, len(lines)):
            line = lines[index].rstrip()
            if line == opening:
                self._body_line = index + 2
                self._warn_of_early_end(lines, start + 1, index)
                return "\n".join(lines[start + 1 : index]) + "\n", "\n".join(lines[index + 1 :])
            if line == "..." and opening == "---":
                self._error(
                    index + 1,
                    1,
                    "the front matter is closed by '...'",
                    "write '---' on this line instead",
                )
                return "", text
        self._error(
            start + 1,
            1,
            f"the front matter opened here is never closed by a line '{opening}'",
            f"put a line '{opening}' below the last field",
        )
        return "", text

    def load(self, fm: str) -> dict[str, Field]:
        """The fields by name; what cannot be read is added to the problems."""
        if len(fm) > MAX_FRONT_MATTER_CHARACTERS:
            self._error(
                self._first_line,
                1,
                f"the front matter is longer than {MAX_FRONT_MATTER_CHARACTERS} characters",
                "is the closing line where it should be?",
            )
            return {}
        if (invisible := _first_invisible(fm)) is not None:
            self._error(
                self._first_line + fm.count("\n", 0, invisible),
                invisible - fm.rfind("\n", 0, invisible),
                f"an invisible control character (U+{ord(fm[invisible]):04X}) stands here",
                "delete it; it lies between the characters that you see",
            )
            return {}
        fm = fm.translate(_BLANKS)
        return self._load_toml(fm) if self._delimiter == "+++" else self._load_yaml(fm)

    def _warn_of_early_end(self, lines: list[str], start: int, end: int) -> None:
        """A text of several lines that goes on below the closing line was cut by it."""
        fields = [match for line in lines[start:end] if (match := _FIELD_LINE.match(line))]
        if not fields or not _BLOCK_OF_TEXT.fullmatch(fields[-1].string):
            return
        closing = next((i for i in range(end + 1, len(lines)) if lines[i].rstrip() == "---"), 0)
        rest = [line for line in lines[end + 1 : closing] if line.strip()]
        if rest and all(line.startswith(" ") or _FIELD_LINE.match(line) for line in rest):
            self._warn(
                end + 1,
                1,
                f"this '---' ends the front matter, though '{fields[-1][1]}' seems to go on below",
                "indent it as the lines around it, or leave it out",
            )

    def _load_yaml(self, fm: str) -> dict[str, Field]:
        lines = fm.split("\n")
        root = self._compose(lines)
        if root is None and self.problems:
            return {}
        if not isinstance(root, yaml.MappingNode):
            self._error(
                self._first_line,
                1,
                "the required fields are missing: the first block between '---' holds no fields",
                "begin the file with a line '---', then fields such as 'title: …', then '---'",
            )
            return {}
        fields: dict[str, Field] = {}
        for key, value in root.value:
            if not isinstance(key, yaml.ScalarNode):
                self._error(*self._place(key), "a field's name must be text", "write 'name: value'")
                continue
            line, column = self._place(key)
            if key.value in fields:
                self._error(line, column, *_stands_twice(key.value, fields[key.value].line))
                continue
            fields[key.value] = Field(
                name=key.value, line=line, column=column, value=self._yaml_value(value, lines)
            )
        return fields

    def _compose(self, lines: list[str]) -> yaml.Node | None:
        """The tree of the lines; a field on a line in error is reported and taken out of them."""
        for _ in range(MAX_UNREAD_LINES):
            try:
                return yaml.compose("\n".join(lines), Loader=_LOADER)
            except yaml.YAMLError as error:
                finding = explain_yaml_error(error, lines)
            self._error(
                self._first_line + finding.line, finding.column + 1, finding.message, finding.hint
            )
            field = _FIELD_LINE.match(lines[finding.line])
            below = "".join(lines[finding.line + 1 : finding.line + 2])
            if field is None or below.startswith((" ", "\t", "-")):
                return None
            self._unread.append(field[1])
            lines[finding.line] = ""
        return None

    def _yaml_value(self, node: yaml.Node, lines: list[str]) -> Scalar | Sequence[Scalar] | None:
        if isinstance(node, yaml.ScalarNode):
            return self._yaml_scalar(node, lines)
        if isinstance(node, yaml.SequenceNode) and all(
            isinstance(item, yaml.ScalarNode) for item in node.value
        ):
            return tuple(self._yaml_scalar(item, lines) for item in node.value)
        return None

    def _yaml_scalar(self, node: yaml.ScalarNode, lines: list[str]) -> Scalar:
        start = node.start_mark
        scalar = Scalar(
            text=node.value,
            kind=Kind[_KINDS_OF_TAGS.get(node.tag, "TEXT")],
            line=self._first_line + start.line,
            column=start.column + 1,
        )
        self._warn_of_comment(node, scalar.kind, lines)
        if re.match(r"[&*]|!(?!!)", lines[start.line][start.column :]):
            finding = quotes_needed(lines[start.line], start.line)
            self._error(scalar.line, scalar.column, finding.message, finding.hint)
        known = len(self.problems)
        if node.style == '"':
            self._report_escapes_of(node, lines)
        self._report_invisible(scalar, self.problems[known:])
        return scalar

    def _warn_of_comment(self, node: yaml.ScalarNode, kind: Kind, lines: list[str]) -> None:
        """Behind a date or a number a comment is harmless; of a text it takes the end."""
        end = node.end_mark
        rest = lines[end.line][end.column :]
        if node.style or kind not in {Kind.TEXT, Kind.EMPTY} or not re.match(r"[ \t]+#", rest):
            return
        column = end.column + len(rest) - len(rest.lstrip()) + 1
        self._warn(
            self._first_line + end.line,
            column,
            f"' #' starts a comment: {shorten(rest.strip())} is not part of the value",
            "put the value in quotes, or delete the comment",
        )

    def _report_escapes_of(self, node: yaml.ScalarNode, lines: list[str]) -> None:
        start, end = node.start_mark, node.end_mark
        for index in range(start.line, end.line + 1):
            first = start.column if index == start.line else 0
            last = end.column if index == end.line else None
            self._report_escapes(index, first, lines[index][first:last])

    def _report_escapes(self, index: int, offset: int, source: str) -> None:
        for match in _ESCAPE.finditer(source):
            meaning = _HARMLESS_ESCAPES.get(match[1])
            report = self._warn if meaning else self._error
            report(
                self._first_line + index,
                offset + match.start(1),
                f"in double quotes '\\{match[1]}' is {meaning or 'a control character'}, "
                "not a backslash and a letter",
                "use single quotes around the value",
            )

    def _report_invisible(self, scalar: Scalar, reported: Sequence[Problem]) -> None:
        """Escapes write what the file itself does not hold; some are reported one by one."""
        found = _CONTROL_CHARACTER.search(scalar.text)
        if found and all(problem.severity is not Severity.ERROR for problem in reported):
            self._error(
                scalar.line,
                scalar.column,
                f"this text holds an invisible control character (U+{ord(found[0]):04X})",
                "use single quotes around the value",
            )

    def _load_toml(self, fm: str) -> dict[str, Field]:
        lines = fm.split("\n")
        try:
            table = tomllib.loads(fm)
        except (ValueError, RecursionError) as error:
            # Numbers of thousands of digits and brackets without end raise other errors.
            self._report_toml_error(str(error), lines)
            return {}
        keys = _toml_keys(lines)
        return {
            name: self._toml_field(name, value, keys.get(name, _TomlKey(0, 0, 0)), lines)
            for name, value in table.items()
        }

    def _report_toml_error(self, error: str, lines: list[str]) -> None:
        place = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", error)
        line, column = (int(place[1]), int(place[2])) if place and place[1] else (len(lines) - 1, 1)
        message = error[: place.start()] if place else "this cannot be read"
        message = f"TOML: {message[0].lower()}{message[1:]}"
        hint = "put each text in quotes, single ones if it holds a backslash; no date needs them"
        if error.startswith("Cannot overwrite") and (again := _toml_keys(lines[line - 1 : line])):
            (name, key) = again.popitem()
            column = key.column + 1
            message, hint = _stands_twice(name, self._first_line + _toml_keys(lines)[name].index)
        self._error(self._first_line + line - 1, column, message, hint)

    def _toml_field(self, name: str, value: object, key: "_TomlKey", lines: list[str]) -> Field:
        line, value_column = self._first_line + key.index, key.value_column + 1
        source = lines[key.index][key.value_column :]
        reported = len(self.problems)
        if re.match(r'"(?!"")', source):
            self._report_escapes(key.index, key.value_column, source)
        values = value if isinstance(value, list) else [value]
        scalars = [_toml_scalar(item, line, value_column) for item in values]
        known = tuple(scalar for scalar in scalars if scalar is not None)
        for scalar in known:
            self._report_invisible(scalar, self.problems[reported:])
        field_value = known if isinstance(value, list) else next(iter(known), None)
        is_deeper = len(known) < len(scalars)
        return Field(
            name=name,
            line=line,
            column=key.column + 1,
            value=None if is_deeper else field_value,
        )

    def _report_missing(self, opening: str, line: int) -> None:
        hint = "begin the file with a line '---', then fields such as 'title: …', then '---'"
        if re.fullmatch(r"-{4,}|\+{4,}", opening):
            hint = "write exactly three characters: '---'"
        self._error(line, 1, "no front matter: the required fields are missing", hint)

    def _place(self, node: yaml.Node) -> tuple[int, int]:
        return self._first_line + node.start_mark.line, node.start_mark.column + 1

    def _error(self, line: int, column: int, message: str, hint: str) -> None:
        self.problems.append(Problem.error(self._path, line, column, message, hint))

    def _warn(self, line: int, column: int, message: str, hint: str) -> None:
        self.problems.append(Problem.warning(self._path, line, column, message, hint))


@dataclass(frozen=True, slots=True)
class _TomlKey:
    """Where a key stands within the front matter, from 0, and in which column its value."""

    index: int
    column: int
    value_column: int


def _toml_keys(lines: Sequence[str]) -> dict[str, _TomlKey]:
    """The places of the keys by name, of each the first."""
    keys: dict[str, _TomlKey] = {}
    for index, line in enumerate(lines):
        if match := _TOML_KEY.match(line):
            name = match["bare"] or match["quoted"]
            keys.setdefault(name, _TomlKey(index, match.end("indent"), match.end()))
    return keys


def _first_invisible(text: str) -> int | None:
    found = _CONTROL_CHARACTER.search(text)
    places = [found.start() if found else -1, text.find(_BYTE_ORDER_MARK)]
    return min((place for place in places if place >= 0), default=None)


def _stands_twice(name: str, first_line: int) -> tuple[str, str]:
    message = f"the field {shorten(name)} stands twice: first on line {first_line}"
    return message, "delete one of the two"


def _toml_scalar(value: object, line: int, column: int) -> Scalar | None:
    match value:
        case str():
            text, kind = value, Kind.TEXT
        case bool():
            text, kind = str(value).lower(), Kind.BOOLEAN
        case int():
            is_short = abs(value) < _MAX_TOML_INTEGER
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
