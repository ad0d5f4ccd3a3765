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
NEAR_SYNONYM = 0.6
_BEGINNING = 3
_ROWS_AT_ONCE = 1024


def near_duplicates(vectors: PostVectors, bound: float = NEAR_DUPLICATE) -> list[Pair]:
    """The documents that are as near as this, the nearest pair first."""
    return _nearest_first(_pairs(vectors.documents.vectors, bound))


def near_words(
    words: Sequence[str], encoder: Encoder, bound: float = NEAR_SYNONYM
) -> list[tuple[str, str, float]]:
    """Words each of which is the other's nearest, as proposals for synonyms, the nearest first.

    Words with the same beginning are mostly forms of one word, and left out.
    """
    beginnings = np.array([word[:_BEGINNING] for word in words])
    vectors = encoder.encode(words)
    nearest = np.zeros(len(words), dtype=np.int64)
    cosines = np.zeros(len(words), dtype=np.float32)
    for rows, similarities in _blocks(vectors):
        similarities[beginnings[rows, np.newaxis] == beginnings] = 0.0
        nearest[rows] = similarities.argmax(axis=1)
        cosines[rows] = similarities.max(axis=1, initial=0.0)
    return [
        (words[first], words[second], cosine)
        for first, second, cosine in _nearest_first(
            (first, int(nearest[first]), float(cosines[first]))
            for first in np.flatnonzero(cosines >= bound).tolist()
            if first < nearest[first] and nearest[nearest[first]] == first
        )
    ]


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
