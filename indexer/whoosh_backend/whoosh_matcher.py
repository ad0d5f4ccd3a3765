"""Finds and scores the posts of a parsed query with Whoosh's own matchers."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Or, Term
from whoosh.query import Query as WhooshQuery
from whoosh.query import Sequence as WhooshSequence
from whoosh.scoring import BM25F

from indexer.parsed_query import Condition, ParsedQuery, Phrase, Scope, Word
from indexer.search import Contribution, EvidenceKind
from indexer.whoosh_backend.arrays import Floats, Mask
from indexer.whoosh_backend.kernel import padded_length
from indexer.whoosh_backend.layout import FIELD_WEIGHTS, TEXT_FIELDS
from indexer.whoosh_backend.matches import EVIDENCE_OF, Matches
from indexer.whoosh_backend.segments import Segments

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
        segments = Segments.load(folder)
        # Whoosh counts documents by segments, the dead included, which it never finds.
        self._documents = np.full(segments.extent, -1, dtype=np.int64)
        self._documents[segments.whoosh_numbers] = np.arange(len(segments.numbers))
        self._document_count = len(segments.numbers)

    def match(self, parsed: ParsedQuery) -> Matches:
        """All posts that match, with their scores before boosts and titles."""
        with self._turn:
            scores = self._scores(parsed)
            mask = self._matching(parsed, scores)
        # Whoosh's scores have no scale of their own by which an answer could be judged.
        return Matches(scores * mask, mask, possible=0.0, all_known=True)

    def contributions(self, parsed: ParsedQuery, document: int) -> Sequence[Contribution]:
        """What Whoosh's score of a document is the sum of: its words and alternatives."""
        found = []
        with self._turn:
            wanted = int(np.flatnonzero(self._documents == document)[0])
            for word in parsed.words:
                for kind, field, query in _parts(word):
                    results = self._searcher.search(query, limit=None)
                    share = next((s for s, number in results.top_n if number == wanted), 0.0)
                    if share:
                        found.append(
                            Contribution(kind=kind, word=word.text, field=field, share=share)
                        )
        return found

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms in a text field."""
        with self._turn:
            reader = self._searcher.reader()
            return any((name, term) in reader for term in terms for name in TEXT_FIELDS)

    def holds_phrase(self, phrase: Phrase, without: Iterable[str] = ()) -> bool:
        """Whether a post has terms in a row, one of each position's, and none of the others."""
        others = tuple(without)
        with self._turn:
            holding = self._found(phrase)
            return bool(holding - (self._found((others,)) if others else set()))

    def _found(self, phrase: Phrase) -> set[int]:
        query = Or([_phrase(phrase, field) for field in TEXT_FIELDS])
        return set(self._searcher.docs_for_query(query))

    def close(self) -> None:
        """Close the index."""
        with self._turn:
            self._searcher.close()

    def _scores(self, parsed: ParsedQuery) -> Floats:
        """A score for every document, zero where no word is."""
        scores = np.zeros(padded_length(self._document_count), dtype=np.float64)
        if parsed.words:
            query = Or([part for word in parsed.words for _, _, part in _parts(word)])
            # Whoosh's early stop at a limit was seen to drop right hits: take all, always.
            for score, number in self._searcher.search(query, limit=None).top_n:
                scores[self._documents[number]] = score
        return scores

    def _matching(self, parsed: ParsedQuery, scores: Floats) -> Mask:
        if parsed.required or parsed.matches_everything:
            mask: Mask = np.arange(len(scores)) < self._document_count
        else:
            mask = scores > 0
        for condition in parsed.required:
            mask &= self._holding(condition)
        for condition in parsed.excluded:
            mask &= ~self._holding(condition)
        return mask

    def _holding(self, condition: Condition) -> Mask:
        """Which documents hold one of a condition's phrases in a field of its scope.

        Conditions run by themselves: within a scored union Whoosh takes a score of zero for
        no match, so that a condition without weight would match nothing.
        """
        fields = ("title",) if condition.scope is Scope.TITLE else TEXT_FIELDS
        query = Or([_phrase(phrase, field) for phrase in condition.phrases for field in fields])
        mask = np.zeros(padded_length(self._document_count), dtype=np.bool_)
        mask[self._documents[list(self._searcher.docs_for_query(query))]] = True
        return mask


def _parts(word: Word) -> Iterator[tuple[EvidenceKind, str, WhooshQuery]]:
    """The queries whose scores add up to a word's, each with its kind and field."""
    for field, weight in FIELD_WEIGHTS.items():
        for term in word.terms:
            yield EvidenceKind.WORD, field, Term(field, term, boost=weight)
        for alternative in word.alternatives:
            query = _phrase(alternative.phrase, field)
            query.boost = weight * alternative.weight
            yield EVIDENCE_OF[alternative.source], field, query


def _phrase(phrase: Phrase, field: str) -> WhooshQuery:
    positions = [
        Or([Term(field, term) for term in alternatives])
        if len(alternatives) > 1
        else Term(field, alternatives[0])
        for alternatives in phrase
    ]
    return positions[0] if len(positions) == 1 else WhooshSequence(positions, slop=1, ordered=True)
