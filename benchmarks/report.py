"""Writes the figures of one corpus, and what they say of growth, as Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.engines import catalogue
from benchmarks.figures import CommandFigures, Figures, Memory, Timing
from benchmarks.jobs import Job
from benchmarks.tables import DASH, megabytes, number, significant, table
from benchmarks.targets import Target, targets_of, targets_of_growth

# Below this, an engine answers another question than ours.
LEAST_OVERLAP = 0.5


def report(figures: Figures, plot_name: str) -> str:
    """All tables of one corpus; what was not measured is left out."""
    parts = [
        f"# {figures.posts:,} posts ({figures.corpus})\n",
        (
            f"{figures.text_bytes / 1e6:,.1f} MB of text, {figures.question_count} questions. "
            f"{figures.machine}. {_versions(figures.versions)}.\n"
        ),
    ]
    for heading, lines in _sections(figures, plot_name):
        parts.append(f"## {heading}\n")
        parts.append(lines)
    if figures.left_out:
        parts.append("## Left out\n")
        parts.append("".join(f"- {what}\n" for what in figures.left_out))
    return "\n".join(parts)


def growth_report(figures: Sequence[Figures]) -> str:
    """What changes from one size to the next."""
    by_size = sorted(figures, key=lambda one: one.posts)
    heads = ["posts", "postings a question", *(f"{j.label}, µs" for j in _PLAIN_JOBS)]
    heads += [*(f"{j.label}, µs a thousand postings" for j in _PLAIN_JOBS), "opening, ms"]
    rows = []
    for one in by_size:
        medians = [one.median(catalogue.OURS, job) for job in _PLAIN_JOBS]
        start = one.starts.get(catalogue.WHOLE_ANSWER)
        rows.append([
            f"{one.posts:,}",
            number(one.postings),
            *map(significant, medians),
            *(
                significant(median / one.postings * 1e3 if median and one.postings else None)
                for median in medians
            ),
            significant(start.opening if start else None),
        ])  # fmt: skip
    targets = targets_of_growth(by_size)
    return "\n".join(["# Growth\n", table(heads, rows), "## Targets\n", _targets(targets)])


_PLAIN_JOBS = (Job.TOP, Job.FACETS, Job.PERIOD)


def _sections(figures: Figures, plot_name: str) -> Iterator[tuple[str, str]]:
    if figures.queries:
        yield "Queries", _queries(figures) + f"\n![Medians]({plot_name})\n"
    if figures.agreement:
        yield "Do they answer the same question?", _agreement(figures)
    if figures.builds:
        yield "Building", _builds(figures)
    if figures.starts:
        yield "A new process to its first answer", _starts(figures)
    if figures.memory:
        yield "Memory of serving processes", _memory(figures)
    if figures.http:
        yield "Requests a second", _http(figures)
    yield "Targets", _targets(targets_of(figures))


def _queries(figures: Figures) -> str:
    first = figures.queries.get(catalogue.OURS) or next(iter(figures.queries.values()))
    rows = [
        [name, *(_timing(timings.get(job), first.get(job)) for job in Job)]
        for name, timings in figures.queries.items()
    ]
    return (
        "Microseconds a query: median (99th percentile), and the median over that of the "
        "arrays.\n\n" + table(["engine", *(job.label for job in Job)], rows)
    )


def _timing(timing: Timing | None, own: Timing | None) -> str:
    if timing is None:
        return DASH
    times = f" × {significant(timing.median / own.median)}" if own else ""
    return f"{number(timing.median)} ({number(timing.p99)}){times}"


def _agreement(figures: Figures) -> str:
    rows = [
        [name, number(one.overlap, 2), number(one.same_total, 2)]
        for name, one in figures.agreement.items()
    ]
    doubtful = [n for n, one in figures.agreement.items() if one.overlap < LEAST_OVERLAP]
    warning = f"\n**Too little overlap: {', '.join(doubtful)}.**\n" if doubtful else ""
    return (
        "Mean share of our best ten found among an engine's best ten, and share of questions "
        "for which it matches as many posts.\n\n"
        + table(["engine", "overlap@10", "same number of matches"], rows)
        + warning
    )


def _builds(figures: Figures) -> str:
    rows = [
        [
            name,
            significant(build.seconds),
            megabytes(build.memory_bytes),
            megabytes(build.disk_bytes),
            number(build.disk_bytes / figures.text_bytes, 2),
            _milliseconds(build.replace_seconds),
        ]
        for name, build in figures.builds.items()
    ]
    command = figures.command
    if command is not None:
        rows.append([
            "explainer-search, `indexer build` from Markdown",
            significant(command.seconds),
            megabytes(command.memory_bytes),
            megabytes(command.disk_bytes),
            number(command.disk_bytes / figures.text_bytes, 2),
            _changed(command),
        ])  # fmt: skip
    heads = ["engine", "build, s", "memory at the peak, MB", "on disk, MB", "on disk over text"]
    return (
        "Engines are given all posts in memory, and their memory is what they take beyond; "
        "`indexer build` reads and parses files, and its memory is all it holds.\n\n"
        + table([*heads, "one changed post, ms"], rows)
    )


def _changed(command: CommandFigures) -> str:
    if command.change_work_seconds is None:
        return DASH
    work, whole = map(_milliseconds, (command.change_work_seconds, command.change_seconds))
    return f"{work}, with its process {whole}"


def _starts(figures: Figures) -> str:
    rows = [
        [
            name,
            *(
                number(value, 1)
                for value in (
                    start.total,
                    start.interpreter,
                    start.imports,
                    start.opening,
                    start.first_query,
                )
            ),
        ]
        for name, start in figures.starts.items()
    ]
    heads = ["engine", "total, ms", "interpreter", "imports", "opening", "first query"]
    return "Medians.\n\n" + table(heads, rows)


def _memory(figures: Figures) -> str:
    rows = []
    if figures.bare_memory is not None:
        rows.append(["an interpreter alone", *_memory_cells(figures.bare_memory), *[DASH] * 4])
    for name, served in figures.memory.items():
        cells = [*_memory_cells(served.alone), *_memory_cells(served.together[-1])]
        rows.append([name, *cells, f"{served.growth:.0%}"])
    page_rows = [
        [f"{server}, worker {place}", *_memory_cells(worker)]
        for server, one in figures.http.items()
        for place, worker in enumerate(one.workers, start=1)
    ]
    heads = ["process", "RSS, MB", "PSS", "shared"]
    more = ["RSS beside another", "PSS", "shared", "the second's own over the first's RSS"]
    pages = "\n" + table(heads, page_rows) if page_rows else ""
    return table([*heads, *more], rows) + pages


def _memory_cells(memory: Memory) -> list[str]:
    return [megabytes(memory.rss), megabytes(memory.pss), megabytes(memory.shared)]


def _http(figures: Figures) -> str:
    connections = list(next(iter(figures.http.values())).by_connections)
    rows = [
        [
            name,
            number(server.page_bytes),
            *(
                f"{number(one.requests_per_second)} ({number(one.median, 1)}; {number(one.p99, 1)})"
                + (f", {one.failures} failed" if one.failures else "")
                for one in server.by_connections.values()
            ),
        ]
        for name, server in figures.http.items()
    ]
    heads = ["page", "bytes", *(_connections(count) for count in connections)]
    return "Requests a second (median and 99th percentile, ms).\n\n" + table(heads, rows)


def _connections(count: int) -> str:
    return "1 connection" if count == 1 else f"{count} connections"


def _targets(targets: Sequence[Target]) -> str:
    verdicts = {True: "met", False: "**missed**", None: DASH}
    rows = [
        [target.what, significant(target.measured), _bound(target), verdicts[target.is_met]]
        for target in targets
    ]
    return table(["target", "measured", "to be", ""], rows)


def _bound(target: Target) -> str:
    if target.at_least is not None:
        return f"≥ {target.at_least:g}"
    return "stated" if target.below is None else f"< {target.below:g}"


def _milliseconds(seconds: float | None) -> str:
    return DASH if seconds is None else significant(seconds * 1e3)


def _versions(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())
