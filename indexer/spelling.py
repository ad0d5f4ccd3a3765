"""Proposes the word of a vocabulary that somebody who mistyped has meant.

A slip is a letter too many, too few, wrong, or two swapped: the optimal string alignment
distance (Boytsov, "Indexing methods for approximate dictionary searching", JEA 2011).
"""

from collections.abc import Collection, Iterable
from typing import Protocol

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

MIN_LENGTH = 4
_LONG_WORD = 8


class Vocabulary(Protocol):
    """Whole words, and how often each stands in the texts."""

    def frequency(self, word: str) -> int:
        """How often a word stands in the texts; 0 for one that does not."""
        ...

    def words_like(self, word: str, slips: int) -> Iterable[str]:
        """At least all words that may be meant and are within this many slips of one."""
        ...


class Speller:
    """Corrects words against a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def correct(self, word: str) -> str | None:
        """The nearest word within one slip, or two in a long word; None if there is none.

        Words of under four letters, with digits, or known are left alone.
        """
        slips = forgiven_slips(word)
        if not slips or self._vocabulary.frequency(word):
            return None
        near = slips_in_word(word, self._vocabulary.words_like(word, slips))
        return min(near, key=lambda found: self._cost(word, found, near[found]), default=None)

    def _cost(self, typed: str, word: str, slips: int) -> tuple[int, bool, int, str]:
        """Fewer slips first, then the same first letter, then the more frequent word."""
        return slips, word[0] != typed[0], -self._vocabulary.frequency(word), word


def may_be_meant(word: str) -> bool:
    """Whether a word may be mistyped, or be meant by a mistyped one: it is long and of letters."""
    return len(word) >= MIN_LENGTH and word.isalpha()


def forgiven_slips(word: str) -> int:
    """How many slips are forgiven in a word or in the beginning of one."""
    if not may_be_meant(word):
        return 0
    return 2 if len(word) >= _LONG_WORD else 1


def slips_in_word(typed: str, words: Iterable[str]) -> dict[str, int]:
    """Those of the words that may be meant by what is typed, with the slips made."""
    return _near(typed, {word for word in words if may_be_meant(word)})


def slips_in_prefix(typed: str, words: Iterable[str]) -> dict[str, int]:
    """Those of the words whose beginning may be meant, with the fewest slips made in any."""
    if not (slips := forgiven_slips(typed)):
        return {}
    lengths = range(len(typed) - slips, len(typed) + slips + 1)
    beginnings = {
        word: {word[:length] for length in lengths} for word in words if may_be_meant(word)
    }
    near = _near(typed, set().union(*beginnings.values()))
    return {
        word: min(near[beginning] for beginning in own if beginning in near)
        for word, own in beginnings.items()
        if not own.isdisjoint(near)
    }


def _near(typed: str, texts: Collection[str]) -> dict[str, int]:
    if not (slips := forgiven_slips(typed)):
        return {}
    found = extract(
        typed, list(texts), scorer=OSA.distance, score_cutoff=slips, limit=None, processor=None
    )
    return {text: int(distance) for text, distance, _ in found}
