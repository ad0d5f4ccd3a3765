"""Says in plain words what a YAML error in front matter means and how to mend it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

_NAME_AND_VALUE = re.compile(r"(\s*(?:-|[\w-]+\s*:)\s+)(.*)")
_FIELD = re.compile(r"[^\s:#-][^:]*:(?:\s|$)")
_CLOSED_QUOTES = re.compile(r"""(?:'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")\s*(?:#.*)?""")
_CLOSED_BRACKETS = re.compile(r"(?:\[.*\]|\{.*\})\s*(?:#.*)?")
_LIST = re.compile(r"\[(?:[^\[\]]*|.*\]\s*(?:#.*)?)")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*\s*(?:#.*)?")
_MAX_SHOWN_CHARACTERS = 400
_CLOSING = {"[": "]", "{": "}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFinding:
    """A place within the front matter (line and column from 0), what is wrong, what to do."""

    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trouble:
    """A library's error: where it noticed, where the thing it was reading began, its words."""

    lines: Sequence[str]
    line: int
    column: int
    start_line: int
    start_column: int
    problem: str
    context: str

    @property
    def source(self) -> str:
        """The line on which the library noticed."""
        return self.lines[self.line]

    @property
    def opening(self) -> str:
        """The character that began the thing it was reading."""
        return self.lines[self.start_line][self.start_column : self.start_column + 1]


def explain_yaml_error(error: yaml.YAMLError, lines: Sequence[str]) -> YamlFinding:
    """Translate a library's error about these lines."""
    trouble = _trouble(error, lines)
    for explain in _EXPLANATIONS:
        if finding := explain(trouble):
            return finding
    return YamlFinding(
        line=trouble.line,
        column=trouble.column,
        message=f"this cannot be read as front matter ({trouble.problem})",
        hint="write one field a line: 'name: value'",
    )


def value_start(source: str) -> int:
    """Where the value of a line 'name: value' or '- value' starts."""
    match = _NAME_AND_VALUE.fullmatch(source)
    return match.start(2) if match else 0


def quotes_needed(source: str, line: int) -> YamlFinding:
    """The value on this line, or an item of it, starts with a character of special meaning."""
    column = value_start(source)
    if column == 0 or _LIST.fullmatch(source, column):
        return YamlFinding(
            line=line,
            column=column,
            message="a text that starts with '&', '*' or '!' must be in quotes",
            hint="put this item of the list in quotes",
        )
    return YamlFinding(
        line=line,
        column=column,
        message=f"a text that starts with {source[column : column + 1]!r} must be in quotes",
        hint=_quoted(source) or "put the text in quotes",
    )


def _trouble(error: yaml.YAMLError, lines: Sequence[str]) -> _Trouble:
    place = getattr(error, "problem_mark", None)
    start = getattr(error, "context_mark", None) or place
    last = len(lines) - 1
    return _Trouble(
        lines=lines,
        line=min(place.line, last) if place else 0,
        column=place.column if place else 0,
        start_line=min(start.line, last) if start else 0,
        start_column=start.column if start else 0,
        problem=str(getattr(error, "problem", None) or error),
        context=str(getattr(error, "context", None) or ""),
    )


def _tab(trouble: _Trouble) -> YamlFinding | None:
    if not re.match(r" *\t", trouble.source):
        return None
    return YamlFinding(
        line=trouble.line,
        column=trouble.source.index("\t"),
        message="a tab cannot indent front matter",
        hint="use spaces",
    )


def _backslash(trouble: _Trouble) -> YamlFinding | None:
    if not re.search("escape|hexa?decimal", trouble.problem):
        return None
    return YamlFinding(
        line=trouble.line,
        column=max(trouble.source.rfind("\\", 0, trouble.column + 1), 0),
        message="in double quotes a backslash changes what follows it, and this has no meaning",
        hint="use single quotes around the value",
    )


def _unclosed_quote(trouble: _Trouble) -> YamlFinding | None:
    if "quoted scalar" in trouble.context:
        line, column = trouble.start_line, trouble.start_column
    elif (opened := _line_that_swallowed_a_quote(trouble)) is not None:
        line, column = opened, value_start(trouble.lines[opened])
    else:
        return None
    return YamlFinding(
        line=line,
        column=column,
        message="a quote is opened here and never closed",
        hint="close it, or take quotes of the other kind if the value holds such a quote",
    )


def _line_that_swallowed_a_quote(trouble: _Trouble) -> int | None:
    """The open quote above that ends at the first quote of a line well written in itself."""
    start = value_start(trouble.source)
    if trouble.column <= start or not _CLOSED_QUOTES.fullmatch(trouble.source, start):
        return None
    for line in range(trouble.line - 1, -1, -1):
        value = trouble.lines[line][value_start(trouble.lines[line]) :]
        if value.startswith(("'", '"')) and not _CLOSED_QUOTES.fullmatch(value):
            return line
    return None


def _list(trouble: _Trouble) -> YamlFinding | None:
    if "while parsing a flow" not in trouble.context:
        return None
    closing = _CLOSING.get(trouble.opening)
    if closing is None:
        return None
    if closing in trouble.lines[trouble.start_line][trouble.start_column :]:
        return YamlFinding(
            line=trouble.line,
            column=trouble.column,
            message=f"a comma is missing here, or a '{closing}'",
            hint="write a list as '[one, two]', with quotes around a text that holds a bracket",
        )
    return YamlFinding(
        line=trouble.start_line,
        column=trouble.start_column,
        message=f"'{trouble.opening}' opens a list here that is never closed",
        hint=f"close it with '{closing}', or put the whole value in quotes if it is no list",
    )


def _end_of_document(trouble: _Trouble) -> YamlFinding | None:
    if not trouble.source.startswith(("---", "...")):
        return None
    return YamlFinding(
        line=trouble.line,
        column=0,
        message=f"a line of front matter cannot start with '{trouble.source[:3]}'",
        hint="indent it as the text around it, or delete it",
    )


def _bad_list_item(trouble: _Trouble) -> YamlFinding | None:
    """Within '[…]' the item is at fault, not the value as a whole."""
    value = trouble.source[value_start(trouble.source) :]
    if "cannot start any token" not in trouble.problem or not _CLOSED_BRACKETS.fullmatch(value):
        return None
    character = trouble.source[trouble.column : trouble.column + 1]
    return YamlFinding(
        line=trouble.line,
        column=trouble.column,
        message=f"a text that starts with {character!r} must be in quotes",
        hint="put this item of the list in quotes",
    )


def _text_behind_quotes(trouble: _Trouble) -> YamlFinding | None:
    column = value_start(trouble.source)
    value = trouble.source[column:]
    if not value.startswith(("'", '"')) or _CLOSED_QUOTES.fullmatch(value):
        return None
    return YamlFinding(
        line=trouble.line,
        column=column,
        message=f"the value ends at its second quote ({value[0]}), but more text follows",
        hint=_quoted(trouble.source) or "put quotes around the whole value",
    )


def _special_start(trouble: _Trouble) -> YamlFinding | None:
    value = trouble.source[value_start(trouble.source) :]
    if _CLOSED_BRACKETS.fullmatch(value) or _BLOCK_HEADER.fullmatch(value):
        return None
    if re.match(r"[\[\]{}>|*&!%@`,]|[-?](?:\s|$)", value):
        return quotes_needed(trouble.source, trouble.line)
    return None


def _not_a_field(trouble: _Trouble) -> YamlFinding | None:
    """The library notices a line without 'name: ' only where the next field begins."""
    if "could not find expected ':'" in trouble.problem:
        line: int | None = trouble.start_line
    elif "mapping values are not allowed" in trouble.problem:
        above = enumerate(trouble.lines[: trouble.line])
        line = next(
            (i for i, text in above if re.match(r"[^\s#-]", text) and not _FIELD.match(text)), None
        )
    else:
        line = None
    if line is None:
        return None
    source = trouble.lines[line]
    return YamlFinding(
        line=line,
        column=len(source) - len(source.lstrip()),
        message="this line is no field: it has no name with a colon and a space behind it",
        hint="write 'name: value'; if the text of the post begins here, put '---' above it",
    )


def _indentation(trouble: _Trouble) -> YamlFinding | None:
    line = trouble.line
    if "document start" in trouble.problem:
        line = next((i for i, text in enumerate(trouble.lines) if text.startswith(" ")), line)
    source = trouble.lines[line]
    if not re.match(" +[^ -]", source):
        return None
    return YamlFinding(
        line=line,
        column=len(source) - len(source.lstrip()),
        message="this line is indented, but does not belong to the field above it",
        hint="begin each field at the start of its line; a value of several lines begins with '>'",
    )


def _colon(trouble: _Trouble) -> YamlFinding | None:
    if "mapping values are not allowed" not in trouble.problem:
        return None
    return YamlFinding(
        line=trouble.line,
        column=trouble.column,
        message="a value that holds ': ' must be in quotes",
        hint=_quoted(trouble.source) or "put the value in quotes",
    )


_EXPLANATIONS: Sequence[Callable[[_Trouble], YamlFinding | None]] = (
    _tab,
    _backslash,
    _unclosed_quote,
    _list,
    _end_of_document,
    _bad_list_item,
    _text_behind_quotes,
    _special_start,
    _not_a_field,
    _indentation,
    _colon,
)


def _quoted(source: str) -> str:
    """How a line would read with its value in quotes; empty if it is no such line or very long."""
    match = _NAME_AND_VALUE.fullmatch(source)
    if not match or len(source) > _MAX_SHOWN_CHARACTERS:
        return ""
    text = match[2].strip()
    if text[:1] in {"'", '"'} and text[-1:] == text[:1] and len(text) > 1:
        text = text[1:-1]
    if "'" in text and not re.search(r'["\\]', text):
        quoted = f'"{text}"'
    else:
        quoted = "'" + text.replace("'", "''") + "'"
    return f"write {match[1].strip()} {quoted}"
