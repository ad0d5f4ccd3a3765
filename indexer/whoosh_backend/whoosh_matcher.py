"""Finds and scores the posts of a parsed query with Whoosh's own matchers."""

from collections.abc import Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Or, Sequence, Term
from whoosh.query import Query as WhooshQuery
from whoosh.scoring import BM25F

from indexer.query_syntax import Condition, ParsedQuery, Scope, Word
from indexer.titles import content_key, title_key
from indexer.whoosh_backend.columns import Floats, Ints
from indexer.whoosh_backend.schema import FIELD_WEIGHTS, TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from whoosh.searching import Searcher as RawSearcher

SATURATION = 1.2  # k1 of BM25
LENGTH_NORMALISATION = 0.75  # b of BM25
EXACT_TITLE_SHARE = 1.0
SAME_WORDS_TITLE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Matches:
    """Document numbers, ascending, and a score for each."""

    documents: Ints
    scores: Floats


class WhooshMatcher:
    """Answers from one Whoosh index; threads each take a searcher of their own."""

    def __init__(self, folder: Path) -> None:
        self._index = FileStorage(folder, readonly=True).open_index()
        self._idle: SimpleQueue[RawSearcher] = SimpleQueue()

    def match(self, parsed: ParsedQuery) -> Matches:
        """All posts that match, with their scores before boosts."""
        with self._searcher() as searcher:
            scores = _scores(searcher, parsed)
            documents = _matching(searcher, parsed, scores)
            _favour_titles(searcher, parsed, scores)
            return Matches(documents=documents, scores=scores[documents])

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms in a text field."""
        with self._searcher() as searcher:
            reader = searcher.reader()
            return any((name, term) in reader for term in terms for name in TEXT_FIELDS)

    def close(self) -> None:
        """Close the index and the searchers that are idle."""
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                break
        self._index.close()

    @contextmanager
    def _searcher(self) -> "Iterator[RawSearcher]":
        try:
            searcher = self._idle.get_nowait()
        except Empty:
            weighting = BM25F(B=LENGTH_NORMALISATION, K1=SATURATION)
            searcher = self._index.searcher(weighting=weighting)
        try:
            yield searcher
        finally:
            self._idle.put(searcher)


def _scores(searcher: "RawSearcher", parsed: ParsedQuery) -> Floats:
    """A score for every document, zero where no word is."""
    scores = np.zeros(searcher.doc_count_all(), dtype=np.float64)
    if parsed.words:
        query = Or([_word(word) for word in parsed.words])
        # Whoosh's early stop at a limit was seen to drop right hits: take all, always.
        for score, document in searcher.search(query, limit=None).top_n:
            scores[document] = score
    return scores


def _matching(searcher: "RawSearcher", parsed: ParsedQuery, scores: Floats) -> Ints:
    if parsed.required or parsed.matches_everything:
        mask = np.ones(len(scores), dtype=np.bool_)
    else:
        mask = scores > 0
    for condition in parsed.required:
        mask &= _holding(searcher, condition, len(scores))
    for condition in parsed.excluded:
        mask &= ~_holding(searcher, condition, len(scores))
    return np.flatnonzero(mask)


def _holding(
    searcher: "RawSearcher", condition: Condition, document_count: int
) -> npt.NDArray[np.bool_]:
    """Which documents hold one of a condition's phrases in a field of its scope.

    Conditions run by themselves: within a scored union Whoosh takes a score of zero for
    no match, so that a condition without weight would match nothing.
    """
    fields = ("title",) if condition.scope is Scope.TITLE else TEXT_FIELDS
    query = Or([_phrase(phrase, field) for phrase in condition.phrases for field in fields])
    mask = np.zeros(document_count, dtype=np.bool_)
    mask[list(searcher.docs_for_query(query))] = True
    return mask


def _favour_titles(searcher: "RawSearcher", parsed: ParsedQuery, scores: Floats) -> None:
    """Lift posts whose title the query is, or whose title has the same words."""
    top = scores.max(initial=0.0)
    for field, key, share in (
        ("title_key", title_key(parsed.plain_text), EXACT_TITLE_SHARE),
        ("content_key", content_key(parsed.plain_text), SAME_WORDS_TITLE_SHARE),
    ):
        if key:
            scores[list(searcher.document_numbers(**{field: key}))] += share * top


def _word(word: Word) -> WhooshQuery:
    return Or(
        [
            Term(field, term, boost=weight)
            for term in word.terms
            for field, weight in FIELD_WEIGHTS.items()
        ]
    )


def _phrase(phrase: tuple[tuple[str, ...], ...], field: str) -> WhooshQuery:
    positions = [
        Or([Term(field, term) for term in alternatives])
        if len(alternatives) > 1
        else Term(field, alternatives[0])
        for alternatives in phrase
    ]
    return positions[0] if len(positions) == 1 else Sequence(positions, slop=1, ordered=True)
