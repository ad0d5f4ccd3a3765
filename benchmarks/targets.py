"""What the project has set itself, held against what was measured."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.engines import catalogue
from benchmarks.figures import Figures, HttpFigures
from benchmarks.http.measure import CONSTANT, SEARCH, TEMPLATE
from benchmarks.jobs import Job

# From so many posts on, how many times as fast as tantivy J1, J2 and J3 are to be.
_BY_TANTIVY = {5_000: (2.5, 3.0, 5.0), 50_000: (1.5, 4.0, 6.5)}
_BY_FTS5 = 40.0
_BY_WHOOSH_IN_PERIOD = 400.0
# What is not to grow may seem to by a machine's noise.
_GROWTH_OF_COST = 1.1
_GROWTH_OF_OPENING = 1.5
_MANY_POSTS, _VERY_MANY_POSTS = 5_000, 50_000
_PLAIN_JOBS = (Job.TOP, Job.FACETS, Job.PERIOD)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The names of our engines with the same loops: plain, and with the default ranking."""

    label: str
    plain: str
    ranking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A figure and what it is to be: at least, or below; None for either is stated only."""

    what: str
    measured: float | None
    at_least: float | None = None
    below: float | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether it is met; None if it was not measured or is only stated."""
        if self.measured is None or (self.at_least is None and self.below is None):
            return None
        if self.at_least is not None:
            return self.measured >= self.at_least
        return self.below is not None and self.measured < self.below


def targets_of(figures: Figures) -> list[Target]:
    """The targets of one corpus; those against peers hold from some thousand posts on."""
    targets: list[Target] = []
    if figures.posts >= _MANY_POSTS:
        targets += _against_peers(figures)
        targets += _of_building(figures)
    targets += _of_latency(figures)
    targets += _of_memory(figures)
    targets += _of_pages(figures)
    return targets


def targets_of_growth(figures: Sequence[Figures]) -> list[Target]:
    """The targets that compare the smallest and the largest corpus, or the two largest."""
    by_size = sorted(figures, key=lambda one: one.posts)
    if len(by_size) < 2:
        return []
    smallest, *_, largest = by_size
    targets = [
        Target(
            what=f"opening, {largest.posts:,} over {smallest.posts:,} posts",
            measured=_ratio(_opening(largest), _opening(smallest)),
            below=_GROWTH_OF_OPENING,
        )
    ]
    smaller = by_size[-2]
    for job in _PLAIN_JOBS:
        costs = [one.median(catalogue.OURS, job) for one in (smaller, largest)]
        growth = _ratio(costs[1], costs[0])
        more_postings = _ratio(largest.postings, smaller.postings)
        targets.append(
            Target(
                what=f"{job.label}: growth of time over growth of postings, "
                f"{smaller.posts:,} to {largest.posts:,} posts",
                measured=_ratio(growth, more_postings),
                below=_GROWTH_OF_COST,
            )
        )
    return targets


def _rows(figures: Figures) -> Iterator[_Rows]:
    """Our rows that were measured, with numpy's loops and with compiled ones."""
    yield _Rows("", catalogue.OURS, catalogue.DEFAULT_RANKING)
    if catalogue.COMPILED in figures.queries:
        yield _Rows("compiled ", catalogue.COMPILED, catalogue.COMPILED_RANKING)


def _against_peers(figures: Figures) -> Iterator[Target]:
    bound = max(size for size in _BY_TANTIVY if size <= figures.posts)
    for rows in _rows(figures):
        for job, times in zip(_PLAIN_JOBS, _BY_TANTIVY[bound], strict=True):
            yield _times_as_fast(figures, rows, job, catalogue.TANTIVY, times)
        for job in _PLAIN_JOBS:
            yield _times_as_fast(figures, rows, job, catalogue.FTS5, _BY_FTS5)
        if figures.posts < _VERY_MANY_POSTS:
            yield _times_as_fast(figures, rows, Job.PERIOD, catalogue.WHOOSH, _BY_WHOOSH_IN_PERIOD)
        for job in _PLAIN_JOBS:
            plain, default = (figures.median(name, job) for name in (rows.plain, rows.ranking))
            yield Target(
                what=f"{job.label}: {rows.label}default ranking over {rows.label}plain",
                measured=_ratio(default, plain),
                below=2.0,
            )
        yield Target(
            what=f"J2: {rows.label}default ranking over tantivy's plain",
            measured=_ratio(
                figures.median(rows.ranking, Job.FACETS),
                figures.median(catalogue.TANTIVY, Job.FACETS),
            ),
            below=1.0,
        )


def _times_as_fast(figures: Figures, rows: _Rows, job: Job, peer: str, times: float) -> Target:
    return Target(
        what=f"{job.label}: {rows.label}times as fast as {peer}",
        measured=_ratio(figures.median(peer, job), figures.median(rows.plain, job)),
        at_least=times,
    )


def _of_latency(figures: Figures) -> Iterator[Target]:
    for rows in _rows(figures):
        for job, timing in figures.queries.get(rows.plain, {}).items():
            yield Target(
                what=f"{job.label}: p99 over median, {rows.label}arrays",
                measured=timing.p99 / timing.median,
                below=3.0 if job in _PLAIN_JOBS else None,
            )


def _of_building(figures: Figures) -> Iterator[Target]:
    seconds = {name: build.seconds for name, build in figures.builds.items()}
    own = seconds.get(catalogue.OURS)
    yield Target(
        what="build: times as fast as Whoosh",
        measured=_ratio(seconds.get(catalogue.WHOOSH), own),
        at_least=4.0,
    )
    for peer in (catalogue.TANTIVY, catalogue.FTS5):
        yield Target(
            what=f"build: seconds over those of {peer}", measured=_ratio(own, seconds.get(peer))
        )
    command = figures.command
    if command is not None and command.change_work_seconds is not None:
        yield Target(
            what="one changed post: seconds over those of the whole `indexer build`",
            measured=command.change_work_seconds / command.seconds,
            below=1 / 50,
        )
    if command is not None and command.memory_bytes is not None:
        yield Target(
            what="`indexer build`: peak of memory, GB",
            measured=command.memory_bytes / 1e9,
            below=1.0,
        )


def _of_memory(figures: Figures) -> Iterator[Target]:
    served = figures.memory.get(catalogue.WHOLE_ANSWER)
    yield Target(
        what="a second process: own memory over all of the first's",
        measured=served.growth if served else None,
        below=0.25,
    )
    page = figures.http.get(SEARCH)
    if page is not None and len(page.workers) > 1:
        yield Target(
            what="a second server worker: own memory over all of the first's",
            measured=page.workers[1].private / page.workers[0].rss,
            below=0.25,
        )


def _of_pages(figures: Figures) -> Iterator[Target]:
    for plain in (CONSTANT, TEMPLATE):
        for connections, own in _requests(figures, SEARCH).items():
            other = _requests(figures, plain).get(connections)
            yield Target(
                what=f"HTTP, {connections} at a time: requests a second over {plain}",
                measured=_ratio(
                    own.requests_per_second, other.requests_per_second if other else None
                ),
                at_least=0.7,
            )


def _requests(figures: Figures, server: str) -> Mapping[int, HttpFigures]:
    found = figures.http.get(server)
    return found.by_connections if found else {}


def _opening(figures: Figures) -> float | None:
    start = figures.starts.get(catalogue.WHOLE_ANSWER)
    return start.opening if start else None


def _ratio(above: float | None, below: float | None) -> float | None:
    return None if above is None or not below else above / below
