"""Tests of figures, targets, tables and the plot."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from benchmarks.engines import catalogue
from benchmarks.figures import (
    Agreement,
    BuildFigures,
    CommandFigures,
    Figures,
    HttpFigures,
    Memory,
    MemoryFigures,
    ServerFigures,
    StartFigures,
    Timing,
    as_json,
)
from benchmarks.http.measure import CONSTANT, SEARCH
from benchmarks.jobs import Job
from benchmarks.plot import plot
from benchmarks.report import growth_report, report
from benchmarks.tables import number, significant, table
from benchmarks.targets import Target, targets_of, targets_of_growth

OURS_MEDIAN = 50.0


def timing(median: float) -> Timing:
    return Timing(median=median, p99=2 * median, count=100)


def figures(posts: int = 12_000, **changes: object) -> Figures:
    """Figures in which all peers take ten times as long as the arrays."""
    memory = Memory(rss=100, pss=60, shared=40)
    made = Figures(
        corpus=str(posts),
        posts=posts,
        text_bytes=1_000_000,
        question_count=200,
        machine="a machine",
        versions={"Python": "3.11.0"},
        postings=2_000.0,
        queries={
            catalogue.OURS: {job: timing(OURS_MEDIAN) for job in Job},
            catalogue.DEFAULT_RANKING: {Job.FACETS: timing(1.5 * OURS_MEDIAN)},
            catalogue.TANTIVY: {job: timing(10 * OURS_MEDIAN) for job in Job},
            catalogue.BM25S: {Job.TOP: timing(10 * OURS_MEDIAN)},
        },
        agreement={catalogue.TANTIVY: Agreement(overlap=0.9, same_total=1.0)},
        builds={
            catalogue.OURS: BuildFigures(seconds=2.0, memory_bytes=10, disk_bytes=3_000_000),
            catalogue.WHOOSH: BuildFigures(
                seconds=9.0, memory_bytes=None, disk_bytes=1_000_000, replace_seconds=0.25
            ),
        },
        command=CommandFigures(
            seconds=20.0,
            memory_bytes=500_000_000,
            disk_bytes=3_000_000,
            change_seconds=1.0,
            change_work_seconds=0.5,
        ),
        starts={
            catalogue.WHOLE_ANSWER: StartFigures(
                total=100, interpreter=20, imports=60, opening=5, first_query=15
            ),
            catalogue.FTS5: StartFigures(total=30),
        },
        memory={
            catalogue.WHOLE_ANSWER: MemoryFigures(
                alone=memory, together=[memory, replace(memory, shared=80)]
            )
        },
        http={
            SEARCH: served(700.0, [memory, replace(memory, shared=90)]),
            CONSTANT: served(1_000.0, []),
        },
        left_out=["xapian: not found"],
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # any field


def served(requests_per_second: float, workers: list[Memory]) -> ServerFigures:
    load = HttpFigures(requests_per_second=requests_per_second, median=1.0, p99=2.0, failures=0)
    return ServerFigures(page_bytes=10_000, by_connections={8: load}, workers=workers)


def found(targets: list[Target], start: str) -> Target:
    (target,) = [target for target in targets if target.what.startswith(start)]
    return target


def test_a_timing_holds_median_and_99th_percentile() -> None:
    taken = Timing.of([float(value) for value in range(1, 102)])
    assert (taken.median, taken.p99, taken.count) == (51.0, 100.0, 101)


@pytest.mark.parametrize(
    ("target", "is_met"),
    [
        (Target(what="", measured=3.0, at_least=3.0), True),
        (Target(what="", measured=2.9, at_least=3.0), False),
        (Target(what="", measured=2.9, below=3.0), True),
        (Target(what="", measured=3.0, below=3.0), False),
        (Target(what="", measured=None, below=3.0), None),
        (Target(what="", measured=3.0), None),
    ],
)
def test_a_target_is_met_missed_or_only_stated(target: Target, is_met: bool | None) -> None:  # noqa: FBT001
    assert target.is_met is is_met


@pytest.mark.parametrize(
    ("posts", "bounds"), [(12_000, (2.5, 3.0, 5.0)), (100_000, (1.5, 4.0, 6.5))]
)
def test_the_bounds_against_tantivy_depend_on_size(posts: int, bounds: tuple[float, ...]) -> None:
    targets = [t for t in targets_of(figures(posts)) if t.what.endswith("fast as tantivy")]
    assert tuple(target.at_least for target in targets) == bounds
    assert [target.measured for target in targets] == [10.0] * 3


def test_a_small_corpus_is_not_held_against_peers() -> None:
    assert not [t for t in targets_of(figures(61)) if "tantivy" in t.what]


def test_what_was_not_measured_is_neither_met_nor_missed() -> None:
    target = found(targets_of(figures()), "J1 top ten: times as fast as SQLite FTS5")
    assert (target.measured, target.is_met) == (None, None)


@pytest.mark.parametrize(
    ("start", "measured", "is_met"),
    [
        ("J2: default ranking over tantivy", 0.15, True),
        ("J2 and two facets: default ranking over plain", 1.5, True),
        ("J1 top ten: p99 over median", 2.0, True),
        ("build: times as fast as Whoosh", 4.5, True),
        ("one changed post", 0.025, False),
        ("`indexer build`: peak", 0.5, True),
        ("a second process", 0.2, True),
        ("a second server worker", 0.1, True),
        (f"HTTP, 8 at a time: requests a second over {CONSTANT}", 0.7, True),
    ],
)
def test_targets_are_computed_from_the_figures(start: str, measured: float, is_met: bool) -> None:  # noqa: FBT001
    target = found(targets_of(figures()), start)
    assert target.measured == pytest.approx(measured)
    assert target.is_met is is_met


def test_growth_is_time_over_postings() -> None:
    larger = figures(100_000, postings=20_000.0)
    slower = {job: timing(6 * OURS_MEDIAN) for job in Job}
    larger = replace(larger, queries={catalogue.OURS: slower})
    targets = targets_of_growth([larger, figures()])
    assert found(targets, "J1").measured == pytest.approx(0.6)
    assert found(targets, "opening").measured == pytest.approx(1.0)
    assert targets_of_growth([larger]) == []


def test_a_report_shows_every_part_and_what_is_left_out() -> None:
    text = report(figures(), "plot.svg")
    for heading in (
        "Queries",
        "Do they answer the same question?",
        "Building",
        "A new process to its first answer",
        "Memory of serving processes",
        "Requests a second",
        "Targets",
        "Left out",
    ):
        assert f"\n## {heading}\n" in text
    assert "| tantivy | 500 (1,000) × 10.0 |" in text
    assert "| bm25s | 500 (1,000) × 10.0 | – | – | – | – |" in text
    assert "| Whoosh | 9.00 | – | 1.00 | 1.00 | 250 |" in text
    assert "- xapian: not found" in text


def test_a_report_of_one_part_has_no_other() -> None:
    text = report(
        figures(queries={}, agreement={}, starts={}, memory={}, http={}, left_out=[]), "plot.svg"
    )
    assert "## Building" in text
    assert "## Queries" not in text
    assert "## Requests" not in text


def test_an_engine_that_finds_other_posts_is_named() -> None:
    doubtful = figures(agreement={catalogue.TANTIVY: Agreement(overlap=0.1, same_total=1.0)})
    assert "**Too little overlap: tantivy.**" in report(doubtful, "plot.svg")
    assert "Too little overlap" not in report(figures(), "plot.svg")


def test_growth_is_reported_from_the_smallest_size_on() -> None:
    lines = growth_report([figures(100_000), figures(61)]).splitlines()
    sizes = [line.split("|")[1].strip() for line in lines if line.startswith("| ")][1:4]
    assert sizes == ["---", "61", "100,000"]


def test_rows_are_laid_out_as_markdown() -> None:
    assert table(["a", "b"], [["x", "1"]]) == "| a | b |\n| --- | ---: |\n| x | 1 |\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0.01234, "0.012"), (1.234, "1.23"), (12.34, "12.3"), (1234.5, "1,234")],
)
def test_numbers_have_about_three_places(value: float | None, text: str) -> None:
    assert significant(value) == text


def test_thousands_are_set_apart() -> None:
    assert (number(1_234_567.8), number(0.5, 1), number(None)) == ("1,234,568", "0.5", "–")


def test_the_plot_has_a_bar_for_every_job_of_every_engine() -> None:
    root = ET.fromstring(plot(figures()))  # noqa: S314 - our own drawing
    namespace = "{http://www.w3.org/2000/svg}"
    bars, background, legend = len(root.findall(f"{namespace}rect")), 1, len(Job)
    assert bars - background - legend == 5 + 1 + 5 + 1
    longest = max(float(bar.get("width", 0)) for bar in root.findall(f"{namespace}rect")[1:])
    assert longest <= 900


def test_figures_are_kept_as_json() -> None:
    kept = json.loads(as_json(figures()))
    assert kept["queries"]["tantivy"]["facets"]["median"] == 10 * OURS_MEDIAN
    assert kept["command"]["seconds"] == 20.0
