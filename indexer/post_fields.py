"""Turns the fields of a post's front matter into a post, or says what is wrong with them."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.dates import DATE_FORM, parse_date
from indexer.fields import Field, Kind, Scalar
from indexer.front_matter import FrontMatter, StrictHandler
from indexer.post import Level, Post
from indexer.problems import Problem, Severity, shorten
from indexer.sections import parse_body

REQUIRED_FIELDS = ("title", "summary", "date", "level")
OPTIONAL_FIELDS = ("tags", "draft", "aliases", "keywords", "boost", "answers", "slug")
MIN_BOOST, MAX_BOOST = 0.1, 10.0
MAX_SLUG_CHARACTERS = 120

_OTHER_NAMES_OF_LEVELS = {
    **{level.value: level for level in Level},
    **dict.fromkeys(("beginner", "basic", "easy", "introduction", "introductory"), Level.INTRO),
    **dict.fromkeys(("medium", "middle", "moderate"), Level.INTERMEDIATE),
    **dict.fromkeys(("expert", "hard", "difficult", "professional"), Level.ADVANCED),
}
_READS_AS = {Kind.BOOLEAN: "yes or no", Kind.NUMBER: "a number", Kind.DATE: "a date"}
_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_FORM_OF_SLUGS = (
    f"lower-case letters, digits and single hyphens, at most {MAX_SLUG_CHARACTERS} characters"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedPost:
    """A post, unless it is a draft or has an error, and all that was found in it."""

    post: Post | None
    is_draft: bool
    problems: tuple[Problem, ...]


def parse_post(text: str, *, path: str, default_slug: str, domain: str) -> ParsedPost:
    """Parse one post's text, whose line ends are newlines; never raises because of it."""
    front_matter = StrictHandler(path).read(text)
    return _FieldReader(path, front_matter).read(default_slug, domain)


