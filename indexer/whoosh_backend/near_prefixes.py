"""Finds the words whose beginnings lie within a few slips of what is typed, all at once.

A prefix within k slips of what is typed lacks at most k of its letters, and has at most k that
are not in it. So sets of letters, as bits, leave few words, and for these the rows of the edit
distance (see `indexer.spelling`) are computed side by side.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.analysis import MAX_TERM_LENGTH
from indexer.spelling import may_be_meant
from indexer.whoosh_backend.arrays import Ints

# Of longer words no more than so many letters are compared.
DEPTH = 16
_BITS = 32
# Twice as much, and one more for each row, must still go into eight bits.
_OUT_OF_REACH_BIT = 5
_OUT_OF_REACH = 1 << _OUT_OF_REACH_BIT
# After so many rows, words that cannot be near any more are dropped.
_PRUNED_ROWS = frozenset((3, 5, 8))

Letters = npt.NDArray[np.uint32]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearPrefixes:
    """The first letters of words, and the sets of them, by depth.

    `letters[d]` holds the letter at offset d of each word, 0 behind its end; `letter_sets[d]`
    has a bit for each of the letters up to that one. `lengths` counts all letters, and is 0
    for a word that is never meant by another.
    """

    letters: Letters
    letter_sets: Letters
    lengths: Ints

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """The first letters of these words."""
        letters = np.array(words, dtype=f"U{DEPTH}").view(np.uint32).reshape(len(words), DEPTH).T
        bits = np.where(letters > 0, np.uint32(1) << letters % _BITS, 0).astype(np.uint32)
        return cls(
            letters=np.ascontiguousarray(letters),
            letter_sets=np.bitwise_or.accumulate(bits),
            lengths=np.array([len(word) * may_be_meant(word) for word in words], dtype=np.uint8),
        )

    def find(self, typed: str, slips: int, longest: int = MAX_TERM_LENGTH) -> tuple[Ints, Ints]:
        """The places of all words with a prefix within so many slips, and how many there are.

        Longer words than `longest` letters are left out. Of a text of more than `DEPTH` less
        `slips` letters, only so many are compared.
        """
        typed = typed[: DEPTH - slips]
        half = typed[: len(typed) // 2]
        words = np.flatnonzero(
            _shares(typed, slips, self.letter_sets[len(typed) + slips - 1])
            & (self.lengths >= len(typed) - slips)
            & (self.lengths <= longest)
        )
        for begun in (typed, half):
            if len(begun) > slips:
                sets = self.letter_sets[len(begun) - slips - 1]
                words = words[_has_no_more(begun, slips, sets[words])]
        words = words[_shares(half, slips, self.letter_sets[len(half) + slips - 1][words])]
        return self._within(typed, slips, words)

    def _within(self, typed: str, slips: int, words: Ints) -> tuple[Ints, Ints]:
        """Those of the words that have a prefix near enough, and its distance.

        Row i holds the distances of the first i typed letters to the prefixes of i − `slips`
        to i + `slips` letters, of which those shorter than nothing are out of reach.
        """
        codes = [np.uint32(ord(letter)) for letter in typed]
        padding = np.zeros((slips, len(words)), dtype=np.uint32)
        letters = np.concatenate([padding, self.letters[: len(typed) + slips].take(words, axis=1)])
        first_row = [_OUT_OF_REACH] * slips + list(range(slips + 1))
        row = np.repeat(np.array([first_row], dtype=np.int8).T, len(words), axis=1)
        row_before = row
        for i, code in enumerate(codes):
            differs = letters[i : i + 2 * slips + 1] != code
            following = row + differs
            np.minimum(following[:-1], row[1:] + 1, out=following[:-1])
            if i:
                not_swapped = (letters[i : i + 2 * slips + 1] != codes[i - 1]) | (
                    letters[i - 1 : i + 2 * slips] != code
                )
                swapped = row_before + 1 + (not_swapped.view(np.int8) << _OUT_OF_REACH_BIT)
                np.minimum(following, swapped, out=following)
            for shorter, longer in pairwise(following):
                np.minimum(longer, shorter + 1, out=longer)
            row_before, row = row, following
            if i in _PRUNED_ROWS:
                near = np.flatnonzero(row.min(axis=0) <= slips)
                words, letters = words[near], letters.take(near, axis=1)
                row_before, row = row_before.take(near, axis=1), row.take(near, axis=1)
        distances = row.min(axis=0)
        near = np.flatnonzero(distances <= slips)
        return words[near], distances[near]


def _shares(typed: str, slips: int, letter_sets: Letters) -> Bools:
    """Which sets hold all but so many of the typed letters."""
    wanted = _letter_set(typed)
    are_enough: Bools = np.bitwise_count(letter_sets & wanted) >= wanted.bit_count() - slips
    return are_enough


def _has_no_more(typed: str, slips: int, letter_sets: Letters) -> Bools:
    """Which sets hold no more than so many letters beside those typed."""
    are_few: Bools = np.bitwise_count(letter_sets & ~_letter_set(typed)) <= slips
    return are_few


def _letter_set(text: str) -> np.uint32:
    return np.uint32(reduce(or_, (1 << ord(letter) % _BITS for letter in text)))
