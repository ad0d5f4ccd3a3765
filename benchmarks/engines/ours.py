"""This project: the arrays alone, like with like, and the searcher as readers get it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.jobs import TOP, Answer, Period
from indexer.post import Post
from indexer.query_syntax import parse_query
from indexer.search import Facets, Query, Results
from indexer.whoosh_backend.array_matcher import ArrayMatcher
from indexer.whoosh_backend.cells import Cells
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.numpy_kernel import NumpyKernel
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.post_store import PostStore
from indexer.whoosh_backend.searcher import Engine as SearcherEngine
from indexer.whoosh_backend.searcher import WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter


class Arrays:
    """Plain BM25F over the arrays: accumulate, count cells, take the best."""

    name = "explainer-search, arrays"

    def kernel(self) -> Kernel:
        """The loops under measurement."""
        return NumpyKernel()

    def build(self, posts: Sequence[Post], folder: Path) -> None:
        WhooshWriter(folder).write(posts, lambda _more: None)

    def open(self, folder: Path, questions: Sequence[str], period: Period) -> None:
        self._cells = Cells.load(folder)
        self._orders = Orders.load(folder)
        self._kernel = self.kernel()
        self._matcher = ArrayMatcher(folder, self._cells.document_count, self._kernel)
        self._slugs = [post.slug for post in PostStore(folder)]
        self._parsed = [parse_query(question) for question in questions]
        self._everywhere = Query()
        self._in_period = Query(since=period.since, until=period.until)

    def top(self, number: int) -> Answer:
        matches = self._matcher.match(self._parsed[number])
        best = self._kernel.best_documents(matches.scores, TOP, self._orders.newest_ranks)
        return Answer([self._slugs[document] for document in best])

    def top_and_facets(self, number: int) -> Answer:
        return self._facets(number, self._everywhere)

    def top_and_facets_in_period(self, number: int) -> Answer:
        return self._facets(number, self._in_period)

    def _facets(self, number: int, query: Query) -> Answer:
        parsed = self._parsed[number]
        matches = self._matcher.match(parsed)
        outside = self._cells.outside_bounds(query, parsed)
        self._kernel.shut_out(matches.scores, matches.mask, outside)
        selection = self._cells.select(self._cells.count(matches.mask, self._kernel), query)
        best = self._kernel.best_documents(matches.scores, TOP, self._orders.newest_ranks)
        facets = {
            "level": selection.levels.tolist(),
            "month": selection.months.tolist(),
        }
        return Answer([self._slugs[document] for document in best], facets)


class Compiled(Arrays):
    """The same with compiled loops."""

    name = "explainer-search, compiled"

    def kernel(self) -> Kernel:
        # Left out with a word if numba is not installed, as peers are.
        from indexer.whoosh_backend.compiled_kernel import CompiledKernel  # noqa: PLC0415

        return CompiledKernel()


class AsReadersGetIt(Arrays):
    """The searcher's whole answer: parsing, correction, titles, excerpts and all."""

    name = "explainer-search, whole answer"
    engine = SearcherEngine.ARRAYS

    def open(self, folder: Path, questions: Sequence[str], period: Period) -> None:
        self._searcher = WhooshSearcher(folder, self.engine)
        self._queries = [Query(text=question) for question in questions]
        self._dated = [
            replace(query, since=period.since, until=period.until) for query in self._queries
        ]

    def top(self, number: int) -> Answer:
        return Answer([hit.slug for hit in self._searcher.search(self._queries[number]).hits])

    def top_and_facets(self, number: int) -> Answer:
        return _answer(self._searcher.search(self._queries[number]))

    def top_and_facets_in_period(self, number: int) -> Answer:
        return _answer(self._searcher.search(self._dated[number]))


def _answer(results: Results) -> Answer:
    return Answer([hit.slug for hit in results.hits], _plain(results.facets))


def _plain(facets: Facets) -> dict[str, dict[str, int]]:
    return {
        "level": {count.value: count.count for count in facets.level},
        "month": {count.value: count.count for count in facets.month},
    }
