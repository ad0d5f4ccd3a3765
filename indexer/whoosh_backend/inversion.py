"""Inverts texts into postings: analyze each distinct word once, then one sort for all."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counter

import numpy as np
import numpy.typing as npt

from indexer.analysis import analyze_word, chunks_of, words_of

Ints = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPostings:
    """The postings of one field in order of term and document.

    `terms` holds the places of this field's terms in the index's list of terms, ascending.
    The postings of its i-th term are `starts[i]` to `starts[i + 1]` in `documents` and
    `frequencies`; the positions of posting p are `position_starts[p]` to
    `position_starts[p + 1]` in `positions`. `lengths` counts the tokens of each document.
    """

    terms: Ints
    starts: Ints
    documents: Ints
    frequencies: Ints
    position_starts: Ints
    positions: Ints
    lengths: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class InvertedTexts:
    """The terms of an index in byte order, postings by field, and the unstemmed words.

    `words` counts how often each word, before stemming, stands in all texts together.
    """

    terms: Sequence[str]
    fields: Mapping[str, FieldPostings]
    words: Mapping[str, int]


def invert(texts: Mapping[str, Iterable[str]]) -> InvertedTexts:
    """Invert the texts of each field, given in the order of document numbers."""
    # Numbers chunks in the order in which they are first met.
    interner: defaultdict[str, int] = defaultdict(counter().__next__)
    chunks = {name: _number_chunks(column, interner) for name, column in texts.items()}
    forms = _Forms(list(interner))
    frequencies = np.zeros(len(forms.words), dtype=np.int64)
    fields = {}
    for name, (found, lengths) in chunks.items():
        frequencies += forms.count_words(found)
        documents = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        fields[name] = _postings(forms, found, documents, len(lengths))
    words = dict(zip(forms.words, map(int, frequencies), strict=True))
    return InvertedTexts(terms=forms.terms, fields=fields, words=words)


def _number_chunks(texts: Iterable[str], interner: defaultdict[str, int]) -> tuple[Ints, Ints]:
    """The numbers of all chunks of all texts, and how many chunks each text has."""
    number_of = interner.__getitem__
    numbered = [array("i", map(number_of, chunks_of(text))) for text in texts]
    lengths = np.fromiter(map(len, numbered), dtype=np.int64, count=len(numbered))
    if not numbered:
        return np.empty(0, np.int32), lengths
    return np.frombuffer(b"".join(numbered), dtype=np.int32), lengths


class _Forms:
    """The terms that each distinct chunk yields, as arrays over the chunks.

    The forms of chunk c are `starts[c]` to `starts[c] + counts[c]` in `terms_of`, `words_of`
    and `offsets`; `widths` says by how many positions a chunk moves on.
    """

    def __init__(self, chunks: Sequence[str]) -> None:
        terms: list[str] = []
        words: list[str] = []
        offsets = array("i")
        counts = array("q")
        widths = array("q")
        for chunk in chunks:
            before, width = len(terms), 0
            for match in words_of(chunk):
                surface = analyze_word(match[0])
                for form in surface.forms:
                    terms.append(form.term)
                    words.append(form.word)
                    offsets.append(width + form.offset)
                width += surface.width
            counts.append(len(terms) - before)
            widths.append(width)
        self.counts: Ints = np.frombuffer(counts, dtype=np.int64)
        self.widths: Ints = np.frombuffer(widths, dtype=np.int64)
        self.starts: Ints = np.cumsum(self.counts) - self.counts
        self.offsets: Ints = np.frombuffer(offsets, dtype=np.int32)
        self.terms, self.terms_of = _ranked(terms)
        self.words, self.words_of = _ranked(words)

    def expand(self, chunks: Ints) -> tuple[Ints, Ints]:
        """The place of the chunk that each form comes from, and the place of each form."""
        counts = self.counts[chunks]
        owners = np.repeat(np.arange(len(chunks), dtype=np.int64), counts)
        first = np.cumsum(counts) - counts
        return owners, np.arange(len(owners), dtype=np.int64) + (self.starts[chunks] - first)[
            owners
        ]

    def count_words(self, chunks: Ints) -> Ints:
        """How often each word stands in these chunks together."""
        uses = np.bincount(chunks, minlength=len(self.counts))
        weights = np.repeat(uses, self.counts)
        counts = np.bincount(self.words_of, weights=weights, minlength=len(self.words))
        return counts.astype(np.int64)


def _ranked(texts: Sequence[str]) -> tuple[list[str], Ints]:
    """The distinct texts in byte order, and the place of each text among them."""
    distinct = sorted(set(texts), key=str.encode)
    places = {text: place for place, text in enumerate(distinct)}
    return distinct, np.fromiter(map(places.__getitem__, texts), dtype=np.int32, count=len(texts))


def _postings(forms: _Forms, chunks: Ints, documents: Ints, document_count: int) -> FieldPostings:
    widths = forms.widths[chunks]
    positions = np.cumsum(widths) - widths
    # Positions count from zero within each document.
    first = np.searchsorted(documents, np.arange(document_count))
    positions -= np.append(positions, 0)[first][documents]
    owners, places = forms.expand(chunks)
    terms = forms.terms_of[places]
    positions = positions.astype(np.int32)[owners] + forms.offsets[places]
    documents = documents[owners]
    lengths = np.bincount(documents, minlength=document_count)
    order = _stable_order(terms)
    terms, documents, positions = terms[order], documents[order], positions[order]
    is_first = (np.diff(terms, prepend=-1) != 0) | (np.diff(documents, prepend=-1) != 0)
    starts = np.flatnonzero(is_first)
    posting_terms = terms[starts]
    term_starts = np.flatnonzero(np.diff(posting_terms, prepend=-1))
    return FieldPostings(
        terms=posting_terms[term_starts],
        starts=np.append(term_starts, len(starts)),
        documents=documents[starts],
        frequencies=np.diff(starts, append=len(terms)).astype(np.int32),
        position_starts=np.append(starts, len(terms)),
        positions=positions,
        lengths=lengths,
    )


def _stable_order(keys: Ints) -> Ints:
    """What sorts keys below 2³² stably: two passes of the radix sort that numpy has for 16 bits."""
    low = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    high = (keys >> 16).astype(np.uint16)
    if not high.any():
        return low
    return low[np.argsort(high[low], kind="stable")]
