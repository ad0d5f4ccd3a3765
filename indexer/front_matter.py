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

from indexer.problems import Problem, Severity
from indexer.yaml_errors import explain_yaml_error

MAX_FRONT_MATTER_CHARACTERS = 65_536

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS_OF_TAGS = {
    "tag:yaml.org,2002:bool": "BOOLEAN",
    "tag:yaml.org,2002:int": "NUMBER",
    "tag:yaml.org,2002:float": "NUMBER",
    "tag:yaml.org,2002:timestamp": "DATE",
    "tag:yaml.org,2002:null": "EMPTY",
}
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SWALLOWED_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\([0abefnrtv])(?=[a-zA-Z])")
_FIELD_LINE = re.compile(r"[A-Za-z_][\w-]*:(?: |$)")


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

    `has_syntax_error` says that fields may be missing for no other reason.
    """

    fields: Sequence[Field]
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
        self.problems: list[Problem] = []

    def read(self, text: str) -> FrontMatter:
        """Split and parse a text whose line ends are newlines."""
        front_matter, body = self.split(text)
        fields = list(self.load(front_matter).values()) if front_matter else []
        return FrontMatter(
            fields=fields, body=body, body_line=self._body_line, problems=tuple(self.problems)
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
        if control := _CONTROL_CHARACTER.search(fm):
            line = self._first_line + fm.count("\n", 0, control.start())
            column = control.start() - fm.rfind("\n", 0, control.start())
            self._error(
                line,
                column,
                f"a control character (U+{ord(control[0]):04X}) stands in the front matter",
                "delete it",
            )
            return {}
        return self._load_toml(fm) if self._delimiter == "+++" else self._load_yaml(fm)

    def _load_yaml(self, fm: str) -> dict[str, Field]:
        lines = fm.split("\n")
        try:
            root = yaml.compose(fm, Loader=_LOADER)
        except yaml.YAMLError as error:
            finding = explain_yaml_error(error, lines)
            self._error(
                self._first_line + finding.line, finding.column + 1, finding.message, finding.hint
            )
            return {}
        if not isinstance(root, yaml.MappingNode):
            self._error(
                self._first_line,
                1,
                "the block between the first two lines '---' holds no fields",
                "begin the file with front matter: lines such as 'title: …' between two '---'",
            )
            return {}
        fields: dict[str, Field] = {}
        for key, value in root.value:
            if not isinstance(key, yaml.ScalarNode):
                self._error(*self._place(key), "a field's name must be text", "write 'name: value'")
                continue
            line, column = self._place(key)
            if key.value in fields:
                self._error(
                    line,
                    column,
                    f"the field '{key.value}' stands twice: first on line {fields[key.value].line}",
                    "delete one of the two",
                )
                continue
            fields[key.value] = Field(
                name=key.value, line=line, column=column, value=self._yaml_value(value, lines)
            )
        return fields

    def _yaml_value(self, node: yaml.Node, lines: list[str]) -> Scalar | Sequence[Scalar] | None:
        if isinstance(node, yaml.ScalarNode):
            return self._yaml_scalar(node, lines)
        if isinstance(node, yaml.SequenceNode) and all(
            isinstance(item, yaml.ScalarNode) for item in node.value
        ):
            return tuple(self._yaml_scalar(item, lines) for item in node.value)
        return None

    def _yaml_scalar(self, node: yaml.ScalarNode, lines: list[str]) -> Scalar:
        self._warn_of_comment(node, lines)
        if node.style == '"':
            self._report_escapes(node, lines)
        line, column = self._place(node)
        kind = Kind[_KINDS_OF_TAGS.get(node.tag, "TEXT")]
        return Scalar(text=node.value, kind=kind, line=line, column=column)

    def _warn_of_comment(self, node: yaml.ScalarNode, lines: list[str]) -> None:
        if node.style is not None:
            return
        end = node.end_mark
        rest = lines[end.line][end.column :] if end.line < len(lines) else ""
        if not re.match(r"[ \t]+#", rest):
            return
        column = end.column + len(rest) - len(rest.lstrip()) + 1
        self._warn(
            self._first_line + end.line,
            column,
            f"' #' starts a comment: {rest.strip()!r} is not part of the value",
            "put the value in quotes, or delete the comment",
        )

    def _report_escapes(self, node: yaml.ScalarNode, lines: list[str]) -> None:
        for index in range(node.start_mark.line, node.end_mark.line + 1):
            for match in _SWALLOWED_ESCAPE.finditer(lines[index]):
                becomes_control = match[1] not in "nrt"
                report = self._error if becomes_control else self._warn
                report(
                    self._first_line + index,
                    match.end(1) - 1,
                    f"in double quotes '\\{match[1]}' is a control character, not a backslash",
                    "use single quotes around the value",
                )

    def _load_toml(self, fm: str) -> dict[str, Field]:
        try:
            table = tomllib.loads(fm)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"at line (\d+), column (\d+)", str(error))
            line, column = (int(place[1]), int(place[2])) if place else (fm.count("\n"), 1)
            message = re.sub(r" \(at .*\)$", "", str(error))
            self._error(
                self._first_line + line - 1,
                column,
                f"TOML: {message[0].lower()}{message[1:]}",
                "see that texts are in quotes and every name stands once",
            )
            return {}
        lines = fm.split("\n")
        return {name: self._toml_field(name, value, lines) for name, value in table.items()}

    def _toml_field(self, name: str, value: object, lines: list[str]) -> Field:
        key = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]|\s*\[+\s*{re.escape(name)}\b")
        index = next((i for i, line in enumerate(lines) if key.match(line)), 0)
        line = self._first_line + index
        column = len(lines[index]) - len(lines[index].lstrip()) + 1
        values = value if isinstance(value, list) else [value]
        scalars = [_toml_scalar(item, line, column) for item in values]
        known = tuple(scalar for scalar in scalars if scalar is not None)
        if len(known) < len(scalars):
            return Field(name=name, line=line, column=column, value=None)
        return Field(
            name=name,
            line=line,
            column=column,
            value=known if isinstance(value, list) else known[0],
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


def _toml_scalar(value: object, line: int, column: int) -> Scalar | None:
    match value:
        case str():
            text, kind = value, Kind.TEXT
        case bool():
            text, kind = str(value).lower(), Kind.BOOLEAN
        case int() | float():
            text, kind = str(value), Kind.NUMBER
        case datetime() | date():
            text, kind = value.isoformat(), Kind.DATE
        case time():
            text, kind = value.isoformat(), Kind.TEXT
        case _:
            return None
    return Scalar(text=text, kind=kind, line=line, column=column)
