"""Lays out the postings of many terms at once in the blocks of Whoosh's third codec.

A term's postings are a tag and blocks of 128 postings. A block is its length, negative for
a term's last one, a pickled tuple of figures and a pickled tuple of what it holds: the steps
from document to document, the weights, and a posting's value each, which is the number of
its positions and a pickled list of the steps between them. All sizes are computed first, and
then the bytes of each kind are put to their places with a few array operations, where
pickling object by object would take minutes.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC

from indexer.whoosh_backend.arrays import Ints, Mask

BLOCK_POSTINGS = 128
_Bytes = npt.NDArray[np.uint8]

_LENGTH_BYTES = 4
# A mark, two integers of four bytes and four of one with their opcodes, and the end.
_FIGURES_BYTES = 1 + 2 * 5 + 4 * 2 + 2
_COUNT_BYTES = 4
_NO_COMPRESSION = 0
_ONE_BYTE, _TWO_BYTES = 1 << 8, 1 << 16
_MAX_SHORT_VALUE = 255
# Opcodes of Python's pickle format, as pickletools names them.
_MARK, _TUPLE, _TUPLE3, _STOP, _NONE = b"(", b"t", b"\x87", b".", b"N"
_EMPTY_LIST, _APPENDS = b"]", b"e"
_BININT1, _BININT2, _BININT = b"K", b"M", b"J"
_SHORT_BINBYTES, _BINBYTES = b"C", b"B"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPostings:
    """The postings of some terms in one field, a term behind the other.

    Term i has `starts[i]` to `starts[i + 1]` of `documents` and `frequencies`; a posting has
    as many of `positions` as its frequency, or none has any. `shortest` and `longest` are the
    lengths of each term's texts as Whoosh keeps them in a byte.
    """

    starts: Ints
    documents: Ints
    frequencies: Ints
    positions: Ints | None
    shortest: Ints
    longest: Ints


def encode(postings: TermPostings) -> tuple[bytes, Ints]:
    """The bytes of all terms, and where each term's begin, and the last one's end."""
    blocks = _Blocks(postings)
    frequencies = postings.frequencies
    values = None if postings.positions is None else _Values(postings.positions, frequencies)
    steps = _Integers(blocks.steps)
    weights = _Integers(frequencies)
    # Weights that are all 1 are left away.
    is_weighted = np.maximum.reduceat(frequencies, blocks.first) > 1

    step_bytes = blocks.total(steps.sizes) + 2
    weight_bytes = np.where(is_weighted, blocks.total(weights.sizes) + 2, 1)
    value_bytes = blocks.total(values.sizes) + 2 if values else np.ones_like(step_bytes)
    sizes = _LENGTH_BYTES + _FIGURES_BYTES + step_bytes + weight_bytes + value_bytes + 2
    ends = np.cumsum(np.where(blocks.opens_term, len(WHOOSH3_HEADER_MAGIC), 0) + sizes)
    starts = ends - sizes
    term_starts = starts[blocks.opens_term] - len(WHOOSH3_HEADER_MAGIC)

    out = np.zeros(int(ends[-1]), dtype=np.uint8)
    _put(out, term_starts, WHOOSH3_HEADER_MAGIC)
    lengths = sizes - _LENGTH_BYTES
    _put_numbers(out, starts, np.where(blocks.ends_term, -lengths, lengths), ">i4")
    blocks.put_figures(out, starts + _LENGTH_BYTES)
    at = starts + _LENGTH_BYTES + _FIGURES_BYTES
    steps.put(out, blocks.places(at + 1, steps.sizes))
    _put_tuple(out, at, step_bytes)
    at = at + step_bytes
    _put(out, at, _NONE)
    has_weight = np.repeat(is_weighted, blocks.counts)
    weights.put(out, blocks.places(at + 1, weights.sizes), has_weight)
    _put_tuple(out, at[is_weighted], weight_bytes[is_weighted])
    at = at + weight_bytes
    if values:
        values.put(out, blocks.places(at + 1, values.sizes))
        _put_tuple(out, at, value_bytes)
    else:
        _put(out, at, _NONE)
    _put(out, at + value_bytes, _TUPLE3 + _STOP)
    return out.tobytes(), np.append(term_starts, len(out))


class _Blocks:
    """How postings are cut into blocks; block b has `counts[b]` postings from `first[b]` on."""

    def __init__(self, postings: TermPostings) -> None:
        counts = np.diff(postings.starts)
        rank = np.arange(postings.starts[-1]) - np.repeat(postings.starts[:-1], counts)
        self.first = np.flatnonzero(rank % BLOCK_POSTINGS == 0)
        self.counts = np.diff(self.first, append=postings.starts[-1])
        self.opens_term = rank[self.first] == 0
        self.ends_term = np.append(self.opens_term[1:], True)
        self.steps = _steps(postings.documents, self.first)
        terms = np.cumsum(self.opens_term) - 1
        self._last = postings.documents[self.first + self.counts - 1]
        self._heaviest = np.maximum.reduceat(postings.frequencies, self.first)
        self._shortest, self._longest = postings.shortest[terms], postings.longest[terms]

    def total(self, sizes: Ints) -> Ints:
        """The sum of each block's sizes, which are given by posting."""
        return np.add.reduceat(sizes, self.first)

    def places(self, starts: Ints, sizes: Ints) -> Ints:
        """Where pieces of these sizes, one a posting, lie if each block's begin at its start."""
        return _places(starts, sizes, self.first, self.counts)

    def put_figures(self, out: _Bytes, at: Ints) -> None:
        """Put what a reader wants to know of a block before it opens it."""
        figures = (
            (_BININT1, "<u1", self.counts),
            (_BININT, "<i4", self._last),
            (_BININT, "<i4", self._heaviest),
            (_BININT1, "<u1", np.full_like(self.counts, _NO_COMPRESSION)),
            (_BININT1, "<u1", self._shortest),
            (_BININT1, "<u1", self._longest),
        )
        _put(out, at, _MARK)
        at = at + 1
        for opcode, kind, numbers in figures:
            _put(out, at, opcode)
            _put_numbers(out, at + 1, numbers, kind)
            at = at + 1 + np.dtype(kind).itemsize
        _put(out, at, _TUPLE + _STOP)


