"""Postings over all fields, and where each term stands: what a generation keeps of its texts.

Impacts are computed from them, Whoosh's files are written from them, and the next generation
takes them over (`indexer.whoosh_backend.splicing`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.whoosh_backend.arrays import Ints, Stored, load_array, save_array

Terms = npt.NDArray[np.bytes_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """All terms in byte order, and for each its documents, ascending, with its frequencies.

    Term i has `starts[i]` to `starts[i + 1]` of `documents` and of each row of `frequencies`,
    which has a row a field. `lengths` counts the tokens of each text, a row a field and a
    column a document; `extents` says how many positions these take.
    """

    terms: Terms
    starts: Ints
    documents: Ints
    frequencies: Ints
    lengths: Ints
    extents: Ints

    def save(self, folder: Path) -> None:
        """Write what `Impacts` does not, one file an array."""
        for name in _OWN_ARRAYS:
            save_array(folder, f"postings.{name}", getattr(self, name))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` and `Impacts.save` wrote into memory."""
        shared = {name: load_array(folder, f"impacts.{name}") for name in _SHARED_ARRAYS}
        own = {name: load_array(folder, f"postings.{name}") for name in _OWN_ARRAYS}
        return cls(**shared, **own)


_SHARED_ARRAYS = ("terms", "starts", "documents")
_OWN_ARRAYS = ("frequencies", "lengths", "extents")


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions(Stored):
    """Where each term stands, on one line of numbers on which all texts are laid out.

    Texts follow each other field by field, each field document by document, with a gap
    between, so that a phrase never reaches from one text into the next. `text_starts` holds
    where each text begins; text t is of document t modulo the number of documents.
    """

    FILES = "positions"

    starts: Ints
    places: Ints
    text_starts: Ints


def text_starts_of(extents: Ints) -> tuple[Ints, type[np.signedinteger]]:
    """Where each text begins on the line, and the type of integer that has room for the line."""
    taken = extents.ravel().astype(np.int64) + 1
    ends = np.cumsum(taken)
    has_room = not len(ends) or ends[-1] <= np.iinfo(np.int32).max
    return ends - taken, np.int32 if has_room else np.int64


def terms_array(terms: Iterable[str]) -> Terms:
    """Terms as an array of bytes."""
    return np.array([term.encode() for term in terms], dtype=np.bytes_)
