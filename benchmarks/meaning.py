"""Measures what meaning costs: a query, a post on disk, a build; and where exhaustion ends.

python -m benchmarks.meaning [--size 12000] [--encoder SETTING …] prints Markdown tables.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import click
import numpy as np

from benchmarks.corpora.corpus import synthetic_corpus
from indexer.encoders.choice import DEFAULT_ENCODER, open_encoder
from indexer.encoders.encoder import Encoder
from indexer.post import Post
from indexer.search import Query
from indexer.whoosh_backend.meaning import products
from indexer.whoosh_backend.searcher import WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter

QUESTIONS = 500
DIMENSIONS = 256
VECTOR_COUNTS = (1_000, 12_000, 100_000, 300_000, 1_000_000)
_TURNS = 15
_NEAREST = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What was measured with an encoder, or without one."""

    name: str
    building: float
    bytes_a_post: float
    first_microseconds: float
    microseconds: float


@click.command()
@click.option("--size", default=12_000, show_default=True)
@click.option("--encoder", "settings", multiple=True, default=(DEFAULT_ENCODER,), show_default=True)
def main(size: int, settings: Sequence[str]) -> None:
    """Print what meaning costs with each encoder, and what exhaustive search does."""
    for line in (*cost_table(size, settings), "", *exhaustion_table()):
        click.echo(line)


def cost_table(size: int, settings: Sequence[str]) -> Iterator[str]:
    """A row an encoder, after one of words alone."""
    corpus = synthetic_corpus(size, QUESTIONS, 1)
    queries = [Query(text=" ".join(words)) for words in corpus.questions.words]
    yield "| meaning | building, s | bytes a post | a new question, µs | one asked before, µs |"
    yield "|---|---|---|---|---|"
    with TemporaryDirectory() as folder:
        for number, setting in enumerate((None, *settings)):
            encoder = open_encoder(setting) if setting else None
            cost = _measure(Path(folder, str(number)), corpus.posts, queries, encoder)
            yield (
                f"| {cost.name} | {cost.building:.1f} | {cost.bytes_a_post:,.0f} | "
                f"{cost.first_microseconds:,.0f} | {cost.microseconds:,.0f} |"
            )


def _measure(
    folder: Path, posts: Sequence[Post], queries: Sequence[Query], encoder: Encoder | None
) -> Cost:
    folder.mkdir()
    start = perf_counter()
    WhooshWriter(folder, encoder).write(posts, lambda _more: None)
    building = perf_counter() - start
    size = sum(path.stat().st_size for path in folder.iterdir())
    with closing(
        WhooshSearcher(folder, open_encoder=(lambda: encoder) if encoder else None)
    ) as searcher:
        # The interpretations of queries are kept; only what comes after is compared.
        for query in queries:
            searcher.rank(Query(text=f"{query.text} {query.text}"))
        turns = [_microseconds(searcher.rank, queries) for _ in range(3)]
    return Cost(
        name=encoder.name if encoder else "none",
        building=building,
        bytes_a_post=size / len(posts),
        first_microseconds=turns[0],
        microseconds=min(turns[1:]),
    )


def _microseconds(ask: Callable[[Query], object], queries: Sequence[Query]) -> float:
    taken = []
    for query in queries:
        start = perf_counter()
        ask(query)
        taken.append(perf_counter() - start)
    return 1e6 * median(taken)


def exhaustion_table() -> Iterator[str]:
    """The time of all cosines and of the nearest few, by the number of vectors."""
    random = np.random.default_rng(7)
    query = random.standard_normal(DIMENSIONS, dtype=np.float32)
    yield f"| vectors of {DIMENSIONS} | memory, MB | all cosines, ms | and the nearest, ms |"
    yield "|---|---|---|---|"
    for count in VECTOR_COUNTS:
        vectors = random.standard_normal((count, DIMENSIONS), dtype=np.float32)
        cosines, nearest = [], []
        for _ in range(_TURNS):
            start = perf_counter()
            similarities = products(vectors, query)
            cosines.append(perf_counter() - start)
            np.argpartition(-similarities, _NEAREST)
            nearest.append(perf_counter() - start)
        megabytes = vectors.nbytes / 1e6
        times = f"{1e3 * median(cosines):.2f} | {1e3 * median(nearest):.2f}"
        yield f"| {count:,} | {megabytes:,.0f} | {times} |"


if __name__ == "__main__":
    main()
