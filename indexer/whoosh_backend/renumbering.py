"""What of an array is cut out and what is set in, and the new numbers of what stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from indexer.whoosh_backend.arrays import Ints, Mask

REMOVED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Renumbering:
    """The new numbers of documents, or of words: `old[d]` is that of document d, or `REMOVED`.

    `new[d]` is that of document d of those that are set in. Both ascend, so that no two
    documents that stay change places.
    """

    old: Ints
    new: Ints

    @classmethod
    def of(cls, old: Sequence[int] | Ints, new: Sequence[int] | Ints) -> Self:
        """Both as arrays."""
        return cls(old=np.asarray(old, dtype=np.int32), new=np.asarray(new, dtype=np.int32))

    @classmethod
    def in_place(cls, count: int, changed: Ints) -> Self:
        """Of `count` documents those that changed are removed and set in at the same places."""
        old = np.arange(count)
        old[changed] = REMOVED
        return cls.of(old, changed)

    @classmethod
    def of_edit(cls, is_kept: Mask, places: Ints) -> Self:
        """Elements are cut out but for those of a mask; new element i is set in before `places[i]`.

        The places ascend.
        """
        kept_before = np.append(0, np.cumsum(is_kept))
        new = kept_before[places] + np.arange(len(places))
        shifts = np.searchsorted(places, np.arange(len(is_kept)), side="right")
        return cls.of(np.where(is_kept, kept_before[:-1] + shifts, REMOVED), new)

    @property
    def is_kept(self) -> Mask:
        """Which old documents stay."""
        is_kept: Mask = self.old != REMOVED
        return is_kept

    @property
    def count(self) -> int:
        """How many documents there are afterwards."""
        return int(np.count_nonzero(self.is_kept)) + len(self.new)

    def columns(self, old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Arrays with a column a document as one."""
        kept = self.is_kept
        kind = np.result_type(old, new)
        columns = np.empty((*old.shape[:-1], self.count), dtype=kind)
        columns[..., self.old[kept]] = old[..., kept]
        columns[..., self.new] = new
        return columns

    def of_runs(self, old_counts: Ints, new_counts: Ints) -> Self:
        """The renumbering of elements of which each document has a run, document by document.

        Counts may have several rows, each of which has a run of each document.
        """
        counts = self.columns(old_counts, new_counts)
        bounds = np.cumsum(counts.ravel()) - counts.ravel()
        starts = bounds.reshape(*counts.shape)
        is_kept = np.broadcast_to(self.is_kept, old_counts.shape).ravel()
        old = np.repeat(is_kept, old_counts.ravel())
        return type(self).of(
            np.where(old, _runs(starts[..., self.old], old_counts), REMOVED),
            _runs(starts[..., self.new], new_counts),
        )

    def splice_runs(self, old_counts: Ints, new_counts: Ints) -> "Splice":
        """How elements are spliced of which each document has a run, as in `of_runs`."""
        bounds = np.append(0, np.cumsum(old_counts.ravel()))
        document_count = old_counts.shape[-1]
        rows = np.arange(old_counts.size // max(document_count, 1))[:, np.newaxis] * document_count
        removed = (rows + np.flatnonzero(~self.is_kept)).ravel()
        before = (rows + self.places_before()).ravel()
        return Splice(
            int(bounds[-1]),
            _runs(bounds[removed], old_counts.ravel()[removed]),
            np.repeat(bounds[before], new_counts.ravel()),
        )

    @property
    def splice(self) -> "Splice":
        """How the elements themselves are spliced."""
        return Splice(len(self.old), np.flatnonzero(~self.is_kept), self.places_before())

    def places_before(self) -> Ints:
        """The first old document, of those that stay, behind each new one, or their number."""
        kept = np.flatnonzero(self.is_kept)
        return np.append(kept, len(self.old))[np.searchsorted(self.old[kept], self.new)]


class Splice:
    """One cutting out and setting in, for all arrays whose elements belong together."""

    def __init__(self, length: int, removed: Ints, places: Ints) -> None:
        """Of `length` elements those `removed` go; new element i comes before `places[i]`.

        Both ascend.
        """
        cuts = np.unique(np.concatenate([[0, length], removed, removed + 1, places]))
        self._stretches = [
            (slice(first, last), slice(start, start if is_removed else end))
            for first, last, start, end, is_removed in zip(
                np.searchsorted(places, cuts, side="left").tolist(),
                np.searchsorted(places, cuts, side="right").tolist(),
                cuts.tolist(),
                [*cuts[1:].tolist(), length],
                np.isin(cuts, removed, assume_unique=True).tolist(),
                strict=True,
            )
        ]

    def apply(self, old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Splice arrays along their last axis."""
        parts = [old[..., :0], new[..., :0]]
        for is_set_in, is_kept in self._stretches:
            parts += [new[..., is_set_in], old[..., is_kept]]
        return np.concatenate([part for part in parts if part.size] or parts, axis=-1)


def _runs(starts: Ints, counts: Ints) -> Ints:
    """The numbers of runs, each from its start on, one run behind the other."""
    counts = counts.ravel()
    first = np.cumsum(counts) - counts
    return np.repeat(starts.ravel() - first, counts) + np.arange(counts.sum())
