"""Finds terms that stand side by side, by their places on the line of all texts."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from indexer.parsed_query import Condition, Phrase, Scope
from indexer.whoosh_backend.arrays import Floats, Ints, Mask
from indexer.whoosh_backend.impacts import TextWeights
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.postings import Positions
from indexer.whoosh_backend.term_dictionary import TermDictionary

_NOWHERE = np.empty(0, dtype=np.int32)


class Proximity:
    """The places of terms and phrases; safe for threads, as nothing changes."""

    def __init__(
        self, folder: Path, positions: Positions, dictionary: TermDictionary, kernel: Kernel
    ) -> None:
        self._positions = positions
        self._weights = TextWeights.load(folder).weights
        self._document_count = dictionary.document_count
        self._dictionary = dictionary
        self._kernel = kernel

    def holding(self, condition: Condition, length: int) -> Mask:
        """Which of `length` documents hold one of a condition's phrases in a field of its scope."""
        mask = np.zeros(length, dtype=np.bool_)
        for phrase in condition.phrases:
            texts = self._texts_of(self.phrase_places(phrase))
            if condition.scope is Scope.TITLE:
                # Titles are laid out first.
                texts = texts[texts < self._document_count]
            mask[texts % self._document_count] = True
        return mask

    def phrase_places(self, phrase: Phrase) -> Ints:
        """Where a phrase begins: its words stand side by side there."""
        begins = self._term_places(phrase[0])
        for distance, alternatives in enumerate(phrase[1:], start=1):
            if not len(begins):
                break
            places = self._term_places(alternatives)
            begins = self._kernel.followed(begins, places, distance)
        return begins

    def pair_places(self, first: Iterable[str], second: Iterable[str]) -> Ints:
        """Where any of the first terms stands with any of the second ones right behind it."""
        return self._kernel.followed(self._term_places(first), self._term_places(second), 1)

    def frequencies(self, places: Ints) -> tuple[Ints, Floats]:
        """The documents of some places, and how often there, by fields' weights and lengths."""
        texts = self._texts_of(places)
        documents, inverse = np.unique(texts % self._document_count, return_inverse=True)
        frequencies = np.bincount(inverse, self._weights[texts], len(documents))
        # Without any place it would count in whole numbers.
        return documents, frequencies.astype(np.float64, copy=False)

    def field_frequencies(self, terms: Iterable[str], document: int) -> Floats:
        """How often terms stand in each field of a document, by fields' weights and lengths."""
        positions = self._positions
        texts = np.arange(document, len(positions.text_starts), self._document_count)
        starts = positions.text_starts[texts]
        # The last text reaches to the end of the line.
        ends = np.append(positions.text_starts, np.iinfo(np.int32).max)[texts + 1]
        places = self._term_places(terms)
        counts = np.searchsorted(places, ends) - np.searchsorted(places, starts)
        return counts.astype(np.float64) * self._weights[texts]

    def _texts_of(self, places: Ints) -> Ints:
        texts: Ints = self._positions.text_starts.searchsorted(places, side="right") - 1
        return texts

    def _term_places(self, terms: Iterable[str]) -> Ints:
        """Where any of these terms stands, ascending."""
        positions = self._positions
        parts = [
            positions.places[positions.starts[place] : positions.starts[place + 1]]
            for place in self._dictionary.places(terms)
        ]
        if len(parts) == 1:
            return parts[0]
        return np.unique(np.concatenate(parts)) if parts else _NOWHERE
