"""Reads the fields of YAML front matter from its tree of nodes, which keeps places."""

import re
from collections.abc import Sequence

import yaml

from indexer.fields import Field, Findings, Kind, Scalar
from indexer.problems import shorten
from indexer.yaml_errors import explain_yaml_error, quotes_needed

MAX_UNREAD_LINES = 8

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KINDS_OF_TAGS = {
    "tag:yaml.org,2002:bool": Kind.BOOLEAN,
    "tag:yaml.org,2002:int": Kind.NUMBER,
    "tag:yaml.org,2002:float": Kind.NUMBER,
    "tag:yaml.org,2002:timestamp": Kind.DATE,
    "tag:yaml.org,2002:null": Kind.EMPTY,
}
_FIELD_LINE = re.compile(r"([A-Za-z_][\w-]*):(?:\s|$)")


class YamlReader:
    """Reads one front matter, whose first line this is of its file.

    `unread` names the fields on lines that could not be read.
    """

    def __init__(self, source: str, first_line: int, findings: Findings) -> None:
        self._lines = source.split("\n")
        self._first_line = first_line
        self._findings = findings
        self.unread: list[str] = []

    def read(self) -> dict[str, Field]:
        """The fields by name; what cannot be read is a finding."""
        known = len(self._findings.problems)
        root = self._compose()
        if root is None and len(self._findings.problems) > known:
            return {}
        if not isinstance(root, yaml.MappingNode):
            self._findings.error(
                self._first_line,
                1,
                "the required fields are missing: the first block between '---' holds no fields",
                "begin the file with a line '---', then fields such as 'title: …', then '---'",
            )
            return {}
        fields: dict[str, Field] = {}
        for key, value in root.value:
            line, column = self._place(key)
            if not isinstance(key, yaml.ScalarNode):
                hint = "write 'name: value'"
                self._findings.error(line, column, "a field's name must be text", hint)
            elif key.value in fields:
                self._findings.stands_twice(key.value, line, column, fields[key.value].line)
            else:
                fields[key.value] = Field(
                    name=key.value, line=line, column=column, value=self._value(value)
                )
        return fields

    def _compose(self) -> yaml.Node | None:
        """The tree of the lines; a field on a line in error is reported and taken out of them."""
        lines = self._lines
        for _ in range(MAX_UNREAD_LINES):
            try:
                return yaml.compose("\n".join(lines), Loader=_LOADER)
            except yaml.YAMLError as error:
                finding = explain_yaml_error(error, lines)
            line = self._first_line + finding.line
            self._findings.error(line, finding.column + 1, finding.message, finding.hint)
            field = _FIELD_LINE.match(lines[finding.line])
            below = "".join(lines[finding.line + 1 : finding.line + 2])
            if field is None or below.startswith((" ", "\t", "-")):
                return None
            self.unread.append(field[1])
            lines[finding.line] = ""
        return None

    def _value(self, node: yaml.Node) -> Scalar | Sequence[Scalar] | None:
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if isinstance(node, yaml.SequenceNode) and all(
            isinstance(item, yaml.ScalarNode) for item in node.value
        ):
            return tuple(self._scalar(item) for item in node.value)
        return None

    def _scalar(self, node: yaml.ScalarNode) -> Scalar:
        start = node.start_mark
        line, column = self._place(node)
        kind = _KINDS_OF_TAGS.get(node.tag, Kind.TEXT)
        scalar = Scalar(text=node.value, kind=kind, line=line, column=column)
        self._warn_of_comment(node, kind)
        if re.match(r"[&*]|!(?!!)", self._lines[start.line][start.column :]):
            finding = quotes_needed(self._lines[start.line], start.line)
            self._findings.error(line, column, finding.message, finding.hint)
        known = len(self._findings.problems)
        if node.style == '"':
            self._report_escapes(node)
        self._findings.invisible(scalar, self._findings.problems[known:])
        return scalar

    def _warn_of_comment(self, node: yaml.ScalarNode, kind: Kind) -> None:
        """Behind a date or a number a comment is harmless; of a text it takes the end."""
        end = node.end_mark
        rest = self._lines[end.line][end.column :]
        if node.style or kind not in {Kind.TEXT, Kind.EMPTY} or not re.match(r"[ \t]+#", rest):
            return
        self._findings.warn(
            self._first_line + end.line,
            end.column + len(rest) - len(rest.lstrip()) + 1,
            f"' #' starts a comment: {shorten(rest.strip())} is not part of the value",
            "put the value in quotes, or delete the comment",
        )

    def _report_escapes(self, node: yaml.ScalarNode) -> None:
        start, end = node.start_mark, node.end_mark
        for index in range(start.line, end.line + 1):
            first = start.column if index == start.line else 0
            last = end.column if index == end.line else None
            source = self._lines[index][first:last]
            self._findings.escapes(self._first_line + index, first, source)

    def _place(self, node: yaml.Node) -> tuple[int, int]:
        return self._first_line + node.start_mark.line, node.start_mark.column + 1
