"""Inverts texts into postings: analyze each distinct word once, then sort block by block."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count as counter
from itertools import islice

import numpy as np

from indexer.analysis import analyze_word, chunks_of, words_of
from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.postings import Positions, Postings, Terms, terms_array, text_starts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class InvertedTexts:
    """The postings of all texts, their positions, and the unstemmed words.

    `words` counts how often each word, before stemming, stands in all texts together.
    """

    postings: Postings
    positions: Positions
    words: Mapping[str, int]


class Inverter:
    """Inverts the texts of documents that come in blocks, in the order of their numbers.

    What is kept of a block is sorted by term already, so that `finish` has only to lay the
    blocks' stretches of each term side by side.
    """

    def __init__(self, field_names: Sequence[str]) -> None:
        self._field_names = tuple(field_names)
        self._forms = _Forms()
        self._blocks: list[_Block] = []
        self._document_count = 0

    def add(self, texts: Mapping[str, Sequence[str]]) -> Ints:
        """Take in the texts of each field of some documents; their lengths in tokens, by field."""
        numbered = [self._forms.number_chunks(texts[name]) for name in self._field_names]
        self._forms.analyze_new_chunks()
        fields = [_invert(self._forms, chunks, lengths) for chunks, lengths in numbered]
        block = _Block.of(fields, self._document_count)
        self._blocks.append(block)
        self._document_count += block.lengths.shape[1]
        return block.lengths

    @property
    def words(self) -> dict[str, int]:
        """How often each word stands in all texts so far."""
        return self._forms.count_words()

    def finish(self) -> InvertedTexts:
        """The postings of all blocks; afterwards nothing is left to be added to."""
        terms = self._forms.terms
        # Terms are numbered as they are met until all are known.
        order = sorted(range(len(terms)), key=lambda number: terms[number].encode())
        ranks = np.empty(len(terms), dtype=np.int64)
        ranks[order] = np.arange(len(terms))
        words = self._forms.count_words()
        names = terms_array([terms[number] for number in order])
        blocks, self._blocks = self._blocks, []
        positions = _join_positions(blocks, ranks, len(self._field_names))
        return InvertedTexts(
            postings=_join_postings(blocks, ranks, names, len(self._field_names)),
            positions=positions,
            words=words,
        )


def invert(texts: Mapping[str, Sequence[str]]) -> InvertedTexts:
    """Invert the texts of each field, given in the order of document numbers."""
    inverter = Inverter(list(texts))
    inverter.add(texts)
    return inverter.finish()


class _Forms:
    """The terms that each distinct chunk yields; all are numbered as they are first met.

    The forms of chunk c are `starts[c]` to `starts[c] + counts[c]` in `terms_of`, `words_of`
    and `offsets`; `widths` says by how many positions a chunk moves on.
    """

    def __init__(self) -> None:
        self._chunks: defaultdict[str, int] = defaultdict(counter().__next__)
        self._terms: defaultdict[str, int] = defaultdict(counter().__next__)
        self._words: defaultdict[str, int] = defaultdict(counter().__next__)
        self._terms_of, self._words_of = array("i"), array("i")
        self._offsets, self._counts, self._widths = array("i"), array("i"), array("i")
        self._uses = np.zeros(0, dtype=np.int64)
        self.analyze_new_chunks()

    @property
    def terms(self) -> list[str]:
        """All terms by number."""
        return list(self._terms)

    def number_chunks(self, texts: Iterable[str]) -> tuple[Ints, Ints]:
        """The numbers of all chunks of all texts, and how many chunks each text has."""
        number_of = self._chunks.__getitem__
        numbered = [array("i", map(number_of, chunks_of(text))) for text in texts]
        lengths = np.fromiter(map(len, numbered), dtype=np.int64, count=len(numbered))
        return np.frombuffer(b"".join(numbered), dtype=np.int32), lengths

    def analyze_new_chunks(self) -> None:
        """Find the forms of the chunks met since the last time."""
        known = len(self._counts)
        for chunk in islice(self._chunks, known, None):
            self._analyze(chunk)
        self.counts: Ints = np.array(self._counts, dtype=np.int64)
        self.widths: Ints = np.array(self._widths, dtype=np.int64)
        self.starts: Ints = np.cumsum(self.counts) - self.counts
        self.offsets: Ints = np.array(self._offsets, dtype=np.int32)
        self.terms_of: Ints = np.array(self._terms_of, dtype=np.int32)
        self._uses = np.append(self._uses, np.zeros(len(self._counts) - known, dtype=np.int64))

    def _analyze(self, chunk: str) -> None:
        before, width = len(self._terms_of), 0
        for match in words_of(chunk):
            surface = analyze_word(match[0])
            for form in surface.forms:
                self._terms_of.append(self._terms[form.term])
                self._words_of.append(self._words[form.word])
                self._offsets.append(width + form.offset)
            width += surface.width
        self._counts.append(len(self._terms_of) - before)
        self._widths.append(width)

    def expand(self, chunks: Ints) -> tuple[Ints, Ints]:
        """The place of the chunk that each form comes from, and the place of each form."""
        self._uses += np.bincount(chunks, minlength=len(self._uses))
        counts = self.counts[chunks]
        owners = np.repeat(np.arange(len(chunks)), counts)
        first = np.cumsum(counts) - counts
        return owners, np.arange(len(owners)) + (self.starts[chunks] - first)[owners]

    def count_words(self) -> dict[str, int]:
        """How often each word stands in all chunks that were expanded."""
        weights = np.repeat(self._uses, self.counts)
        words_of = np.array(self._words_of, dtype=np.int64)
        counts = np.bincount(words_of, weights=weights, minlength=len(self._words))
        return dict(zip(self._words, counts.astype(np.int64).tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _FieldTokens:
    """The tokens of one field of a block, by term, document and position.

    Term `terms[i]` has the next `counts[i]` of `places`, which stand on a line of numbers on
    which this field's texts are laid out. Its postings are `posting_terms`, `documents` and
    `frequencies`; `lengths` and `extents` are those of the texts.
    """

    terms: Ints
    counts: Ints
    places: Ints
    posting_terms: Ints
    documents: Ints
    frequencies: Ints
    lengths: Ints
    extents: Ints


def _invert(forms: _Forms, chunks: Ints, chunk_counts: Ints) -> _FieldTokens:
    document_count = len(chunk_counts)
    widths = forms.widths[chunks]
    ends = np.append(0, np.cumsum(chunk_counts))
    covered = np.append(0, np.cumsum(widths))[ends]
    # A gap behind each text, so that no phrase reaches from one into the next.
    places = np.cumsum(widths) - widths + np.repeat(np.arange(document_count), chunk_counts)
    owners, form_places = forms.expand(chunks)
    terms = forms.terms_of[form_places]
    places = (places[owners] + forms.offsets[form_places]).astype(np.int32)
    documents = np.repeat(np.arange(document_count, dtype=np.int32), chunk_counts)[owners]
    lengths = np.bincount(documents, minlength=document_count)
    order = _stable_order(terms)
    terms, documents, places = terms[order], documents[order], places[order]
    is_new_term = np.diff(terms, prepend=-1) != 0
    starts = np.flatnonzero(is_new_term | (np.diff(documents, prepend=-1) != 0))
    term_starts = np.flatnonzero(is_new_term)
    return _FieldTokens(
        terms=terms[term_starts],
        counts=np.diff(term_starts, append=len(terms)),
        places=places,
        posting_terms=terms[starts],
        documents=documents[starts],
        frequencies=np.diff(starts, append=len(terms)),
        lengths=lengths,
        extents=np.diff(covered),
    )


def _stable_order(keys: Ints) -> Ints:
    """What sorts keys below 2³² stably: two passes of the radix sort that numpy has for 16 bits."""
    low = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    high = (keys >> 16).astype(np.uint16)
    if not high.any():
        return low
    return low[np.argsort(high[low], kind="stable")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """What is kept of a block: its fields' places by term, and its postings over all fields.

    Term `terms[i]` has the next `counts[i]` of `documents` and of each row of `frequencies`;
    `lengths` and `extents` have a row a field and a column a document.
    """

    places: Sequence[tuple[Ints, Ints, Ints]]
    terms: Ints
    counts: Ints
    documents: Ints
    frequencies: Ints
    lengths: Ints
    extents: Ints

    @classmethod
    def of(cls, fields: Sequence[_FieldTokens], first_document: int) -> "_Block":
        terms = np.concatenate([field.posting_terms for field in fields])
        documents = np.concatenate([field.documents for field in fields])
        keys = terms.astype(np.int64) << 32 | documents
        # Each field's keys ascend already, which a merging sort makes use of.
        order = np.argsort(keys, kind="stable")
        is_first = np.diff(keys[order], prepend=-1) != 0
        first = order[is_first]
        postings = np.empty(len(order), dtype=np.int64)
        postings[order] = np.cumsum(is_first) - 1
        largest = max((int(field.frequencies.max(initial=0)) for field in fields), default=0)
        frequencies = np.zeros((len(fields), len(first)), dtype=np.min_scalar_type(largest))
        end = 0
        for row, field in zip(frequencies, fields, strict=True):
            start, end = end, end + len(field.documents)
            row[postings[start:end]] = field.frequencies
        terms = terms[first]
        term_starts = np.flatnonzero(np.diff(terms, prepend=-1))
        return cls(
            places=[(field.terms, field.counts, field.places) for field in fields],
            terms=terms[term_starts],
            counts=np.diff(term_starts, append=len(terms)),
            documents=documents[first] + np.int32(first_document),
            frequencies=frequencies,
            lengths=np.stack([field.lengths for field in fields]).astype(np.int32),
            extents=np.stack([field.extents for field in fields]).astype(np.int32),
        )


class _Slots:
    """Where in an array by term the next stretch of each term is to go."""

    def __init__(self, counts: Ints) -> None:
        self.starts = np.append(0, np.cumsum(counts))
        self._free = self.starts[:-1].copy()

    def take(self, terms: Ints, counts: Ints) -> Ints:
        """The places of the next `counts[i]` of each term `terms[i]`, in this order."""
        first = np.cumsum(counts) - counts
        places = np.repeat(self._free[terms] - first, counts)
        self._free[terms] += counts
        return places + np.arange(len(places))


def _join_postings(
    blocks: Sequence[_Block], ranks: Ints, names: Terms, field_count: int
) -> Postings:
    counts = np.zeros(len(ranks), dtype=np.int64)
    for block in blocks:
        counts[ranks[block.terms]] += block.counts
    slots = _Slots(counts)
    kind = np.result_type(np.uint8, *(block.frequencies.dtype for block in blocks))
    documents = np.empty(slots.starts[-1], dtype=np.int32)
    frequencies = np.empty((field_count, len(documents)), dtype=kind)
    for block in blocks:
        places = slots.take(ranks[block.terms], block.counts)
        documents[places] = block.documents
        for row, part in zip(frequencies, block.frequencies, strict=True):
            row[places] = part
    none = np.zeros((field_count, 0), dtype=np.int32)
    return Postings(
        terms=names,
        starts=slots.starts,
        documents=documents,
        frequencies=frequencies,
        lengths=np.concatenate([none, *(block.lengths for block in blocks)], axis=1),
        extents=np.concatenate([none, *(block.extents for block in blocks)], axis=1),
    )


def _join_positions(blocks: list[_Block], ranks: Ints, field_count: int) -> Positions:
    counts = np.zeros(len(ranks), dtype=np.int64)
    for block in blocks:
        for terms, occurrences, _ in block.places:
            counts[ranks[terms]] += occurrences
    slots = _Slots(counts)
    none = np.zeros((field_count, 0), dtype=np.int32)
    extents = np.concatenate([none, *(block.extents for block in blocks)], axis=1)
    text_starts, kind = text_starts_of(extents)
    joined = np.empty(slots.starts[-1], dtype=kind)
    document_count = extents.shape[1]
    for field in range(field_count):
        document = field * document_count
        for block in blocks:
            terms, occurrences, places = block.places[field]
            if len(places):
                start = text_starts[document]
                joined[slots.take(ranks[terms], occurrences)] = places + start
            document += block.lengths.shape[1]
    return Positions(starts=slots.starts, places=joined, text_starts=text_starts)
