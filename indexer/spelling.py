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
_LONG_ENOUGH_TO_BEGIN_WRONG = 6
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def _neighbours() -> dict[str, str]:
    """The keys that touch each key of a QWERTY keyboard, whose rows are set off by half a key."""
    places = {
        key: (row, column + row / 2)
        for row, keys in enumerate(_KEYS)
        for column, key in enumerate(keys)
    }
    return {
        key: "".join(
            other
            for other, (other_row, other_column) in places.items()
            if other != key and abs(row - other_row) <= 1 and abs(column - other_column) <= 1
        )
        for key, (row, column) in places.items()
    }


_NEIGHBOURS = _neighbours()


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
        return min(
            (found for found in near if _begins_alike(word, found)),
            key=lambda found: self._cost(word, found, near[found]),
            default=None,
        )

    def _cost(self, typed: str, word: str, slips: int) -> tuple[int, bool, bool, int, str]:
        """Fewer slips, the same first letter, neighbours on the keyboard, more frequent words."""
        return (
            slips,
            word[0] != typed[0],
            not _is_beside(typed, word),
            -self._vocabulary.frequency(word),
            word,
        )


def _begins_alike(typed: str, word: str) -> bool:
    """Whether one may have missed the first letter of a word: hardly ever by a far key.

    Short words that differ in the first letter are other words: dough, rough.
    """
    if typed[0] == word[0]:
        return True
    return len(typed) >= _LONG_ENOUGH_TO_BEGIN_WRONG and (
        typed[:2] == word[1::-1]
        or typed.startswith(word[1:3])
        or word.startswith(typed[1:3])
        or typed[0] in _NEIGHBOURS.get(word[0], "")
    )


def _is_beside(typed: str, word: str) -> bool:
    """Whether all letters that differ are neighbours on the keyboard."""
    return len(typed) == len(word) and all(
        one == other or one in _NEIGHBOURS.get(other, "")
        for one, other in zip(typed, word, strict=True)
    )


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
