"""Adds what posts mean to what their words score, and lets posts in that have no such word."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from indexer.parsed_query import ParsedQuery
from indexer.ranking import (
    FEW_MATCHES,
    MAX_RELATED,
    RELATED_CLOSENESS,
    RankingParameters,
    are_words_sure,
    telling_share,
)
from indexer.whoosh_backend.arrays import Floats, Ints, Mask
from indexer.whoosh_backend.matches import Matches
from indexer.whoosh_backend.meaning import Likeness, Meaning

_NONE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Fused:
    """What meaning adds to each document's score, and the documents that it alone lets in.

    `closeness` says how close the nearest text of all is, which takes a while to find.
    """

    shares: Floats
    related: Ints
    closeness: Callable[[], float]

    def share_of(self, document: int) -> float:
        """What meaning adds to a document's score."""
        return float(self.shares[document])


class Fusion:
    """Joins both sides of a score; safe for threads."""

    def __init__(self, meaning: Meaning, unique: float, parameters: RankingParameters) -> None:
        self._meaning = meaning
        self._unique = unique
        self._similar = parameters.similar
        self._weight = parameters.costly_meaning if meaning.is_costly else parameters.meaning

    def fuse(self, parsed: ParsedQuery, matches: Matches, *, are_words_good: bool) -> Fused | None:
        """What meaning says of a query; None for one in which it has no say.

        What is quoted or demanded is a matter of words, and so is a name; nor is an encoder
        that takes long asked about what words are sure of.
        """
        if parsed.required or not parsed.words:
            return None
        weight = self._weight * telling_share([word.text for word in parsed.words])
        if not weight or (self._meaning.is_costly and are_words_good and _is_sure(matches)):
            return None
        likeness = self._meaning.likeness(parsed.plain_text)
        if likeness is None:
            return None
        scores, mask = matches.scores, matches.mask
        related: Ints = _NONE
        are_few = not are_words_good or np.count_nonzero(mask) < FEW_MATCHES
        if are_few and not parsed.excluded:
            related = self._related(likeness, mask)
        best = float(scores.max()) or self._unique
        is_let_in = mask[: len(likeness.deviations)].copy()
        is_let_in[related] = True
        return Fused(
            shares=likeness.deviations * (weight * best) * is_let_in,
            related=related,
            closeness=partial(self._meaning.closeness, likeness),
        )

    def shares_of_similar(self, document: int, scores: Floats) -> Floats:
        """What meaning adds to each document's score for being like one of them."""
        likeness = self._meaning.likeness_of(document)
        if likeness is None:
            return np.zeros(len(scores))
        return likeness.deviations * (self._similar * (float(scores.max()) or self._unique))

    def _related(self, likeness: Likeness, mask: Mask) -> Ints:
        """The nearest documents without any word, as far as they are near enough."""
        without = np.where(mask[: len(likeness.similarities)], -1.0, likeness.similarities)
        nearest = self._meaning.nearest(without, MAX_RELATED)
        return np.array(
            [
                document
                for document in nearest.tolist()
                if not mask[document]
                and self._meaning.closeness_of(likeness, [document]) >= RELATED_CLOSENESS
            ],
            dtype=np.int64,
        )


def _is_sure(matches: Matches) -> bool:
    second, best = np.partition(matches.scores, -2)[-2:].tolist()
    return are_words_sure(best, second, matches.possible)
