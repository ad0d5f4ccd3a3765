"""Splits a post's text into front matter and body, strictly: whatever is odd is a problem.

Syntax only; what the fields mean is the matter of `indexer.post_fields`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from frontmatter.default_handlers import BaseHandler

from indexer.fields import CONTROL_CHARACTER, Field, Findings
from indexer.problems import Problem, Severity
from indexer.toml_fields import TomlReader
from indexer.yaml_fields import YamlReader

MAX_FRONT_MATTER_CHARACTERS = 65_536

_BYTE_ORDER_MARK = "\ufeff"
# YAML ends lines at these, editors do not: as blanks they keep our line numbers true.
_BLANKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
_FIELD_LINE = re.compile(r"([A-Za-z_][\w-]*):(?:\s|$)")
_BLOCK_OF_TEXT = re.compile(r"([\w-]+):\s+[|>][-+0-9]*\s*(?:#.*)?")


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


class StrictHandler(BaseHandler):
    """A handler for python-frontmatter that keeps places and refuses what others drop.

    Unlike the library's own it does not strip the body, nor lose fields that are
    written twice, misspelt or half read.
    """

    FM_BOUNDARY = re.compile(r"^(?:---|\+\+\+)[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, path: str) -> None:
        super().__init__()
        self._findings = Findings(path)
        self._first_line = 1
        self._body_line = 1
        self._delimiter = "---"
        self._unread: list[str] = []

    def read(self, text: str) -> FrontMatter:
        """Split and parse a text whose line ends are newlines."""
        front_matter, body = self.split(text)
        fields = list(self.load(front_matter).values()) if front_matter else []
        return FrontMatter(
            fields=fields,
            unread=tuple(self._unread),
            body=body,
            body_line=self._body_line,
            problems=tuple(self._findings.problems),
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
                self._findings.error(
                    index + 1,
                    1,
                    "the front matter is closed by '...'",
                    "write '---' on this line instead",
                )
                return "", text
        self._findings.error(
            start + 1,
            1,
            f"the front matter opened here is never closed by a line '{opening}'",
            f"put a line '{opening}' below the last field",
        )
        return "", text

    def load(self, fm: str) -> dict[str, Field]:
        """The fields by name; what cannot be read is added to the problems."""
        if len(fm) > MAX_FRONT_MATTER_CHARACTERS:
            self._findings.error(
                self._first_line,
                1,
                f"the front matter is longer than {MAX_FRONT_MATTER_CHARACTERS} characters",
                "is the closing line where it should be?",
            )
            return {}
        if (invisible := _first_invisible(fm)) is not None:
            self._findings.error(
                self._first_line + fm.count("\n", 0, invisible),
                invisible - fm.rfind("\n", 0, invisible),
                f"an invisible control character (U+{ord(fm[invisible]):04X}) stands here",
                "delete it; it lies between the characters that you see",
            )
            return {}
        fm = fm.translate(_BLANKS)
        if self._delimiter == "+++":
            return TomlReader(fm, self._first_line, self._findings).read()
        reader = YamlReader(fm, self._first_line, self._findings)
        fields = reader.read()
        self._unread = reader.unread
        return fields

    def _warn_of_early_end(self, lines: list[str], start: int, end: int) -> None:
        """A text of several lines that goes on below the closing line was cut by it."""
        fields = [match for line in lines[start:end] if (match := _FIELD_LINE.match(line))]
        if not fields or not _BLOCK_OF_TEXT.fullmatch(fields[-1].string):
            return
        closing = next((i for i in range(end + 1, len(lines)) if lines[i].rstrip() == "---"), 0)
        rest = [line for line in lines[end + 1 : closing] if line.strip()]
        if rest and all(line.startswith(" ") or _FIELD_LINE.match(line) for line in rest):
            self._findings.warn(
                end + 1,
                1,
                f"this '---' ends the front matter, though '{fields[-1][1]}' seems to go on below",
                "indent it as the lines around it, or leave it out",
            )

    def _report_missing(self, opening: str, line: int) -> None:
        hint = "begin the file with a line '---', then fields such as 'title: …', then '---'"
        if re.fullmatch(r"-{4,}|\+{4,}", opening):
            hint = "write exactly three characters: '---'"
        self._findings.error(line, 1, "no front matter: the required fields are missing", hint)


def _first_invisible(text: str) -> int | None:
    found = CONTROL_CHARACTER.search(text)
    places = [found.start() if found else -1, text.find(_BYTE_ORDER_MARK)]
    return min((place for place in places if place >= 0), default=None)
