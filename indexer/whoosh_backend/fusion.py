"""Adds what posts mean to what their words score, and lets posts in that have no such word."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from threading import Lock

import numpy as np

from indexer.encoders.encoder import Vectors
from indexer.parsed_query import ParsedQuery
from indexer.ranking import (
    FEW_MATCHES,
    MAX_RANKED,
    MAX_RELATED,
    RANKED_SHARE,
    RELATED_CLOSENESS,
    RankingParameters,
    are_words_sure,
    need_of_meaning,
    telling_share,
)
from indexer.whoosh_backend.arrays import Floats, Ints, Mask
from indexer.whoosh_backend.matches import Matches
from indexer.whoosh_backend.meaning import Likeness, Meaning, nearest

# Each has some hundred documents, of sixteen bytes each.
MAX_KEPT_ANSWERS = 1_000
# A score of zero is that of a document without any word.
_LEAST_SCORE = 1e-9
_NOTHING: Ints = np.empty(0, dtype=np.int64)
# The texts of so many posts are looked at for the nearest.
_NEAREST_POSTS = 8


@dataclass(frozen=True, slots=True)
class Fused:
    """What meaning adds to the scores of some documents, ascending.

    `related` are those that it alone lets in. `closeness` says how close the nearest text of
    all is, which takes a while to find.
    """

    documents: Ints
    shares: Floats
    related: frozenset[int]
    closeness: Callable[[], float]

    def share_of(self, document: int) -> float:
        """What meaning adds to a document's score."""
        place = int(self.documents.searchsorted(document))
        is_there = place < len(self.documents) and self.documents[place] == document
        return float(self.shares[place]) if is_there else 0.0


class Fusion:
    """Joins both sides of a score; safe for threads."""

    def __init__(self, meaning: Meaning, unique: float, parameters: RankingParameters) -> None:
        self._meaning = meaning
        self._unique = unique
        self._similar = parameters.similar
        self._weight = parameters.costly_meaning if meaning.is_costly else parameters.meaning
        # Whoever turns a page or ticks a facet asks for the same again.
        self._kept: dict[ParsedQuery, Fused] = {}
        self._lock = Lock()

    @property
    def can_refuse(self) -> bool:
        """Whether it may be said by meaning that no post answers well."""
        return self._meaning.is_calibrated

    def fuse(self, parsed: ParsedQuery, matches: Matches, *, are_words_good: bool) -> Fused | None:
        """What meaning says of a query; None for one in which it has no say.

        What is quoted or demanded is a matter of words, and so is a name; nor is an encoder
        that takes long asked about what words are sure of.
        """
        kept = self._kept.get(parsed)
        if kept is None:
            kept = self._fuse(parsed, matches, are_words_good=are_words_good)
            if kept is not None:
                self._keep(parsed, kept)
        return kept

    def _fuse(self, parsed: ParsedQuery, matches: Matches, *, are_words_good: bool) -> Fused | None:
        if parsed.required or not parsed.words:
            return None
        weight = self._weight * telling_share([word.text for word in parsed.words])
        if not weight or (self._meaning.is_costly and are_words_good and _is_sure(matches)):
            return None
        likeness = self._meaning.likeness(parsed.plain_text)
        if likeness is None:
            return None
        best = float(matches.scores.max())
        weight *= need_of_meaning(best, matches.possible)
        are_few = not are_words_good or np.count_nonzero(matches.mask) < FEW_MATCHES
        documents = _ranked(matches.scores, max(best * RANKED_SHARE, _LEAST_SCORE))
        related = _NOTHING
        if are_few and not parsed.excluded:
            related = self._related(likeness, matches.mask)
            documents = np.union1d(documents, related)
        similarities = self._meaning.similarities(likeness, documents)
        deviations = self._meaning.deviations(likeness, similarities)
        return Fused(
            documents=documents,
            shares=deviations * (weight * (best or self._unique)),
            related=frozenset(related.tolist()),
            closeness=cache(partial(self._closeness, likeness, documents, similarities)),
        )

    def shares_of_similar(self, document: int, scores: Floats) -> Floats:
        """What meaning adds to each document's score for being like one of them."""
        likeness = self._meaning.likeness_of(document)
        if likeness is None:
            return np.zeros(0)
        deviations = self._meaning.deviations(likeness, self._meaning.similarities(likeness))
        return deviations * (self._similar * (float(scores.max()) or self._unique))

    def _keep(self, parsed: ParsedQuery, fused: Fused) -> None:
        with self._lock:
            if len(self._kept) >= MAX_KEPT_ANSWERS:
                del self._kept[next(iter(self._kept))]
            self._kept[parsed] = fused

    def _related(self, likeness: Likeness, mask: Mask) -> Ints:
        """The nearest documents without any word, as far as they are near enough."""
        similarities = self._meaning.similarities(likeness)
        similarities[mask[: len(similarities)]] = -1.0
        return np.array(
            [
                document
                for document in nearest(similarities, MAX_RELATED).tolist()
                if not mask[document]
                and self._meaning.closeness(likeness, document) >= RELATED_CLOSENESS
            ],
            dtype=np.int64,
        )

    def _closeness(self, likeness: Likeness, documents: Ints, similarities: Vectors) -> float:
        """That of the nearest text of all that words or meaning found."""
        found = documents[nearest(similarities, _NEAREST_POSTS)].tolist()
        closest = (self._meaning.closeness(likeness, document) for document in found)
        return max(closest, default=0.0)


def _ranked(scores: Floats, least: float) -> Ints:
    """The documents that meaning may raise, ascending."""
    documents = np.flatnonzero(scores >= least)
    if len(documents) > MAX_RANKED:
        found = scores[documents]
        documents = documents[found >= np.partition(found, -MAX_RANKED)[-MAX_RANKED]]
    return documents


def _is_sure(matches: Matches) -> bool:
    second, best = np.partition(matches.scores, -2)[-2:].tolist()
    return are_words_sure(best, second, matches.possible)
