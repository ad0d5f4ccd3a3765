"""Builds one corpus in every engine that is installed, interleaves their queries, reports."""

import json
import platform
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

import click
import numpy as np

from benchmarks.jobs import Engine, Period
from benchmarks.report import write_report
from benchmarks.synthetic import FIRST_DAY, make_posts, make_questions
from indexer.post import Post

ENGINES = (
    "ours.Arrays",
    "ours.Compiled",
    "ours.AsReadersGetIt",
    "tantivy_engine.Tantivy",
    "bm25s_engine.Bm25s",
    "sqlite_fts5.SqliteFts5",
    "whoosh_engine.Whoosh",
)
SIZES = {61: 4_500, 12_000: 4_500, 100_000: 1_100}
QUESTIONS = 200
SLOW_MICROSECONDS = 20_000


@click.command()
@click.option("--size", "sizes", multiple=True, type=click.Choice(list(map(str, SIZES))))
@click.option("--engine", "names", multiple=True, help="Only engines whose name holds this.")
@click.option("--rounds", default=5, show_default=True, help="How often each question is put.")
@click.option(
    "--results",
    default=Path(__file__).parent / "results",
    type=click.Path(path_type=Path),
    help="Where the table and the plot go.",
)
def main(sizes: Sequence[str], names: Sequence[str], rounds: int, results: Path) -> None:
    """Measure this engine side by side with its peers."""
    for size in map(int, sizes or map(str, SIZES)):
        posts = make_posts(size, SIZES[size])
        questions = make_questions(posts, QUESTIONS)
        with tempfile.TemporaryDirectory() as folder:
            figures = measure(posts, questions, _engines(names), rounds, Path(folder))
        figures["machine"] = platform.processor() or platform.machine()
        results.mkdir(exist_ok=True)
        (results / f"queries-{size}.json").write_text(json.dumps(figures, indent=1) + "\n")
        write_report(figures, results / f"queries-{size}")


def measure(
    posts: list[Post], questions: list[str], engines: list[Engine], rounds: int, root: Path
) -> dict:
    """Microseconds of each job on each engine, and seconds and bytes of each build."""
    period = Period(FIRST_DAY.replace(month=4), FIRST_DAY.replace(year=FIRST_DAY.year + 1, month=6))
    figures: dict = {"posts": len(posts), "questions": len(questions), "engines": {}}
    for engine in engines:
        folder = root / engine.name.replace(" ", "-")
        folder.mkdir()
        start = time.perf_counter()
        engine.build(posts, folder)
        seconds = time.perf_counter() - start
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        figures["engines"][engine.name] = {"build_seconds": seconds, "bytes": size, "jobs": {}}
        click.echo(f"{engine.name}: built in {seconds:.1f} s, {size / 1e6:.0f} MB", err=True)
        engine.open(folder, questions, period)
    for job in ("top", "top_and_facets", "top_and_facets_in_period"):
        for engine, taken in zip(
            engines, _interleave(engines, job, len(questions), rounds), strict=True
        ):
            figures["engines"][engine.name]["jobs"][job] = {
                "median": float(np.median(taken)),
                "p99": float(np.percentile(taken, 99)),
                "count": len(taken),
            }
    return figures


def _interleave(engines: Sequence[Engine], job: str, count: int, rounds: int) -> list[list[float]]:
    """Put each question to all engines in turn, so that the machine's moods meet them alike."""
    asks: list[Callable[[int], object]] = [getattr(engine, job) for engine in engines]
    taken: list[list[float]] = [[] for _ in engines]
    slow = [False] * len(engines)
    for place, ask in enumerate(asks):
        start = time.perf_counter()
        for number in range(min(20, count)):
            ask(number)
        slow[place] = (time.perf_counter() - start) / 20 * 1e6 > SLOW_MICROSECONDS
    for round_number in range(rounds):
        for number in range(count):
            for place, ask in enumerate(asks):
                if slow[place] and (round_number or number % 5):
                    continue
                # A first call brings the engine's own data back into the caches.
                ask(number)
                start = time.perf_counter()
                ask(number)
                taken[place].append((time.perf_counter() - start) * 1e6)
    return taken


def _engines(names: Sequence[str]) -> list[Engine]:
    engines = []
    for path in ENGINES:
        module, kind = path.split(".")
        try:
            engine = getattr(import_module(f"benchmarks.engines.{module}"), kind)()
        except ImportError as error:
            click.echo(f"left out, for it is not installed: {module} ({error.name})", err=True)
            continue
        if not names or any(name.lower() in engine.name.lower() for name in names):
            engines.append(engine)
    return engines


if __name__ == "__main__":
    main()
