"""What is asked of every engine, and the form of its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from indexer.analysis import analyze
from indexer.post import Month, Post
from indexer.whoosh_backend.schema import body_text

TOP = 10
FACETS = ("level", "month")


@dataclass(frozen=True, slots=True)
class Answer:
    """The best posts' slugs, and the counts of two facets over all matches if asked for."""

    slugs: Sequence[str]
    facets: Mapping[str, Mapping[str, int]] | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days of a date filter, both included."""

    since: date
    until: date


class Engine(Protocol):
    """One search engine under measurement."""

    name: str

    def build(self, posts: Sequence[Post], folder: Path) -> None:
        """Index the posts into an empty folder."""
        ...

    def open(self, folder: Path, questions: Sequence[str], period: Period) -> None:
        """Make ready to answer these questions, parsed beforehand where the engine can."""
        ...

    def top(self, number: int) -> Answer:
        """J1: the best ten of a question, its words joined by OR."""
        ...

    def top_and_facets(self, number: int) -> Answer:
        """J2: J1, and the counts of two facets over all matches."""
        ...

    def top_and_facets_in_period(self, number: int) -> Answer:
        """J3: J2 within the period."""
        ...


def whole_text(post: Post) -> str:
    """All text of a post as one."""
    return "\n".join((post.title, post.summary, body_text(post)))


def month_of(post: Post) -> str:
    """A post's month as 2026-04."""
    return str(Month.of(post.date))


def stems(text: str) -> list[str]:
    """The terms of a text by this project's analyzer, for engines that bring none."""
    return [token.term for token in analyze(text)]