class _FieldReader:
    """Reads the fields of one post, gathering problems on the way."""

    def __init__(self, path: str, front_matter: FrontMatter) -> None:
        self._path = path
        self._front_matter = front_matter
        self._fields: Mapping[str, Field] = {field.name: field for field in front_matter.fields}
        self._problems: list[Problem] = list(front_matter.problems)

    def read(self, default_slug: str, domain: str) -> ParsedPost:
        if self._front_matter.fields or not self._front_matter.has_syntax_error:
            self._look_for_missing_and_misspelt()
        title, summary = self._text("title"), self._text("summary")
        day, level = self._date("date"), self._level("level")
        boost, slug = self._boost(), self._slug(default_slug)
        is_draft = self._boolean("draft")
        lists = {name: self._texts(name) for name in ("tags", "keywords", "answers", "aliases")}
        self._check_aliases(lists["aliases"])
        has_error = any(problem.severity is Severity.ERROR for problem in self._problems)
        problems = tuple(sorted(self._problems, key=lambda p: (p.line, p.column)))
        if has_error or is_draft or day is None or level is None:
            return ParsedPost(post=None, is_draft=is_draft, problems=problems)
        body = parse_body(self._front_matter.body, self._front_matter.body_line)
        post = Post(
            slug=slug,
            title=title,
            summary=summary,
            date=day,
            level=level,
            domain=domain,
            body=self._front_matter.body,
            sections=body.sections,
            links=body.links,
            tags=tuple(item.text for item in lists["tags"]),
            keywords=tuple(item.text for item in lists["keywords"]),
            aliases=tuple(item.text for item in lists["aliases"]),
            answers=tuple(item.text for item in lists["answers"]),
            boost=boost,
        )
        return ParsedPost(post=post, is_draft=False, problems=problems)

    def _look_for_missing_and_misspelt(self) -> None:
        known = (*REQUIRED_FIELDS, *OPTIONAL_FIELDS)
        lookalikes: dict[str, str] = {}
        for field in self._fields.values():
            if field.name in known:
                continue
            meant = _nearest(field.name.lower(), known)
            differs_by_case = field.name.lower() == meant
            if meant and (meant not in self._fields or differs_by_case):
                lookalikes[meant] = field.name
                self._warn(
                    field.line,
                    field.column,
                    f"the field {shorten(field.name)} is not read",
                    f"did you mean '{meant}'? names are written in lower case"
                    if differs_by_case
                    else f"did you mean '{meant}'?",
                )
        for name in REQUIRED_FIELDS:
            if name not in self._fields and name not in self._front_matter.unread:
                place = self._fields.get(lookalikes.get(name, ""))
                self._error(
                    place.line if place else 1,
                    place.column if place else 1,
                    f"the required field '{name}' is missing",
                    f"add a line '{name}: …'",
                )

    def _text(self, name: str) -> str:
        scalar = self._scalar(name)
        if scalar is None or not self._is_text(name, scalar):
            return ""
        text = _one_line(scalar.text)
        if not text:
            self._report_empty(name, scalar)
        return text

    def _texts(self, name: str) -> Sequence[Scalar]:
        field = self._fields.get(name)
        if field is None or (isinstance(field.value, Scalar) and field.value.kind is Kind.EMPTY):
            return ()
        if field.value is None:
            self._error(
                field.line,
                field.column,
                f"the field '{name}' must be a list of texts",
                f"write '{name}: [one, two]', or one a line behind '- '",
            )
            return ()
        if isinstance(field.value, Scalar):
            self._warn_of_commas(name, field.value)
            scalars: Sequence[Scalar] = [field.value]
        else:
            scalars = field.value
        texts = [
            replace(scalar, text=_one_line(scalar.text))
            for scalar in scalars
            if self._is_text(name, scalar)
        ]
        return tuple(scalar for scalar in texts if scalar.text)

    def _warn_of_commas(self, name: str, scalar: Scalar) -> None:
        """A question may well hold a comma; a tag hardly does."""
        if name != "answers" and "," in scalar.text:
            self._warn(
                scalar.line,
                scalar.column,
                f"the field '{name}' is one text with a comma in it, not a list",
                f"write '{name}: [one, two]', with brackets",
            )

    def _is_text(self, name: str, scalar: Scalar) -> bool:
        if scalar.kind is Kind.TEXT:
            return True
        if not scalar.text:
            self._report_empty(name, scalar)
            return False
        self._error(
            scalar.line,
            scalar.column,
            f"the field '{name}' must be text, but {shorten(scalar.text)} without quotes "
            f"reads as {_READS_AS.get(scalar.kind, 'nothing at all')}",
            f'put it in quotes: "{scalar.text}"',
        )
        return False

    def _report_empty(self, name: str, scalar: Scalar) -> None:
        self._error(
            scalar.line, scalar.column, f"the field '{name}' is empty", "write its value behind it"
        )

    def _date(self, name: str) -> date | None:
        scalar = self._filled_scalar(name)
        if scalar is None:
            return None
        try:
            return parse_date(scalar.text)
        except ValueError as error:
            self._error(
                scalar.line,
                scalar.column,
                f"the field '{name}' must be a date: {shorten(scalar.text)} {error}",
                f"write year, month and day, as in {DATE_FORM}",
            )
            return None

    def _level(self, name: str) -> Level | None:
        scalar = self._filled_scalar(name)
        if scalar is None:
            return None
        values = [level.value for level in Level]
        if scalar.text in values:
            return Level(scalar.text)
        meant = _nearest(scalar.text.lower(), _OTHER_NAMES_OF_LEVELS)
        question = f"did you mean '{_OTHER_NAMES_OF_LEVELS[meant].value}'? " if meant else ""
        self._error(
            scalar.line,
            scalar.column,
            f"unknown level {shorten(scalar.text)}",
            f"{question}one of {', '.join(values)}",
        )
        return None

    def _filled_scalar(self, name: str) -> Scalar | None:
        """The field's single value; None, with an error, if nothing stands behind its name."""
        scalar = self._scalar(name)
        if scalar is None or scalar.text.strip():
            return scalar
        self._report_empty(name, scalar)
        return None

    def _optional_scalar(self, name: str) -> Scalar | None:
        """The field's single value; a name with nothing behind it is as good as no field."""
        scalar = self._scalar(name)
        return scalar if scalar and (scalar.text or scalar.kind is not Kind.EMPTY) else None

    def _boolean(self, name: str) -> bool:
        scalar = self._filled_scalar(name)
        if scalar is None:
            return False
        if scalar.kind is Kind.BOOLEAN and scalar.text.lower() in {"true", "false"}:
            return scalar.text.lower() == "true"
        written = "the text " if scalar.kind is Kind.TEXT else ""
        self._error(
            scalar.line,
            scalar.column,
            f"the field '{name}' must be true or false, not {written}{shorten(scalar.text)}",
            f"write '{name}: true' or '{name}: false', without quotes",
        )
        return False

    def _boost(self) -> float:
        scalar = self._optional_scalar("boost")
        if scalar is None:
            return 1.0
        try:
            boost = float(scalar.text) if scalar.kind is Kind.NUMBER else 0.0
        except ValueError:
            boost = 0.0
        if MIN_BOOST <= boost <= MAX_BOOST:
            return boost
        self._error(
            scalar.line,
            scalar.column,
            f"the field 'boost' must be a number from {MIN_BOOST} to {MAX_BOOST}, "
            f"not {shorten(scalar.text)}",
            "write a number without quotes: 1 is neutral, 2 doubles the post's score",
        )
        return 1.0

    def _slug(self, default: str) -> str:
        scalar = self._optional_scalar("slug")
        if scalar is None:
            if not _is_slug(default):
                self._error(
                    1,
                    1,
                    f"the file's name cannot be an address: {shorten(default)}",
                    f"name the file '{suggest_slug(default)}.md': {_FORM_OF_SLUGS}",
                )
            return default
        if not _is_slug(scalar.text):
            self._error(
                scalar.line,
                scalar.column,
                f"the field 'slug' cannot be an address: {shorten(scalar.text)}",
                f"write 'slug: {suggest_slug(scalar.text)}': {_FORM_OF_SLUGS}",
            )
        return scalar.text

    def _check_aliases(self, aliases: Iterable[Scalar]) -> None:
        for alias in aliases:
            if not _is_slug(alias.text):
                self._error(
                    alias.line,
                    alias.column,
                    f"the alias {shorten(alias.text)} cannot have been an address",
                    "write the last part of the old address alone, as in 'my-old-title'",
                )

    def _scalar(self, name: str) -> Scalar | None:
        """The field's single value; None if it is absent or, with an error, a list."""
        field = self._fields.get(name)
        if field is None or isinstance(field.value, Scalar):
            return field.value if field and isinstance(field.value, Scalar) else None
        self._error(
            field.line,
            field.column,
            f"the field '{name}' must be a single value",
            f"write '{name}: …' on one line; if brackets belong to the text, put it in quotes",
        )
        return None

    def _error(self, line: int, column: int, message: str, hint: str) -> None:
        self._problems.append(Problem.error(self._path, line, column, message, hint))

    def _warn(self, line: int, column: int, message: str, hint: str) -> None:
        self._problems.append(Problem.warning(self._path, line, column, message, hint))


def _nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that somebody who wrote this word is likely to have meant."""
    return next(iter(difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.7)), None)


def _one_line(text: str) -> str:
    """A text written over several lines as one line; within a line nothing changes."""
    return " ".join(filter(None, map(str.strip, text.splitlines())))


def _is_slug(text: str) -> bool:
    return len(text) <= MAX_SLUG_CHARACTERS and _SLUG.fullmatch(text) is not None


def suggest_slug(text: str) -> str:
    """The nearest address to a text: without accents, blanks and signs, and not too long."""
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", letters.replace("'", ""))
    return words[:MAX_SLUG_CHARACTERS].strip("-") or "my-post"
