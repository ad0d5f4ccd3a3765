"""Measures a test collection: its documents become posts of a generation nobody publishes."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from indexer.backends import open_candidate, open_writer, shared_encoder
from indexer.encoders.encoder import Encoder
from indexer.errors import EvaluationError
from indexer.judging.answering import Answering
from indexer.judging.collection import (
    CORPUS_FILE,
    QRELS_FILE,
    QUERIES_FILE,
    Collection,
    Document,
    read_collection,
)
from indexer.judging.comparison import compare
from indexer.judging.evaluation import Evaluation, judge
from indexer.judging.measures import RANKING_DEPTH
from indexer.judging.trial import OnProgress, Trial
from indexer.post import Level, Post, Section
from indexer.problems import Problem, shorten
from indexer.search import Hit, Query

_SOME_DAY = date(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedCollection:
    """The documents' ids by their numbers, from which their slugs are made.

    Problems are documents that were left out.
    """

    document_ids: tuple[str, ...]
    problems: tuple[Problem, ...]

    def document_of(self, hit: Hit) -> str:
        """The id of the document that a hit is."""
        return self.document_ids[_number(hit.slug)]


def evaluate_collection(
    folder: Path,
    answering: Answering,
    encoder_setting: str | None,
    compare_with: Answering | None,
    on_progress: OnProgress,
) -> Trial:
    """Index a collection in a temporary folder and put its queries.

    Without the setting of an encoder there is no meaning. Raises EvaluationError and
    EncoderError.
    """
    start = perf_counter()
    encoder = shared_encoder(encoder_setting) if encoder_setting else None
    collection = read_collection(folder)
    with TemporaryDirectory(prefix="indexer-evaluate-") as temporary:
        generation = Path(temporary, "candidate")
        generation.mkdir()
        documents = index_collection(
            collection,
            generation,
            encoder,
            lambda done, total: on_progress("Indexing", done, total),
        )
        indexed = perf_counter()

        def put_queries(answering: Answering, what: str) -> Evaluation:
            opened = open_candidate(
                generation, answering.engine, encoder if answering.with_meaning else None
            )
            with closing(opened) as searcher:
                return judge(
                    searcher,
                    collection.judgements,
                    name=f"{collection.name} ({answering})",
                    query_of=natural_language_query,
                    document_of=documents.document_of,
                    on_progress=lambda done, total: on_progress(what, done, total),
                )

        after = put_queries(answering, "Searching")
        seconds = {"indexing": indexed - start, "searching": perf_counter() - indexed}
        comparison = (
            compare(put_queries(compare_with, "Comparing"), after) if compare_with else None
        )
    return Trial(
        evaluation=after,
        comparison=comparison,
        problems=(*documents.problems, *_unknown_queries(collection)),
        seconds=seconds,
    )


def index_collection(
    collection: Collection,
    folder: Path,
    encoder: Encoder | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> IndexedCollection:
    """Write a collection's documents, in their order, into an empty folder.

    Of documents with the same id the first is kept. `on_progress` is told how many of how
    many documents are written. Raises EvaluationError for a document that cannot be read, or
    if there is none.
    """
    numbers: dict[str, int] = {}
    posts: list[Post] = []
    problems: list[Problem] = []
    for document in collection.documents():
        number = numbers.setdefault(document.document_id, len(posts))
        if number < len(posts):
            problems.append(_stands_twice(collection, document))
        else:
            posts.append(_post(document, number))
    if not posts:
        raise EvaluationError(f"{collection.folder / CORPUS_FILE} holds no document")
    done = 0

    def on_written(more: int) -> None:
        nonlocal done
        done += more
        on_progress(done, len(posts))

    open_writer(folder, encoder).write(posts, on_written)
    return IndexedCollection(document_ids=tuple(numbers), problems=tuple(problems))


def natural_language_query(text: str) -> Query:
    """The query that a collection's question stands for."""
    return Query(text=text, page_size=RANKING_DEPTH, plain=True)


def _stands_twice(collection: Collection, document: Document) -> Problem:
    path = str(collection.folder / CORPUS_FILE)
    message = f"the id {shorten(document.document_id)} stands twice: this document is left out"
    return Problem.warning(path, document.line, 1, message, "give each document an id of its own")


def _unknown_queries(collection: Collection) -> Iterator[Problem]:
    path = str(collection.folder / QRELS_FILE)
    for query_id in collection.unknown_queries:
        message = f"the query {shorten(query_id)} is judged, but is none of the queries"
        yield Problem.warning(path, 1, 1, message, f"add it to {QUERIES_FILE}")


def _post(document: Document, number: int) -> Post:
    text = Section(heading="", anchor="", depth=0, text=document.text)
    return Post(
        slug=_slug(number),
        title=" ".join(document.title.split()),
        summary="",
        date=_SOME_DAY,
        level=Level.INTRO,
        domain="collection",
        sections=(text,) if document.text else (),
    )


def _slug(number: int) -> str:
    # In the order of the alphabet slugs keep the documents' order, which breaks ties.
    return f"d{number:09d}"


def _number(slug: str) -> int:
    return int(slug.removeprefix("d"))
