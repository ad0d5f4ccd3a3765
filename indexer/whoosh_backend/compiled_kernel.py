"""The inner loops of a query, compiled by numba when this module is first imported.

Only for processes that live long: loading numba takes longer than a thousand queries.
"""

from collections.abc import Sequence

import numba
import numpy as np

from indexer.whoosh_backend.arrays import Floats, Ints, Mask
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.kernel import BLOCK_DOCUMENTS, Postings, Ranges


class CompiledKernel:
    """A `Kernel` that adds, counts and selects in machine code."""

    def accumulate(
        self, impacts: Impacts, places: Sequence[int], weights: Sequence[float], length: int
    ) -> Floats:
        """Add each posting to its document's accumulator, term after term."""
        scores: Floats = _accumulate(
            impacts.documents,
            impacts.shares,
            impacts.starts,
            np.array(places, dtype=np.int64),
            np.array(weights, dtype=np.float64),
            length,
        )
        return scores

    def unite(
        self, postings: Postings, places: Sequence[int], weights: Sequence[float], length: int
    ) -> tuple[Ints, Floats, Ints]:
        """Note each document when it is met first."""
        united: tuple[Ints, Floats, Ints] = _unite(
            postings.documents,
            postings.starts,
            np.array(places, dtype=np.int64),
            np.array(weights, dtype=np.float64),
            length,
        )
        return united

    def followed(self, first: Ints, second: Ints, distance: int) -> Ints:
        """Gallop through the longer for each of the shorter."""
        if len(first) > len(second):
            return self.followed(second, first, -distance) - distance
        followed: Ints = _followed(first, second, distance)
        return followed

    def shut_out(self, scores: Floats, mask: Mask, ranges: Ranges) -> None:
        """Clear a range after the other."""
        _shut_out(scores, mask, ranges.starts, ranges.ends)

    def count_runs(self, mask: Mask, starts: Ints) -> Ints:
        """Add up the mask between starts."""
        counts: Ints = _count_runs(mask, starts)
        return counts

    def best_documents(self, scores: Floats, count: int, tie_ranks: Ints) -> Ints:
        """Find the threshold from the blocks' maxima, and insert what reaches it."""
        best: Ints = _best_documents(scores, count, tie_ranks)
        return best


def _read_only(kind: numba.types.Type) -> numba.types.Array:
    """An array of the files that are mapped into memory, or any other."""
    return numba.types.Array(kind, 1, "C", readonly=True)


_INTS, _FLOATS = _read_only(numba.int64), _read_only(numba.float64)


@numba.njit(
    numba.float64[::1](
        _read_only(numba.int32), _read_only(numba.float32), _INTS, _INTS, _FLOATS, numba.int64
    ),
    cache=True,
)
def _accumulate(
    documents: Ints, shares: Floats, starts: Ints, places: Ints, weights: Floats, length: int
) -> Floats:
    scores = np.zeros(length)
    for i in range(len(places)):
        # Slices first: their length bounds the loop, so that no index needs a check.
        start, end = starts[places[i]], starts[places[i] + 1]
        term_documents, term_shares = documents[start:end], shares[start:end]
        for posting in range(len(term_documents)):
            scores[term_documents[posting]] += weights[i] * term_shares[posting]
    return scores


@numba.njit(
    "Tuple((int64[::1], float64[::1], int64[::1]))"
    "(Array(int32, 1, 'C', readonly=True), Array(int64, 1, 'C', readonly=True),"
    " int64[::1], float64[::1], int64)",
    cache=True,
)
def _unite(
    documents: Ints, starts: Ints, places: Ints, weights: Floats, length: int
) -> tuple[Ints, Floats, Ints]:
    sums = np.zeros(length)
    counts = np.zeros(length, dtype=np.int64)
    found = np.empty(length, dtype=np.int64)
    size = 0
    for i in range(len(places)):
        for document in documents[starts[places[i]] : starts[places[i] + 1]]:
            if counts[document] == 0:
                found[size] = document
                size += 1
            sums[document] += weights[i]
            counts[document] += 1
    found = found[:size].copy()
    return found, sums[found], counts[found]


