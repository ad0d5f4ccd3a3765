"""Turns the fields of a post's front matter into a post, or says what is wrong with them."""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from indexer.dates import DATE_FORM, parse_date
from indexer.front_matter import Field, FrontMatter, Kind, Scalar, StrictHandler
from indexer.post import Level, Post
from indexer.problems import Problem, Severity
from indexer.sections import parse_body

REQUIRED_FIELDS = ("title", "summary", "date", "level")
OPTIONAL_FIELDS = ("tags", "draft", "aliases", "keywords", "boost", "answers", "slug")
MIN_BOOST, MAX_BOOST = 0.1, 10.0

_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


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
            if meant and meant not in self._fields:
                lookalikes[meant] = field.name
                self._warn(
                    field.line,
                    field.column,
                    f"the field '{field.name}' is not read",
                    f"did you mean '{meant}'?",
                )
        for name in REQUIRED_FIELDS:
            if name not in self._fields:
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
        text = " ".join(scalar.text.split())
        if not text:
            self._error(
                scalar.line, scalar.column, f"the field '{name}' is empty", "write a text behind it"
            )
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
        scalars = [field.value] if isinstance(field.value, Scalar) else field.value
        return tuple(
            scalar for scalar in scalars if self._is_text(name, scalar) and scalar.text.strip()
        )

    def _is_text(self, name: str, scalar: Scalar) -> bool:
        if scalar.kind is Kind.TEXT:
            return True
        if scalar.kind is Kind.EMPTY:
            message, hint = f"the field '{name}' is empty", "write a text behind it"
        else:
            message = f"the field '{name}' must be text, but this reads as a {scalar.kind.value}"
            hint = f'put it in quotes: "{scalar.text}"'
        self._error(scalar.line, scalar.column, message, hint)
        return False

    def _date(self, name: str) -> date | None:
        scalar = self._scalar(name)
        if scalar is None:
            return None
        try:
            return parse_date(scalar.text)
        except ValueError as error:
            reason = str(error) if "is not a date" in str(error) else f"{scalar.text!r}: {error}"
            self._error(
                scalar.line,
                scalar.column,
                f"the field '{name}' must be a date: {reason}",
                f"write year, month and day, as in {DATE_FORM}",
            )
            return None

    def _level(self, name: str) -> Level | None:
        scalar = self._scalar(name)
        if scalar is None:
            return None
        values = [level.value for level in Level]
        if scalar.text in values:
            return Level(scalar.text)
        meant = _nearest(scalar.text.lower(), values)
        question = f"did you mean '{meant}'? " if meant else ""
        self._error(
            scalar.line,
            scalar.column,
            f"unknown level {scalar.text!r}",
            f"{question}one of {', '.join(values)}",
        )
        return None

    def _boolean(self, name: str) -> bool:
        scalar = self._scalar(name) if name in self._fields else None
        if scalar is None:
            return False
        if scalar.kind is Kind.BOOLEAN and scalar.text.lower() in {"true", "false"}:
            return scalar.text.lower() == "true"
        self._error(
            scalar.line,
            scalar.column,
            f"the field '{name}' must be true or false, not {scalar.text!r}",
            f"write '{name}: true' or '{name}: false', without quotes",
        )
        return False

    def _boost(self) -> float:
        scalar = self._scalar("boost") if "boost" in self._fields else None
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
            f"not {scalar.text!r}",
            "1 is neutral; 2 doubles the post's score",
        )
        return 1.0

    def _slug(self, default: str) -> str:
        scalar = self._scalar("slug") if "slug" in self._fields else None
        slug, line, column = default, 1, 1
        if scalar is not None:
            slug, line, column = scalar.text, scalar.line, scalar.column
        if not _SLUG.fullmatch(slug):
            place = "the field 'slug'" if scalar else "the file's name"
            self._error(
                line,
                column,
                f"{place} makes no address: {slug!r}",
                f"use lower-case letters, digits and hyphens, as in '{_suggest_slug(slug)}'",
            )
        return slug

    def _check_aliases(self, aliases: Iterable[Scalar]) -> None:
        for alias in aliases:
            if not _SLUG.fullmatch(alias.text):
                self._error(
                    alias.line,
                    alias.column,
                    f"the alias {alias.text!r} is no slug",
                    "write the old slug alone, as in 'my-old-title'",
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
            f"write '{name}: …' on one line",
        )
        return None

    def _error(self, line: int, column: int, message: str, hint: str) -> None:
        self._problems.append(Problem.error(self._path, line, column, message, hint))

    def _warn(self, line: int, column: int, message: str, hint: str) -> None:
        self._problems.append(Problem.warning(self._path, line, column, message, hint))


def _nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that somebody who wrote this word is likely to have meant."""
    return next(iter(difflib.get_close_matches(word, list(candidates), n=1, cutoff=0.7)), None)


def _suggest_slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())) or "my-post"