class _Integers:
    """Integers from zero up as pickle writes them: in one, two or four bytes and an opcode."""

    def __init__(self, values: Ints) -> None:
        self._values = values
        self.sizes = 2 + (values >= _ONE_BYTE).astype(np.int64) + 2 * (values >= _TWO_BYTES)

    def put(self, out: _Bytes, at: Ints, chosen: Mask | slice = slice(None)) -> None:
        """Put all of them, or those chosen, to their places."""
        values, at = self._values[chosen], at[chosen]
        out[at] = _BININT1[0]
        out[at + 1] = values & 0xFF
        for opcode, kind, limit in ((_BININT2, "<u2", _ONE_BYTE), (_BININT, "<i4", _TWO_BYTES)):
            large = np.flatnonzero(values >= limit)
            _put(out, at[large], opcode)
            _put_numbers(out, at[large] + 1, values[large], kind)


class _Values:
    """Each posting's value: how many positions it has, and the pickled steps between them."""

    def __init__(self, positions: Ints, counts: Ints) -> None:
        self._counts = counts
        self._first = np.cumsum(counts) - counts
        self._steps = _Integers(_steps(positions, self._first))
        self._lengths = np.add.reduceat(self._steps.sizes, self._first) + _COUNT_BYTES + 4
        self._is_short = self._lengths <= _MAX_SHORT_VALUE
        self._heads = np.where(self._is_short, 2, 5)
        self.sizes = self._heads + self._lengths

    def put(self, out: _Bytes, at: Ints) -> None:
        """Put them to their places."""
        for opcode, kind, chosen in (
            (_SHORT_BINBYTES, "<u1", self._is_short),
            (_BINBYTES, "<u4", ~self._is_short),
        ):
            _put(out, at[chosen], opcode)
            _put_numbers(out, at[chosen] + 1, self._lengths[chosen], kind)
        _put(out, at + self.sizes - 2, _APPENDS + _STOP)
        at = at + self._heads
        _put_numbers(out, at, self._counts, ">u4")
        at = at + _COUNT_BYTES
        _put(out, at, _EMPTY_LIST + _MARK)
        self._steps.put(out, _places(at + 2, self._steps.sizes, self._first, self._counts))


def _steps(values: Ints, first: Ints) -> Ints:
    """From each value to the next, and the first ones themselves."""
    steps = values.astype(np.int64)
    steps[1:] -= values[:-1]
    steps[first] = values[first]
    return steps


def _places(starts: Ints, sizes: Ints, first: Ints, counts: Ints) -> Ints:
    """Where pieces lie one behind the other, if those of each group begin at its start."""
    places: Ints = np.cumsum(sizes) - sizes
    places += np.repeat(starts - places[first], counts)
    return places


def _put(out: _Bytes, at: Ints, constant: bytes) -> None:
    for distance, byte in enumerate(constant):
        out[at + distance] = byte


def _put_tuple(out: _Bytes, at: Ints, sizes: Ints) -> None:
    """Put the borders of tuples that have these sizes with them."""
    _put(out, at, _MARK)
    _put(out, at + sizes - 1, _TUPLE)


def _put_numbers(out: _Bytes, at: Ints, numbers: Ints, kind: str) -> None:
    columns = np.ascontiguousarray(numbers, dtype=kind).view(np.uint8)
    width = np.dtype(kind).itemsize
    for distance, column in enumerate(columns.reshape(-1, width).T):
        out[at + distance] = column
