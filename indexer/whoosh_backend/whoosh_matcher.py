"""Finds and scores the posts of a parsed query with Whoosh's own matchers."""

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Or, Sequence, Term
from whoosh.query import Query as WhooshQuery
from whoosh.scoring import BM25F

from indexer.query_syntax import Condition, ParsedQuery, Scope, Word
from indexer.whoosh_backend.arrays import Floats, Mask
from indexer.whoosh_backend.kernel import padded_length
from indexer.whoosh_backend.matches import Matches
from indexer.whoosh_backend.schema import FIELD_WEIGHTS, TEXT_FIELDS

if TYPE_CHECKING:
    from whoosh.searching import Searcher as RawSearcher

SATURATION = 1.2  # K1 of Whoosh's BM25F
LENGTH_NORMALISATION = 0.75  # B of Whoosh's BM25F


class WhooshMatcher:
    """Answers from one Whoosh index.

    Threads take turns at one Whoosh searcher, which cannot be shared. A searcher for each
    would win nothing, for Whoosh is all Python, and would have to be opened from a folder
    that may be gone by then.
    """

    def __init__(self, folder: Path) -> None:
        index = FileStorage(folder, readonly=True).open_index()
        weighting = BM25F(B=LENGTH_NORMALISATION, K1=SATURATION)
        self._searcher: RawSearcher = index.searcher(weighting=weighting)
        self._turn = Lock()

    def match(self, parsed: ParsedQuery) -> Matches:
        """All posts that match, with their scores before boosts and titles."""
        with self._turn:
            scores = _scores(self._searcher, parsed)
            mask = _matching(self._searcher, parsed, scores)
        return Matches(scores * mask, mask)

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms in a text field."""
        with self._turn:
            reader = self._searcher.reader()
            return any((name, term) in reader for term in terms for name in TEXT_FIELDS)

    def close(self) -> None:
        """Close the index."""
        with self._turn:
            self._searcher.close()


def _scores(searcher: "RawSearcher", parsed: ParsedQuery) -> Floats:
    """A score for every document, zero where no word is."""
    scores = np.zeros(padded_length(searcher.doc_count_all()), dtype=np.float64)
    if parsed.words:
        query = Or([_word(word) for word in parsed.words])
        # Whoosh's early stop at a limit was seen to drop right hits: take all, always.
        for score, document in searcher.search(query, limit=None).top_n:
            scores[document] = score
    return scores


def _matching(searcher: "RawSearcher", parsed: ParsedQuery, scores: Floats) -> Mask:
    if parsed.required or parsed.matches_everything:
        mask: Mask = np.arange(len(scores)) < searcher.doc_count_all()
    else:
        mask = scores > 0
    for condition in parsed.required:
        mask &= _holding(searcher, condition, len(scores))
    for condition in parsed.excluded:
        mask &= ~_holding(searcher, condition, len(scores))
    return mask


def _holding(searcher: "RawSearcher", condition: Condition, length: int) -> Mask:
    """Which documents hold one of a condition's phrases in a field of its scope.

    Conditions run by themselves: within a scored union Whoosh takes a score of zero for
    no match, so that a condition without weight would match nothing.
    """
    fields = ("title",) if condition.scope is Scope.TITLE else TEXT_FIELDS
    query = Or([_phrase(phrase, field) for phrase in condition.phrases for field in fields])
    mask = np.zeros(length, dtype=np.bool_)
    mask[list(searcher.docs_for_query(query))] = True
    return mask


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
