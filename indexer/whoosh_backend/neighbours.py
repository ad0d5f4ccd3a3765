"""Finds what is near to each other in meaning: posts that say the same, and words.

Every vector meets every other in blocked matrix products. An index of neighbours would pay from
some hundred thousand vectors on: docs/ranking.md has the figures.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from indexer.encoders.encoder import Encoder, Vectors
from indexer.whoosh_backend.post_vectors import PostVectors

# Two posts, or two words, and their cosine.
Pair = tuple[int, int, float]

NEAR_DUPLICATE = 0.97
NEAR_SYNONYM = 0.4
MAX_PROPOSALS = 3
_BEGINNING = 3
_ROWS_AT_ONCE = 1024


def near_duplicates(vectors: PostVectors, bound: float = NEAR_DUPLICATE) -> list[Pair]:
    """The documents that are as near as this, the nearest pair first."""
    return _nearest_first(_pairs(vectors.documents.vectors, bound))


class Thesaurus:
    """The words of the posts that come next to others in meaning, as proposals for synonyms."""

    def __init__(self, words: Sequence[str], encoder: Encoder) -> None:
        self._words = words
        self._encoder = encoder
        self._vectors = encoder.encode(words)

    def near(self, word: str, count: int = MAX_PROPOSALS) -> list[str]:
        """The words nearest to one, the nearest first.

        Words with the same beginning are mostly forms of one word, and left out.
        """
        cosines = self._vectors @ self._encoder.encode([word])[0]
        return [
            self._words[place]
            for place in np.argsort(-cosines, kind="stable").tolist()
            if cosines[place] >= NEAR_SYNONYM
            and self._words[place][:_BEGINNING] != word[:_BEGINNING]
        ][:count]


def _pairs(vectors: Vectors, bound: float) -> Iterator[Pair]:
    for rows, similarities in _blocks(vectors):
        firsts, seconds = np.nonzero(similarities >= bound)
        for first, second in zip((firsts + rows.start).tolist(), seconds.tolist(), strict=True):
            if first < second:
                yield first, second, float(similarities[first - rows.start, second])


def _blocks(vectors: Vectors) -> Iterator[tuple[slice, Vectors]]:
    """The cosines of some rows with all, block by block."""
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        yield rows, vectors[rows] @ vectors.T


def _nearest_first(pairs: Iterator[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))
