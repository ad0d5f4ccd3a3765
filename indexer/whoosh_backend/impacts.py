"""Impacts: every term's share of the score of every document, computed when an index is built.

The score of a query is a sum over its words, and each word's share depends on the index
alone. So the shares are computed once and stand in arrays that are mapped into memory; a
query adds up a few slices (the idea and the name are those of Anh and Moffat, "Impact
transformation: effective and efficient web retrieval", SIGIR 2002).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from indexer.ranking import LENGTH_NORMALISATION, SATURATION
from indexer.whoosh_backend.arrays import Floats, Ints, Stored
from indexer.whoosh_backend.postings import Postings, Terms

# Worked at together, so that what lies between stays in the processor's cache.
_BLOCK_POSTINGS = 1 << 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Impacts(Stored):
    """All terms in byte order, and for each its documents, ascending, with its share in each.

    Term i has `starts[i]` to `starts[i + 1]` of `documents` and `shares`.
    """

    FILES = "impacts"

    terms: Terms
    starts: Ints
    documents: Ints
    shares: Floats


def bm25f(postings: Postings, weights: Sequence[float]) -> Impacts:
    """Score all postings by BM25F with joint fields, whose weights are given by row.

    A term's frequencies in a document's fields, each over its field's relative length, are
    weighted and added up, and only then saturated; rarity counts documents that hold the
    term in any field (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple
    weighted fields", CIKM 2004; the inverse document frequency is that of Lucene).
    """
    document_count = postings.lengths.shape[1]
    document_frequencies = np.diff(postings.starts)
    rarity = np.log1p((document_count - document_frequencies + 0.5) / (document_frequencies + 0.5))
    factors = _text_weights(postings.lengths, weights)
    shares = np.empty(len(postings.documents), dtype=np.float32)
    for start in range(0, len(shares), _BLOCK_POSTINGS):
        part = slice(start, start + _BLOCK_POSTINGS)
        first, last = np.searchsorted(postings.starts, [start + 1, start + _BLOCK_POSTINGS])
        terms = slice(first - 1, last)
        within = np.clip(postings.starts[first - 1 : last + 1], start, part.stop)
        rarities = np.repeat(rarity[terms], np.diff(within))
        documents = postings.documents[part]
        frequencies = np.zeros(len(documents))
        for factor, row in zip(factors, postings.frequencies[:, part], strict=True):
            held = np.flatnonzero(row)
            if 2 * len(held) > len(row):
                # Nearly all of a body's: quicker without picking them.
                frequencies += row * factor[documents]
            else:
                frequencies[held] += row[held] * factor[documents[held]]
        shares[part] = rarities * frequencies / (SATURATION + frequencies)
    return Impacts(
        terms=postings.terms,
        starts=postings.starts,
        documents=postings.documents,
        shares=shares,
    )


def _text_weights(lengths: Ints, weights: Sequence[float]) -> Floats:
    """What one occurrence of a term counts in each text, a row a field."""
    averages = [row.mean() if row.any() else 1.0 for row in lengths]
    norms = LENGTH_NORMALISATION * lengths / np.array(averages)[:, np.newaxis]
    counted: Floats = np.array(weights)[:, np.newaxis] / (1 - LENGTH_NORMALISATION + norms)
    return counted


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWeights(Stored):
    """What one occurrence of a term counts in each text, in the order of `Positions`."""

    FILES = "text_weights"

    weights: Floats

    @classmethod
    def of(cls, lengths: Ints, weights: Sequence[float]) -> Self:
        """The weights of texts by their lengths; both have a row a field."""
        return cls(weights=_text_weights(lengths, weights).ravel())
