"""What is measured, as values; `as_json` of them is what is kept."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Self

import numpy as np

from benchmarks.jobs import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Median and 99th percentile of so many measurements, in microseconds."""

    median: float
    p99: float
    count: int

    @classmethod
    def of(cls, microseconds: Sequence[float]) -> Self:
        """The percentiles of at least one measurement."""
        return cls(
            median=float(np.median(microseconds)),
            p99=float(np.percentile(microseconds, 99)),
            count=len(microseconds),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How an engine's answers compare with ours, as shares from 0 to 1.

    `overlap` is the mean share of our best ten that are among its best ten too; `same_total`
    the share of questions for which as many posts match.
    """

    overlap: float
    same_total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildFigures:
    """A build in a process of its own.

    `memory_bytes` is by how much the process grew at its peak beyond the posts it was given,
    None where the system does not say; `replace_seconds` is one changed post put into the
    index, None if the engine cannot.
    """

    seconds: float
    memory_bytes: int | None
    disk_bytes: int
    replace_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandFigures:
    """`indexer build` over Markdown files, the whole command, and again after one change.

    `change_work_seconds` is the latter without the start of its process; both are None if no
    change was made.
    """

    seconds: float
    memory_bytes: int | None
    disk_bytes: int
    change_seconds: float | None = None
    change_work_seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartFigures:
    """Medians in milliseconds of a new process from its start to its first answer.

    A command that cannot be looked into has a total alone.
    """

    total: float
    interpreter: float | None = None
    imports: float | None = None
    opening: float | None = None
    first_query: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Bytes of one process: resident, its proportional share, and what it shares with others."""

    rss: int
    pss: int
    shared: int

    @property
    def private(self) -> int:
        """What would be free again without this process."""
        return self.rss - self.shared


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFigures:
    """One process that has answered all questions, alone; then two of them side by side."""

    alone: Memory
    together: Sequence[Memory]

    @property
    def growth(self) -> float:
        """What the second process needs for itself, as a share of what the first held alone."""
        return self.together[-1].private / self.alone.rss


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpFigures:
    """Requests answered a second over so many connections, and milliseconds each took."""

    requests_per_second: float
    median: float
    p99: float
    failures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFigures:
    """A server's page size in bytes, its figures by connections, its workers' memory after."""

    page_bytes: int
    by_connections: Mapping[int, HttpFigures]
    workers: Sequence[Memory] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that was measured in one run on one corpus, by engines' names; empty if left out.

    `postings` is how many postings of ours a question touches, the median.
    """

    corpus: str
    posts: int
    text_bytes: int
    question_count: int
    machine: str
    versions: Mapping[str, str] = field(default_factory=dict)
    postings: float | None = None
    queries: Mapping[str, Mapping[Job, Timing]] = field(default_factory=dict)
    agreement: Mapping[str, Agreement] = field(default_factory=dict)
    builds: Mapping[str, BuildFigures] = field(default_factory=dict)
    command: CommandFigures | None = None
    starts: Mapping[str, StartFigures] = field(default_factory=dict)
    bare_memory: Memory | None = None
    memory: Mapping[str, MemoryFigures] = field(default_factory=dict)
    http: Mapping[str, ServerFigures] = field(default_factory=dict)
    left_out: Sequence[str] = ()

    def median(self, engine: str, job: Job) -> float | None:
        """The median of a job in microseconds, if it was measured."""
        timing = self.queries.get(engine, {}).get(job)
        return timing.median if timing else None


def as_json(figures: Figures) -> str:
    """All figures as text for programs."""
    data = asdict(figures)
    data["queries"] = {
        engine: {job.value: timing for job, timing in timings.items()}
        for engine, timings in data["queries"].items()
    }
    return json.dumps(data, indent=1) + "\n"
