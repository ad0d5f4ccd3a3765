"""The inner loops of a query as operations on whole arrays."""

from collections.abc import Sequence

import numpy as np

from indexer.whoosh_backend.arrays import Floats, Ints, Mask
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.kernel import BLOCK_DOCUMENTS, Postings, Ranges

_NONE = np.empty(0, dtype=np.int32)


class NumpyKernel:
    """A `Kernel` that needs nothing but numpy, and no warming up."""

    def accumulate(
        self, impacts: Impacts, places: Sequence[int], weights: Sequence[float], length: int
    ) -> Floats:
        """Concatenate the terms' slices and scatter them into the accumulators."""
        if not places:
            return np.zeros(length)
        starts = impacts.starts
        parts = [slice(starts[place], starts[place + 1]) for place in places]
        # Made wide at once, for that is what bincount counts in.
        documents = np.concatenate([impacts.documents[part] for part in parts], dtype=np.intp)
        shares = np.concatenate([impacts.shares[part] for part in parts], dtype=np.float64)
        if any(weight != 1.0 for weight in weights):
            shares *= np.repeat(weights, [part.stop - part.start for part in parts])
        # Without a single posting it would count in whole numbers.
        return np.bincount(documents, shares, length).astype(np.float64, copy=False)

    def unite(
        self, postings: Postings, places: Sequence[int], weights: Sequence[float], length: int
    ) -> tuple[Ints, Floats, Ints]:
        """Scatter the weights, and look for what is not zero."""
        starts = postings.starts
        parts = [postings.documents[starts[place] : starts[place + 1]] for place in places]
        documents = np.concatenate([_NONE, *parts])
        counts = np.bincount(documents, minlength=length)
        repeated = np.repeat(weights, list(map(len, parts)))
        sums = np.bincount(documents, repeated, length).astype(np.float64, copy=False)
        found = counts.nonzero()[0]
        return found, sums[found], counts[found]

    def followed(self, first: Ints, second: Ints, distance: int) -> Ints:
        """Bisect the longer for each of the shorter."""
        if len(first) > len(second):
            return self.followed(second, first, -distance) - distance
        wanted = first + distance
        places = second.searchsorted(wanted)
        found = places < len(second)
        found[found] = second[places[found]] == wanted[found]
        return first[found]

    def shut_out(self, scores: Floats, mask: Mask, ranges: Ranges) -> None:
        """Clear a slice after the other."""
        for start, end in zip(ranges.starts.tolist(), ranges.ends.tolist(), strict=True):
            if start < end:
                scores[start:end] = 0.0
                mask[start:end] = False

    def count_runs(self, mask: Mask, starts: Ints) -> Ints:
        """Add up the mask between starts."""
        counts: Ints = np.add.reduceat(mask, starts, dtype=np.int64)
        return counts

    def best_documents(self, scores: Floats, count: int, tie_ranks: Ints) -> Ints:
        """Find the threshold from the blocks' maxima, and sort what reaches it."""
        maxima = scores.reshape(-1, BLOCK_DOCUMENTS).max(axis=1)
        threshold = 0.0
        if len(maxima) > count:
            maxima.partition(len(maxima) - count)
            threshold = maxima[-count]
        candidates = (scores >= threshold if threshold > 0 else scores).nonzero()[0]
        order = np.lexsort((tie_ranks[candidates], -scores[candidates]))
        return candidates[order[:count]]
