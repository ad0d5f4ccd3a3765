"""The unstemmed words of a generation: bisected, and searched for those near to what is typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from indexer.spelling import forgiven_slips, slips_in_prefix, slips_in_word
from indexer.whoosh_backend.arrays import Ints, Stored
from indexer.whoosh_backend.near_prefixes import DEPTH, NearPrefixes
from indexer.whoosh_backend.renumbering import Renumbering
from indexer.whoosh_backend.strings import Strings

# Places of words, and the slips made in each.
NearWords = tuple[Ints, Ints]
NOTHING_NEAR: NearWords = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int8))


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary(Stored):
    """All words in byte order, and how often each stands in the texts.

    Opened, it is a few mapped files, whatever its size. It is the vocabulary of a `Speller`.
    """

    FILES = "vocabulary"

    words: Strings
    frequencies: Ints
    near_prefixes: NearPrefixes

    @classmethod
    def of(cls, frequencies: Mapping[str, int]) -> Self:
        """The vocabulary of words that stand so often in the texts."""
        words = sorted(frequencies, key=lambda word: word.encode(errors="surrogatepass"))
        return cls(
            words=Strings.of(words),
            frequencies=np.array([frequencies[word] for word in words], dtype=np.int64),
            near_prefixes=NearPrefixes.of(words),
        )

    def changed(self, changes: Mapping[str, int]) -> tuple[Self, Renumbering]:
        """The vocabulary of words that stand so much more or less often, and its new numbers."""
        frequencies = self.frequencies.copy()
        added = {}
        for word, change in changes.items():
            place = self.words.find(word)
            if place < 0:
                added[word] = change
            else:
                frequencies[place] += change
        new = type(self).of(added)
        places = np.array([self.words.before(word) for word in new.words], dtype=np.int64)
        numbering = Renumbering.of_edit(frequencies > 0, places)
        splice = numbering.splice
        near, more = self.near_prefixes, new.near_prefixes
        vocabulary = type(self)(
            words=self.words.spliced(new.words, numbering),
            frequencies=splice.apply(frequencies, new.frequencies),
            near_prefixes=NearPrefixes(
                letters=splice.apply(near.letters, more.letters),
                letter_sets=splice.apply(near.letter_sets, more.letter_sets),
                lengths=splice.apply(near.lengths, more.lengths),
            ),
        )
        return vocabulary, numbering

    def frequency(self, word: str) -> int:
        """How often a word stands in the texts; 0 for one that does not."""
        place = self.words.find(word)
        return int(self.frequencies[place]) if place >= 0 else 0

    def words_like(self, word: str, slips: int) -> Iterable[str]:
        """At least all words that may be meant and are within this many slips of one."""
        return self._places_of_words_like(word, slips)

    def completions(self, prefix: str) -> range:
        """The places of the words that begin with a prefix."""
        return self.words.beginning_with(prefix)

    def near_words(self, word: str) -> NearWords:
        """The places of the words that may be meant by one, with the slips made in each."""
        if slips := forgiven_slips(word):
            places = self._places_of_words_like(word, slips)
            return _near_words(places, slips_in_word(word, places))
        return NOTHING_NEAR

    def near_completions(self, prefix: str) -> NearWords:
        """The places of the words that may be meant by a prefix, with the slips made in each."""
        slips = forgiven_slips(prefix)
        if not slips:
            return NOTHING_NEAR
        places, made = self.near_prefixes.find(prefix, slips)
        if len(prefix) <= DEPTH - slips:
            return places, made
        # Only the beginning of so long a prefix was compared.
        words = {self.words[place]: int(place) for place in places}
        return _near_words(words, slips_in_prefix(prefix, words))

    def _places_of_words_like(self, word: str, slips: int) -> dict[str, int]:
        places, _ = self.near_prefixes.find(word, slips, longest=len(word) + slips)
        return {self.words[place]: int(place) for place in places}


def _near_words(places: Mapping[str, int], slips: Mapping[str, int]) -> NearWords:
    return (
        np.array([places[word] for word in slips], dtype=np.int64),
        np.array(list(slips.values()), dtype=np.int8),
    )
