"""From a query to the documents of one page: interpret, score, filter, count, and order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from indexer.interpretation import Interpretation, Interpreter
from indexer.parsed_query import ParsedQuery
from indexer.query_syntax import plain_query
from indexer.search import Contribution, Facets, Query, Sort
from indexer.whoosh_backend.arrays import Floats, Mask
from indexer.whoosh_backend.cells import Cells, Selection
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.scorer import Scored, Scorer


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The documents of one page with their scores, and what was counted over all matches."""

    interpretation: Interpretation
    scored: Scored
    documents: Sequence[int]
    scores: Sequence[float]
    selection: Selection


class Ranker:
    """Ranks the documents of one generation; safe for threads."""

    def __init__(
        self,
        interpreter: Interpreter,
        scorer: Scorer,
        cells: Cells,
        orders: Orders,
        kernel: Kernel,
    ) -> None:
        self._interpreter = interpreter
        self._scorer = scorer
        self._cells = cells
        self._orders = orders
        self._kernel = kernel

    def rank(self, query: Query) -> Ranking:
        """Rank what matches a query; words that no post holds are corrected first."""
        interpretation = self._interpreter.read(query.text, plain=query.plain)
        scored = self._scorer.score(interpretation.parsed)
        if interpretation.parsed.required and not scored.mask.any():
            loosened = self._interpreter.loosen(interpretation)
            if loosened is not None:
                interpretation, scored = loosened, self._scorer.score(loosened.parsed)
        parsed = interpretation.parsed
        scores, mask = scored.scores, scored.mask
        self._kernel.shut_out(scores, mask, self._cells.outside_bounds(query, parsed))
        selection = self._cells.select(self._cells.count(mask, self._kernel), query)
        self._kernel.shut_out(scores, mask, selection.shut_out)
        documents = self._page(scores, mask, query, parsed)
        return Ranking(
            interpretation=interpretation,
            scored=scored,
            documents=documents,
            scores=scores[documents].tolist(),
            selection=selection,
        )

    def facets(self, ranking: Ranking, query: Query) -> Facets:
        """The facets' values with their counts."""
        return self._cells.facets(ranking.selection, query)

    def explain(self, ranking: Ranking) -> list[Sequence[Contribution]]:
        """What the scores of a page's documents are made of, one by one."""
        parsed = ranking.interpretation.parsed
        return [
            self._scorer.explain(parsed, ranking.scored, document) for document in ranking.documents
        ]

    def similar(self, text: str, document: int, count: int) -> list[int]:
        """The documents that are most like one, from which the text was taken."""
        scores = self._scorer.score_similar(plain_query(text), document)
        best = self._kernel.best_documents(scores, count, self._orders.newest_ranks)
        return [int(document) for document in best]

    def _page(self, scores: Floats, mask: Mask, query: Query, parsed: ParsedQuery) -> list[int]:
        """The documents of one page; ties fall to the newer post, then to the slug."""
        last = query.page * query.page_size
        newest = self._orders.newest
        if query.sort is Sort.OLDEST:
            order = self._orders.oldest[mask[self._orders.oldest]]
        elif query.sort is Sort.NEWEST or not parsed.words:
            order = newest[mask[newest]]
        else:
            order = self._kernel.best_documents(scores, last, self._orders.newest_ranks)
            if len(order) < last:
                # Posts that a condition alone lets in, without a word that scores.
                order = np.append(order, newest[mask[newest] & (scores[newest] == 0)])
        page: list[int] = order[last - query.page_size : last].tolist()
        return page
