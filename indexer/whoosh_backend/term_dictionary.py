"""Where each term of a generation stands among all, and how rare it is."""

from collections.abc import Iterable

import numpy as np

from indexer.parsed_query import Word
from indexer.ranking import rarity
from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.impacts import Impacts

MAX_KEPT_TERMS = 100_000
_NONE = np.empty(0, dtype=np.int32)


class TermDictionary:
    """Looks terms up by bisection and keeps what it found; safe for threads."""

    def __init__(self, impacts: Impacts, document_count: int) -> None:
        self._terms = impacts.terms
        self._starts = impacts.starts
        self._documents = impacts.documents
        self.document_count = document_count
        # Terms asked for before; racing threads at worst look one up twice.
        self._known: dict[str, tuple[int, float]] = {}

    def place(self, term: str) -> int:
        """The place of a term among all, or −1 if no post holds it."""
        return self.find(term)[0]

    def rarity(self, term: str) -> float:
        """The inverse document frequency of a term; zero if no post holds it."""
        return self.find(term)[1]

    def frequency(self, term: str) -> int:
        """How many documents hold a term."""
        place = self.place(term)
        return int(self._starts[place + 1] - self._starts[place]) if place >= 0 else 0

    def places(self, terms: Iterable[str]) -> list[int]:
        """The places of those terms that some post holds."""
        return [place for term in terms if (place := self.find(term)[0]) >= 0]

    def word_rarity(self, word: Word) -> float:
        """The rarity of a word's rarest term, or of all its completions together; zero if none."""
        if len(word.own_terms) > len(word.terms):
            together = len(np.unique(self.holding(word.own_terms)))
            return rarity(together, self.document_count)
        return max((self.find(term)[1] for term in word.terms), default=0.0)

    def holding(self, terms: Iterable[str]) -> Ints:
        """The documents that hold some terms, one term's behind the other's."""
        parts = [
            self._documents[self._starts[place] : self._starts[place + 1]]
            for place in self.places(terms)
        ]
        return np.concatenate([_NONE, *parts])

    def find(self, term: str) -> tuple[int, float]:
        """The place of a term among all and its rarity, or −1 and zero if no post holds it."""
        found = self._known.get(term)
        if found is None:
            name = np.bytes_(term.encode(errors="surrogatepass"))
            place = int(self._terms.searchsorted(name))
            if place == len(self._terms) or self._terms[place] != name:
                found = (-1, 0.0)
            else:
                frequency = int(self._starts[place + 1] - self._starts[place])
                found = (place, rarity(frequency, self.document_count))
            if len(self._known) < MAX_KEPT_TERMS:
                self._known[term] = found
        return found
