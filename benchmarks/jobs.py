"""What is asked of every engine, and the form of its answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from indexer.post import Month, Post

TOP = 10
FACETS = ("level", "month")


class Job(Enum):
    """A kind of query; all but PHRASE join their words by OR."""

    TOP = "top"
    FACETS = "facets"
    PERIOD = "period"
    PREFIX = "prefix"
    PHRASE = "phrase"

    @property
    def label(self) -> str:
        """The job as tables name it."""
        return _LABELS[self]


_LABELS = {
    Job.TOP: "J1 top ten",
    Job.FACETS: "J2 and two facets",
    Job.PERIOD: "J3 in a period",
    Job.PREFIX: "prefix",
    Job.PHRASE: "phrase",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A post as flat fields, for engines that know no more; `day` is a date's ordinal."""

    slug: str
    text: str
    level: str
    month: str
    day: int
    post: Post

    @classmethod
    def of(cls, post: Post) -> "Record":
        """A post with all its texts as one."""
        parts = [post.title, post.summary, *post.keywords, *post.tags]
        for section in post.sections:
            parts += [section.heading, section.text]
        return cls(
            slug=post.slug,
            text="\n".join(part for part in parts if part),
            level=post.level.value,
            month=str(Month.of(post.date)),
            day=post.date.toordinal(),
            post=post,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days of a date filter, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefixed:
    """A question whose last word is not finished."""

    words: Sequence[str]
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """The questions of all jobs, as words in small letters without stop words."""

    words: Sequence[Sequence[str]]
    prefixed: Sequence[Prefixed]
    phrases: Sequence[Sequence[str]]

    def count(self, job: Job) -> int:
        """How many questions a job has."""
        of_job = {Job.PREFIX: self.prefixed, Job.PHRASE: self.phrases}
        return len(of_job.get(job, self.words))


@dataclass(frozen=True, slots=True)
class Answer:
    """The best documents, as the engine calls them, and two facets' counts over all matches."""

    found: Sequence[Any]
    facets: Mapping[str, Mapping[str, int]] | None = None

    @property
    def total(self) -> int:
        """How many posts match; 0 if no facet was counted."""
        return sum(self.facets["level"].values()) if self.facets else 0


class Engine(Protocol):
    """One search engine under measurement.

    Engines with the same `index` name share what the first of them built.
    """

    name: str
    index: str

    def build(self, records: Sequence[Record], folder: Path) -> None:
        """Index all posts into an empty folder."""
        ...

    def open(self, folder: Path) -> None:
        """Open what `build` wrote."""
        ...

    def prepare(self, questions: Questions, period: Period) -> None:
        """Parse the questions beforehand, where the engine can."""
        ...

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        """What answers a job's question by its number; None if the engine cannot do the job."""
        ...

    def slugs(self, found: Sequence[Any]) -> list[str]:
        """The slugs of documents of an answer; not part of what is timed."""
        ...

    def close(self) -> None:
        """Let go of what `open` opened."""
        ...

    def replace(self, record: Record, folder: Path) -> bool:
        """Put a changed post into the index; False if it must be built anew for that."""
        ...
