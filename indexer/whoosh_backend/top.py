"""Finds the best of many scores without sorting them all."""

import numpy as np

from indexer.whoosh_backend.arrays import Floats, Ints

# Scores are looked at in blocks of this many documents, by their largest.
BLOCK_DOCUMENTS = 256


def padded_length(document_count: int) -> int:
    """The least multiple of a block's length that has room for all documents."""
    return -(-max(document_count, 1) // BLOCK_DOCUMENTS) * BLOCK_DOCUMENTS


def best_documents(scores: Floats, count: int, tie_ranks: Ints) -> Ints:
    """The documents with the best positive scores, best first; equal ones by their rank.

    `scores` must be padded with zeros to whole blocks. No document outside of the blocks
    with the `count` largest maxima, or below the least of these, can be among the best.
    """
    blocks = scores.reshape(-1, BLOCK_DOCUMENTS)
    maxima = blocks.max(axis=1)
    threshold = 0.0
    if len(maxima) > count:
        threshold = float(np.partition(maxima, len(maxima) - count)[len(maxima) - count])
    if threshold > 0:
        near = np.flatnonzero(maxima >= threshold)
        rows, places = np.nonzero(blocks[near] >= threshold)
        candidates = near[rows] * BLOCK_DOCUMENTS + places
    else:
        candidates = np.flatnonzero(scores)
    order = np.lexsort((tie_ranks[candidates], -scores[candidates]))
    return candidates[order[:count]]
