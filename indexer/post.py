"""What a post is: the values that everything else passes around."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Self


class Level(Enum):
    """How much a reader should know beforehand, easiest first."""

    INTRO = "intro"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"

    @property
    def rank(self) -> int:
        """0 for the easiest level, counting up."""
        return _LEVEL_RANKS[self]


_LEVEL_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; its text is `YYYY-MM`."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY-MM`; raises ValueError for anything else."""
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if not match:
            raise ValueError(f"not a month: {text!r}")
        first_day = date(int(match[1]), int(match[2]), 1)
        return cls.of(first_day)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of a post's body below one heading, as plain text.

    The text before the first heading is a section with an empty heading and anchor.
    """

    heading: str
    anchor: str
    depth: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostLink:
    """A link to another post, by slug or alias, and the line of the file it starts on."""

    target: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PostMetadata:
    """What filters, orders and other posts need to know of a post: all but its texts."""

    slug: str
    title: str
    date: date
    level: Level
    domain: str
    aliases: Sequence[str] = ()
    links: Sequence[PostLink] = ()
    boost: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(PostMetadata):
    """One explainer, as parsed from its file."""

    summary: str
    body: str = ""
    sections: Sequence[Section] = ()
    tags: Sequence[str] = ()
    keywords: Sequence[str] = ()
    answers: Sequence[str] = ()

    @property
    def metadata(self) -> PostMetadata:
        """This post without its texts."""
        return PostMetadata(
            slug=self.slug,
            title=self.title,
            date=self.date,
            level=self.level,
            domain=self.domain,
            aliases=self.aliases,
            links=self.links,
            boost=self.boost,
        )
