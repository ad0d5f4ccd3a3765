"""This project: the arrays alone, like with like, and the searcher as readers get it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.engines.catalogue import (
    COMPILED,
    COMPILED_RANKING,
    COMPILED_WHOLE_ANSWER,
    DEFAULT_RANKING,
    OURS,
    WHOLE_ANSWER,
)
from benchmarks.jobs import TOP, Answer, Job, Period, Questions, Record
from indexer.encoders.choice import open_encoder
from indexer.encoders.encoder import Encoder
from indexer.parsed_query import ParsedQuery
from indexer.post import Level
from indexer.query_syntax import parse_query
from indexer.ranking import RankingParameters
from indexer.search import Query, Results
from indexer.whoosh_backend.array_matcher import ArrayMatcher
from indexer.whoosh_backend.arrays import Floats, Ints
from indexer.whoosh_backend.cells import Cells
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.numpy_kernel import NumpyKernel
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.post_store import PostStore
from indexer.whoosh_backend.postings import Positions
from indexer.whoosh_backend.searcher import Engine as SearcherEngine
from indexer.whoosh_backend.searcher import WhooshSearcher
from indexer.whoosh_backend.term_dictionary import TermDictionary
from indexer.whoosh_backend.writer import WhooshWriter

_INDEX = "explainer-search"
_INDEX_WITH_MEANING = "explainer-search, with meaning"


class Arrays:
    """Plain BM25F over the arrays: accumulate, count cells, take the best."""

    name = OURS
    index = _INDEX

    def kernel(self) -> Kernel:
        """The loops under measurement."""
        return NumpyKernel()

    def build(self, records: Sequence[Record], folder: Path) -> None:
        write_index(records, folder)

    def open(self, folder: Path) -> None:
        self._cells = Cells.load(folder)
        self._orders = Orders.load(folder)
        self._impacts = Impacts.load(folder)
        self._kernel = self.kernel()
        dictionary = TermDictionary(self._impacts, self._cells.document_count)
        self._matcher = ArrayMatcher(
            folder,
            self._impacts,
            Positions.load(folder),
            dictionary,
            self._kernel,
            RankingParameters(pairs=0.0),
        )
        self._slugs = [post.slug for post in PostStore(folder)]

    def prepare(self, questions: Questions, period: Period) -> None:
        self._parsed = [parse_query(" ".join(words)) for words in questions.words]
        self._phrases = [parse_query(f'"{" ".join(words)}"') for words in questions.phrases]
        self._prefixed = [
            (parse_query(" ".join(prefixed.words)), prefixed.prefix.encode())
            for prefixed in questions.prefixed
        ]
        self._everywhere = Query()
        self._in_period = Query(since=period.since, until=period.until)
        self._levels = [level.value for level in Level]
        self._months = self._month_names()

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        return {
            Job.TOP: lambda number: self._top(self._parsed[number]),
            Job.FACETS: lambda number: self._faceted(self._parsed[number], self._everywhere),
            Job.PERIOD: lambda number: self._faceted(self._parsed[number], self._in_period),
            Job.PREFIX: self._prefix,
            Job.PHRASE: lambda number: self._top(self._phrases[number]),
        }[job]

    def slugs(self, found: Sequence[Any]) -> list[str]:
        return [self._slugs[document] for document in found]

    def close(self) -> None:
        self._matcher.close()

    def replace(self, record: Record, folder: Path) -> bool:  # noqa: ARG002 - see `indexer build`
        return False

    def postings(self, number: int) -> int:
        """How many postings the answer to a question of J1 touches."""
        terms = {term for word in self._parsed[number].words for term in word.terms}
        names = np.array([term.encode() for term in terms], dtype=np.bytes_)
        places = np.searchsorted(self._impacts.terms, names)
        places = places[places < len(self._impacts.terms)]
        places = places[np.isin(self._impacts.terms[places], names)]
        return int((self._impacts.starts[places + 1] - self._impacts.starts[places]).sum())

    def _top(self, parsed: ParsedQuery) -> Answer:
        return Answer(self._best(self._matcher.match(parsed).scores).tolist())

    def _faceted(self, parsed: ParsedQuery, query: Query) -> Answer:
        matches = self._matcher.match(parsed)
        outside = self._cells.outside_bounds(query, parsed)
        self._kernel.shut_out(matches.scores, matches.mask, outside)
        selection = self._cells.select(self._cells.count(matches.mask, self._kernel), query)
        facets = {
            "level": dict(zip(self._levels, selection.levels.tolist(), strict=True)),
            "month": dict(zip(self._months, selection.months.tolist(), strict=True)),
        }
        return Answer(self._best(matches.scores).tolist(), facets)

    def _prefix(self, number: int) -> Answer:
        """All completions of a prefix are neighbours, so their postings are one slice."""
        parsed, prefix = self._prefixed[number]
        impacts = self._impacts
        bounds = np.searchsorted(impacts.terms, np.array([prefix, prefix + b"\xff"]))
        part = slice(*impacts.starts[bounds].tolist())
        scores = self._matcher.match(parsed).scores
        scores += np.bincount(impacts.documents[part], impacts.shares[part], len(scores))
        return Answer(self._best(scores).tolist())

    def _best(self, scores: Floats) -> Ints:
        return self._kernel.best_documents(scores, TOP, self._orders.newest_ranks)

    def _month_names(self) -> list[str]:
        """All months of the corpus, in the order in which cells count them."""
        everything = np.ones(self._cells.document_count, dtype=np.bool_)
        selection = self._cells.select(
            self._cells.count(everything, self._kernel), self._everywhere
        )
        facets = self._cells.facets(selection, self._everywhere)
        return [month.value for month in reversed(facets.month)]


class CompiledArrays(Arrays):
    """The same with compiled loops."""

    name = COMPILED

    def kernel(self) -> Kernel:
        # Left out with a word if numba is not installed, as peers are.
        from indexer.whoosh_backend.compiled_kernel import CompiledKernel  # noqa: PLC0415 - optional

        return CompiledKernel()


class WholeAnswer:
    """The searcher's whole answer: parsing, correction, titles, meaning, excerpts and all."""

    name = WHOLE_ANSWER
    index = _INDEX_WITH_MEANING
    engine = SearcherEngine.ARRAYS

    def build(self, records: Sequence[Record], folder: Path) -> None:
        write_index(records, folder, open_encoder())

    def open(self, folder: Path) -> None:
        self._searcher = WhooshSearcher(folder, self.engine, open_encoder=open_encoder)

    def prepare(self, questions: Questions, period: Period) -> None:
        self._queries = [Query(text=" ".join(words)) for words in questions.words]
        self._phrases = [Query(text=f'"{" ".join(words)}"') for words in questions.phrases]
        self._dated = [
            replace(query, since=period.since, until=period.until) for query in self._queries
        ]

    def queries(self, job: Job) -> Sequence[Query] | None:
        """What is asked in a job."""
        return {
            Job.TOP: self._queries,
            Job.FACETS: self._queries,
            Job.PERIOD: self._dated,
            Job.PHRASE: self._phrases,
        }.get(job)

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        queries = self.queries(job)
        if queries is None:
            return None
        return lambda number: _answer(self._searcher.search(queries[number]))

    def slugs(self, found: Sequence[Any]) -> list[str]:
        return list(found)

    def close(self) -> None:
        self._searcher.close()

    def replace(self, record: Record, folder: Path) -> bool:  # noqa: ARG002 - see `indexer build`
        return False


