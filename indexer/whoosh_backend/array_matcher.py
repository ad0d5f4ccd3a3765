"""Finds and scores the posts of a parsed query by adding up slices of arrays."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from indexer.query_syntax import Condition, ParsedQuery, Scope
from indexer.whoosh_backend.arrays import Floats, Ints, Mask
from indexer.whoosh_backend.impacts import Impacts, Positions
from indexer.whoosh_backend.kernel import Kernel, padded_length
from indexer.whoosh_backend.matches import Matches

MAX_KEPT_TERMS = 100_000


class ArrayMatcher:
    """Answers from the arrays of one generation; safe for threads, as nothing changes."""

    def __init__(self, folder: Path, document_count: int, kernel: Kernel) -> None:
        self._impacts = Impacts.load(folder)
        self._positions = Positions.load(folder)
        self._kernel = kernel
        self._document_count = document_count
        self._length = padded_length(document_count)
        # Terms asked for before; racing threads at worst look one up twice.
        self._places: dict[str, int] = {}

    def match(self, parsed: ParsedQuery) -> Matches:
        """All posts that match, with their scores before boosts and titles."""
        scores = self._accumulate(term for word in parsed.words for term in word.terms)
        if parsed.required or parsed.matches_everything:
            mask = np.zeros(self._length, dtype=np.bool_)
            mask[: self._document_count] = True
        else:
            mask = scores > 0
        for condition in parsed.required:
            mask &= self._holding(condition)
        for condition in parsed.excluded:
            mask &= ~self._holding(condition)
        if parsed.required or parsed.excluded:
            scores *= mask
        return Matches(scores, mask)

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms in a text field."""
        return any(self._place(term) >= 0 for term in terms)

    def close(self) -> None:
        """Nothing is to be closed: the memory is unmapped with the arrays."""

    def _accumulate(self, terms: Iterable[str]) -> Floats:
        """The sum of all terms' shares for each document."""
        places = [place for term in terms if (place := self._place(term)) >= 0]
        return self._kernel.accumulate(self._impacts, places, [1.0] * len(places), self._length)

    def _holding(self, condition: Condition) -> Mask:
        """Which documents hold one of a condition's phrases in a field of its scope."""
        mask = np.zeros(self._length, dtype=np.bool_)
        for phrase in condition.phrases:
            places = self._phrase_places(phrase)
            texts = np.searchsorted(self._positions.text_starts, places, side="right") - 1
            if condition.scope is Scope.TITLE:
                # Titles are laid out first.
                texts = texts[texts < self._document_count]
            mask[texts % self._document_count] = True
        return mask

    def _phrase_places(self, phrase: Sequence[Sequence[str]]) -> Ints:
        """Where on the line of all texts a phrase begins: its words stand side by side there."""
        begins = self._term_places(phrase[0])
        for distance, alternatives in enumerate(phrase[1:], start=1):
            if not len(begins):
                break
            places = self._term_places(alternatives) - distance
            begins = begins[_are_in(begins, places)]
        return begins

    def _term_places(self, terms: Iterable[str]) -> Ints:
        """Where any of these terms stands, ascending."""
        positions = self._positions
        slices = [
            positions.places[positions.starts[place] : positions.starts[place + 1]]
            for term in terms
            if (place := self._place(term)) >= 0
        ]
        if len(slices) == 1:
            return slices[0].astype(np.int64)
        if not slices:
            return np.empty(0, dtype=np.int64)
        return np.unique(np.concatenate(slices).astype(np.int64))

    def _place(self, term: str) -> int:
        """The place of a term among all, or −1 if no post holds it."""
        place = self._places.get(term)
        if place is None:
            name = np.bytes_(term.encode(errors="surrogatepass"))
            place = int(np.searchsorted(self._impacts.terms, name))
            if place == len(self._impacts.terms) or self._impacts.terms[place] != name:
                place = -1
            if len(self._places) < MAX_KEPT_TERMS:
                self._places[term] = place
        return place


def _are_in(values: Ints, among: Ints) -> Mask:
    """Which values, ascending, stand among others, ascending too."""
    if not len(among):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.minimum(np.searchsorted(among, values), len(among) - 1)
    found: Mask = among[places] == values
    return found
