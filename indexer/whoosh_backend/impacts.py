"""Impacts: every term's share of the score of every document, computed when an index is built.

The score of a query is a sum over its words, and each word's share depends on the index
alone. So the shares are computed once and stand in arrays that are mapped into memory; a
query adds up a few slices (the idea and the name are those of Anh and Moffat, "Impact
transformation: effective and efficient web retrieval", SIGIR 2002).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.ranking import LENGTH_NORMALISATION, SATURATION
from indexer.whoosh_backend.arrays import Floats, Ints, load_arrays, save_arrays
from indexer.whoosh_backend.inversion import FieldPostings, InvertedTexts


@dataclass(frozen=True, slots=True, kw_only=True)
class Impacts:
    """All terms in byte order, and for each its documents, ascending, with its share in each.

    Term i has `starts[i]` to `starts[i + 1]` of `documents` and `shares`.
    """

    terms: npt.NDArray[np.bytes_]
    starts: Ints
    documents: Ints
    shares: Floats

    @classmethod
    def summed(
        cls, inverted: InvertedTexts, share_of: Callable[[str, FieldPostings], Floats]
    ) -> Self:
        """The impacts whose shares are sums over a document's fields of each posting's share."""
        fields = inverted.fields.items()
        keys = np.concatenate([_keys(postings) for _, postings in fields])
        shares = np.concatenate([share_of(name, postings) for name, postings in fields])
        # Each field's keys ascend already, which a merging sort makes use of.
        order = np.argsort(keys, kind="stable")
        keys, shares = keys[order], shares[order]
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        keys = keys[first]
        return cls(
            terms=np.array([term.encode() for term in inverted.terms], dtype=np.bytes_),
            starts=np.searchsorted(keys >> 32, np.arange(len(inverted.terms) + 1)),
            documents=(keys & 0xFFFFFFFF).astype(np.int32),
            shares=np.add.reduceat(shares, first) if len(first) else shares,
        )

    def save(self, folder: Path) -> None:
        """Write one file an array."""
        save_arrays(folder, "impacts", self)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote into memory."""
        return load_arrays(folder, "impacts", cls)


def bm25f(inverted: InvertedTexts, weights: Mapping[str, float]) -> Impacts:
    """Score all postings by BM25F with joint fields.

    A term's frequencies in a document's fields, each over its field's relative length, are
    weighted and added up, and only then saturated; rarity counts documents that hold the
    term in any field (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple
    weighted fields", CIKM 2004; the inverse document frequency is that of Lucene).
    """

    def weighted_frequencies(name: str, postings: FieldPostings) -> Floats:
        return postings.frequencies * _text_weights(postings, weights[name])[postings.documents]

    impacts = Impacts.summed(inverted, weighted_frequencies)
    document_count = len(next(iter(inverted.fields.values())).lengths)
    document_frequencies = np.diff(impacts.starts)
    rarity = np.log1p((document_count - document_frequencies + 0.5) / (document_frequencies + 0.5))
    frequencies = impacts.shares
    shares = np.repeat(rarity, document_frequencies) * frequencies / (SATURATION + frequencies)
    return replace(impacts, shares=shares.astype(np.float32))


def _text_weights(postings: FieldPostings, weight: float) -> Floats:
    """What one occurrence of a term counts in each document's text of a field."""
    average = postings.lengths.mean() or 1.0
    return weight / (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * postings.lengths / average)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWeights:
    """What one occurrence of a term counts in each text, in the order of `Positions`."""

    weights: Floats

    @classmethod
    def of(cls, inverted: InvertedTexts, weights: Mapping[str, float]) -> Self:
        """The weights of all texts, in the order of the fields given."""
        fields = inverted.fields.items()
        parts = [_text_weights(postings, weights[name]) for name, postings in fields]
        return cls(weights=np.concatenate(parts))

    def save(self, folder: Path) -> None:
        """Write one file an array."""
        save_arrays(folder, "text_weights", self)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote into memory."""
        return load_arrays(folder, "text_weights", cls)


def _keys(postings: FieldPostings) -> Ints:
    """Term and document of each posting as one number that sorts by both."""
    terms = np.repeat(postings.terms.astype(np.int64), np.diff(postings.starts))
    return terms << 32 | postings.documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """Where each term stands, on one line of numbers on which all texts are laid out.

    Texts follow each other field by field, each field document by document, with a gap
    between, so that a phrase never reaches from one text into the next. `text_starts` holds
    where each text begins; text t is of document t modulo the number of documents.
    """

    starts: Ints
    places: Ints
    text_starts: Ints

    @classmethod
    def of(cls, inverted: InvertedTexts) -> Self:
        """Lay out the texts in the order of the fields given."""
        text_starts: list[Ints] = []
        end = 0
        for postings in inverted.fields.values():
            extents = _extents(postings) + 1
            text_starts.append(end + np.cumsum(extents) - extents)
            end += int(extents.sum())
        counts = np.zeros(len(inverted.terms) + 1, dtype=np.int64)
        for postings in inverted.fields.values():
            counts[postings.terms + 1] += np.diff(postings.position_starts[postings.starts])
        starts = np.cumsum(counts)
        places = np.empty(starts[-1], dtype=np.int64 if end > np.iinfo(np.int32).max else np.int32)
        filled = starts[:-1].copy()
        for postings, bases in zip(inverted.fields.values(), text_starts, strict=True):
            occurrences = np.diff(postings.position_starts[postings.starts])
            first = postings.position_starts[postings.starts[:-1]]
            shift = np.repeat(filled[postings.terms] - first, occurrences)
            bases_of = np.repeat(bases[postings.documents], postings.frequencies)
            places[shift + np.arange(len(shift))] = bases_of + postings.positions
            filled[postings.terms] += occurrences
        return cls(starts=starts, places=places, text_starts=np.concatenate(text_starts))

    def save(self, folder: Path) -> None:
        """Write one file an array."""
        save_arrays(folder, "positions", self)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote into memory."""
        return load_arrays(folder, "positions", cls)


def _extents(postings: FieldPostings) -> Ints:
    """One more than the last position of each document's text."""
    extents = np.zeros(len(postings.lengths), dtype=np.int64)
    documents = np.repeat(postings.documents, postings.frequencies)
    np.maximum.at(extents, documents, postings.positions.astype(np.int64) + 1)
    return extents