class DefaultRanking(WholeAnswer):
    """The searcher's ranking, filters and counts, without excerpts."""

    name = DEFAULT_RANKING

    def open(self, folder: Path) -> None:
        super().open(folder)
        self._slug_of = [post.slug for post in PostStore(folder)]
        self._levels = [level.value for level in Level]
        self._months = [
            month.value for month in reversed(self._searcher.search(Query()).facets.month)
        ]

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        queries = self.queries(job)
        if queries is None:
            return None
        rank = self._searcher.rank

        def ask(number: int) -> Answer:
            ranking = rank(queries[number])
            slugs = [self._slug_of[document] for document in ranking.documents]
            facets = {
                "level": dict(zip(self._levels, ranking.selection.levels.tolist(), strict=True)),
                "month": dict(zip(self._months, ranking.selection.months.tolist(), strict=True)),
            }
            return Answer(slugs, facets)

        return ask


class CompiledRanking(DefaultRanking):
    """The same with compiled loops."""

    name = COMPILED_RANKING
    engine = SearcherEngine.COMPILED


class CompiledWholeAnswer(WholeAnswer):
    """The whole answer with compiled loops."""

    name = COMPILED_WHOLE_ANSWER
    engine = SearcherEngine.COMPILED


def write_index(records: Sequence[Record], folder: Path, encoder: Encoder | None = None) -> None:
    """Write one generation's files."""
    WhooshWriter(folder, encoder).write([record.post for record in records], lambda _more: None)


def _answer(results: Results) -> Answer:
    facets = {
        "level": {count.value: count.count for count in results.facets.level},
        "month": {count.value: count.count for count in results.facets.month},
    }
    return Answer([hit.slug for hit in results.hits], facets)
