"""The inner loops of a query: what a kernel does, of which there are two with the same answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.whoosh_backend.arrays import Floats, Ints, Mask
from indexer.whoosh_backend.impacts import Impacts

# Scores are looked at in blocks of this many documents, by their largest.
BLOCK_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Ranges:
    """Ranges of documents, each from its start to before its end; some may be empty."""

    starts: Ints
    ends: Ints


class Postings(Protocol):
    """Term i has the documents `documents[starts[i]:starts[i + 1]]`, 32 bits each."""

    @property
    def starts(self) -> Ints: ...  # noqa: D102 - said above

    @property
    def documents(self) -> Ints: ...  # noqa: D102 - said above


class Kernel(Protocol):
    """Loops over arrays; holds no state, so that threads may share it."""

    def accumulate(
        self, impacts: Impacts, places: Sequence[int], weights: Sequence[float], length: int
    ) -> Floats:
        """The weighted sum of some terms' shares for each of `length` documents.

        `places` are those of the terms in `impacts`; this is what the literature calls
        term-at-a-time evaluation with an accumulator for every document.
        """
        ...

    def unite(
        self, postings: Postings, places: Sequence[int], weights: Sequence[float], length: int
    ) -> tuple[Ints, Floats, Ints]:
        """All documents of some terms, in any order, the sum of the weights of each, and how many.

        `length` is more than the greatest number of a document.
        """
        ...

    def followed(self, first: Ints, second: Ints, distance: int) -> Ints:
        """Those of the first places, ascending, behind which a second one stands so far."""
        ...

    def shut_out(self, scores: Floats, mask: Mask, ranges: Ranges) -> None:
        """Take the score and the match from all documents in some ranges, in place."""
        ...

    def count_runs(self, mask: Mask, starts: Ints) -> Ints:
        """How many documents are set from each start to the next, the last up to the end."""
        ...

    def best_documents(self, scores: Floats, count: int, tie_ranks: Ints) -> Ints:
        """The documents with the best positive scores, best first; equal ones by their rank.

        `scores` must be padded with zeros to whole blocks. No document outside of the
        blocks with the `count` largest maxima, or below the least of these, can be among
        the best.
        """
        ...


def padded_length(document_count: int) -> int:
    """The least multiple of a block's length that has room for all documents."""
    return -(-max(document_count, 1) // BLOCK_DOCUMENTS) * BLOCK_DOCUMENTS