@numba.njit(
    [
        numba.int32[::1](_read_only(numba.int32), _read_only(numba.int32), numba.int64),
        numba.int64[::1](_read_only(numba.int64), _read_only(numba.int64), numba.int64),
    ],
    cache=True,
)
def _followed(first: Ints, second: Ints, distance: int) -> Ints:
    followed = np.empty(len(first), dtype=first.dtype)
    found, low, end = 0, 0, len(second)
    for begin in first:
        wanted = begin + distance
        # Double the step until it goes too far, then bisect the last one
        # (Bentley and Yao, "An almost optimal algorithm for unbounded searching", 1976).
        step = 1
        while low + step < end and second[low + step] < wanted:
            low += step
            step *= 2
        high = min(low + step, end)
        while low < high:
            middle = (low + high) // 2
            if second[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        if low == end:
            break
        if second[low] == wanted:
            followed[found] = begin
            found += 1
    return followed[:found]


@numba.njit(numba.void(numba.float64[::1], numba.boolean[::1], _INTS, _INTS), cache=True)
def _shut_out(scores: Floats, mask: Mask, starts: Ints, ends: Ints) -> None:
    for i in range(len(starts)):
        scores[starts[i] : ends[i]] = 0.0
        mask[starts[i] : ends[i]] = False


@numba.njit(numba.int64[::1](_read_only(numba.boolean), _INTS), cache=True)
def _count_runs(mask: Mask, starts: Ints) -> Ints:
    counts = np.empty(len(starts), dtype=np.int64)
    for run in range(len(starts)):
        end = starts[run + 1] if run + 1 < len(starts) else len(mask)
        # In 32 bits the compiler adds several documents at a time.
        count = np.uint32(0)
        for is_set in mask[starts[run] : end]:
            count += np.uint32(is_set)
        counts[run] = count
    return counts


# Sums may be taken in any order for a maximum, which lets the compiler take several at once.
@numba.njit(numba.float64[::1](_FLOATS), cache=True, fastmath=True)
def _block_maxima(scores: Floats) -> Floats:
    maxima = np.zeros(len(scores) // BLOCK_DOCUMENTS)
    for block in range(len(maxima)):
        for score in scores[block * BLOCK_DOCUMENTS : (block + 1) * BLOCK_DOCUMENTS]:
            maxima[block] = max(maxima[block], score)
    return maxima


@numba.njit(numba.float64(_FLOATS, numba.int64), cache=True)
def _largest(values: Floats, count: int) -> float:
    """The last of the `count` largest values, zero if there are not so many."""
    if len(values) <= count:
        return 0.0
    largest = np.zeros(count)
    for value in values:
        if value > largest[-1]:
            place = count - 1
            while place > 0 and largest[place - 1] < value:
                largest[place] = largest[place - 1]
                place -= 1
            largest[place] = value
    least: float = largest[-1]
    return least


@numba.njit(numba.int64[::1](_FLOATS, numba.int64, _INTS), cache=True)
def _best_documents(scores: Floats, count: int, tie_ranks: Ints) -> Ints:
    maxima = _block_maxima(scores)
    threshold = _largest(maxima, count)
    best = np.empty(count, dtype=np.int64)
    found = 0
    for block in range(len(maxima)):
        if maxima[block] <= 0.0 or maxima[block] < threshold:
            continue
        for document in range(block * BLOCK_DOCUMENTS, (block + 1) * BLOCK_DOCUMENTS):
            score = scores[document]
            if score <= 0.0 or score < threshold:
                continue
            place = found
            while place > 0 and (
                scores[best[place - 1]] < score
                or (
                    scores[best[place - 1]] == score
                    and tie_ranks[best[place - 1]] > tie_ranks[document]
                )
            ):
                place -= 1
            if place < count:
                found = min(found + 1, count)
                best[place + 1 : found] = best[place : found - 1].copy()
                best[place] = document
            if found == count:
                threshold = scores[best[-1]]
    return best[:found]
