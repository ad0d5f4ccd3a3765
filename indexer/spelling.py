"""Proposes the word of a vocabulary that somebody who mistyped has meant."""

from collections.abc import Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

MIN_LENGTH = 4
_LONG_WORD = 8


class Speller:
    """Corrects words against a vocabulary of whole words with their document frequencies."""

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self._words = [word for word in frequencies if len(word) >= MIN_LENGTH and word.isalpha()]

    def correct(self, word: str) -> str | None:
        """The nearest word within one slip, or two in a long word; None if there is none.

        Slips are a letter too many, too few, wrong, or two swapped (optimal string
        alignment). Words of under four letters, with digits, or known are left alone.
        """
        if len(word) < MIN_LENGTH or not word.isalpha() or word in self._frequencies:
            return None
        reach = 2 if len(word) >= _LONG_WORD else 1
        near = extract(
            word, self._words, scorer=OSA.distance, score_cutoff=reach, limit=None, processor=None
        )
        if not near:
            return None
        return str(min(near, key=lambda found: self._cost(word, found[0], found[1]))[0])

    def _cost(self, typed: str, word: str, distance: float) -> tuple[float, bool, int, str]:
        """Fewer slips first, then the same first letter, then the more frequent word."""
        return distance, word[0] != typed[0], -self._frequencies[word], word
