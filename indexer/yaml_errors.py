"""Says in plain words what a YAML error in front matter means and how to mend it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

_NAME_AND_VALUE = re.compile(r"(\s*[\w-]+\s*:\s+)(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFinding:
    """A place within the front matter (line and column from 0), what is wrong, what to do."""

    line: int
    column: int
    message: str
    hint: str


def explain_yaml_error(error: yaml.YAMLError, lines: Sequence[str]) -> YamlFinding:
    """Translate a library's error about these lines."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = min(mark.line, max(len(lines) - 1, 0)) if mark else 0
    column = mark.column if mark else 0
    problem = str(getattr(error, "problem", None) or error)
    context = str(getattr(error, "context", None) or "")
    return _explain(problem, context, error, lines, line, column)


def _explain(
    problem: str,
    context: str,
    error: yaml.YAMLError,
    lines: Sequence[str],
    line: int,
    column: int,
) -> YamlFinding:
    source = lines[line] if line < len(lines) else ""
    if re.match(r" *\t", source):
        return YamlFinding(
            line=line,
            column=source.index("\t"),
            message="a tab cannot indent front matter",
            hint="use spaces",
        )
    if "unknown escape character" in problem:
        return YamlFinding(
            line=line,
            column=column,
            message="in double quotes a backslash starts an escape, and this one is unknown",
            hint="use single quotes around the value",
        )
    if "mapping values are not allowed" in problem:
        return YamlFinding(
            line=line,
            column=column,
            message="a value that holds ': ' must be in quotes",
            hint=_quoted(source) or "put the value in quotes",
        )
    if "quoted scalar" in context or "end of stream" in problem:
        start = getattr(error, "context_mark", None)
        return YamlFinding(
            line=start.line if start else line,
            column=start.column if start else column,
            message="a quote is opened here and never closed",
            hint="close it, or take quotes of the other kind if the value holds such a quote",
        )
    if "cannot start any token" in problem or "undefined alias" in problem:
        return YamlFinding(
            line=line,
            column=column,
            message=f"a value cannot start with {source[column : column + 1]!r}",
            hint=_quoted(source) or "put the value in quotes",
        )
    return YamlFinding(
        line=line,
        column=column,
        message=f"this is not valid YAML: {problem}",
        hint=_quoted(source) or "write one field a line: 'name: value', names at the line's start",
    )


def _quoted(source: str) -> str:
    """How a line would read with its value in quotes; empty if it is no 'name: value'."""
    match = _NAME_AND_VALUE.fullmatch(source)
    if not match or match[2].startswith(("'", '"', "[", "{")):
        return ""
    return "write " + match[1].strip() + " '" + match[2].strip().replace("'", "''") + "'"
