"""Writes a Whoosh segment from postings that are sorted already, a term at a time.

Whoosh's own writer takes one word of one document at a time, pools and sorts; here the
sorting is done (`indexer.whoosh_backend.inversion`), and each term's postings are handed to
the codec's files in blocks. The layout is that of Whoosh's third codec, so that any Whoosh
program reads the result.
"""

import pickle
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

import numpy as np
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3FieldWriter, W3TermInfo
from whoosh.fields import FieldType
from whoosh.index import FileIndex
from whoosh.util.numeric import byte_to_length, length_to_byte
from whoosh.writing import SegmentWriter

from indexer.whoosh_backend.inversion import FieldPostings, Ints, InvertedTexts

BLOCK_POSTINGS = 128
_PICKLE_PROTOCOL = 2
_NO_COMPRESSION = 0


class BulkWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """A Whoosh writer for one segment that takes whole columns of documents at once."""

    def __init__(self, index: FileIndex, inverted: InvertedTexts) -> None:
        super().__init__(index, compound=False)
        self._inverted = inverted
        self._keys: dict[str, dict[bytes, list[int]]] = {}

    def add_documents(
        self, documents: Iterable[Mapping[str, object]], on_progress: Callable[[int], None]
    ) -> None:
        """Store the fields of all documents, and note the terms of those that are keys."""
        fields = dict(self.schema.items())
        lengths = {
            name: postings.lengths.tolist() for name, postings in self._inverted.fields.items()
        }
        keys = {
            name: self._keys.setdefault(name, {})
            for name, field in fields.items()
            if field.indexed and name not in lengths
        }
        for number, document in enumerate(documents):
            self.perdocwriter.start_doc(number)
            for name, field in fields.items():
                value = document[name]
                length = lengths[name][number] if name in lengths else 0
                if name in keys:
                    for term, *_ in field.index(value):
                        keys[name].setdefault(term, []).append(number)
                stored = value if field.stored else None
                self.perdocwriter.add_field(name, field, stored, length)
            self.perdocwriter.finish_doc()
            on_progress(1)
            self.docnum += 1
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name in sorted(self.schema.names()):
            field = self.schema[name]
            if name in self._inverted.fields:
                self._write_texts(name, field, self._inverted.fields[name])
            elif field.indexed:
                self._write_keys(name, field)
        self.fieldwriter.close()

    def _write_keys(self, name: str, field: FieldType) -> None:
        self.fieldwriter.start_field(name, field)
        for term, documents in sorted(self._keys.get(name, {}).items()):
            postings = _Postings(documents, [1.0] * len(documents), None, 0, 0)
            _write_term(self.fieldwriter, term, postings)
        self.fieldwriter.finish_field()

    def _write_texts(self, name: str, field: FieldType, postings: FieldPostings) -> None:
        self.fieldwriter.start_field(name, field)
        documents = postings.documents.tolist()
        weights = postings.frequencies.astype(np.float64).tolist()
        values = _encode_positions(postings)
        stored_lengths = _as_stored(postings.lengths)[postings.documents]
        starts = postings.starts
        shortest, longest = (
            (
                np.minimum.reduceat(stored_lengths, starts[:-1]).tolist(),
                np.maximum.reduceat(stored_lengths, starts[:-1]).tolist(),
            )
            if len(starts) > 1
            else ([], [])
        )
        terms = self._inverted.terms
        for i, (place, (start, end)) in enumerate(
            zip(postings.terms.tolist(), pairwise(starts.tolist()), strict=True)
        ):
            _write_term(
                self.fieldwriter,
                terms[place].encode(),
                _Postings(
                    documents[start:end],
                    weights[start:end],
                    values[start:end],
                    shortest[i],
                    longest[i],
                ),
            )
        self.fieldwriter.finish_field()


class _Postings:
    """One term's postings as lists; values are encoded positions, None if there are none."""

    __slots__ = ("documents", "longest", "shortest", "values", "weights")

    def __init__(
        self,
        documents: list[int],
        weights: list[float],
        values: list[bytes] | None,
        shortest: int,
        longest: int,
    ) -> None:
        self.documents = documents
        self.weights = weights
        self.values = values
        self.shortest = shortest
        self.longest = longest


def _write_term(writer: W3FieldWriter, term: bytes, postings: _Postings) -> None:
    """Write what W3FieldWriter and W3PostingsWriter write for a term, a block at a time."""
    file = writer._postfile  # noqa: SLF001 - the codec has no public way to write a block
    start = file.tell()
    file.write(WHOOSH3_HEADER_MAGIC)
    count = len(postings.documents)
    for first in range(0, count, BLOCK_POSTINGS):
        last = min(first + BLOCK_POSTINGS, count)
        file.write(_block(postings, first, last, is_last=last == count))
    info = W3TermInfo(
        weight=sum(postings.weights),
        df=count,
        minlength=postings.shortest,
        maxlength=postings.longest,
        maxweight=max(postings.weights),
        minid=postings.documents[0],
        maxid=postings.documents[-1],
    )
    info.set_extent(start, file.tell() - start)
    key = struct.pack("!H", writer._fieldid) + term  # noqa: SLF001
    writer._tindex.add(key, info.to_bytes())  # noqa: SLF001


def _block(postings: _Postings, first: int, last: int, *, is_last: bool) -> bytes:
    documents = postings.documents[first:last]
    weights = postings.weights[first:last]
    deltas = (documents[0], *(b - a for a, b in pairwise(documents)))
    same = weights[0] if weights.count(weights[0]) == len(weights) else None
    small_weights = (None if same == 1.0 else same) if same is not None else tuple(weights)
    values = tuple(postings.values[first:last]) if postings.values is not None else None
    data = pickle.dumps((deltas, small_weights, values), _PICKLE_PROTOCOL)
    info = pickle.dumps(
        (
            len(documents),
            documents[-1],
            max(weights),
            _NO_COMPRESSION,
            length_to_byte(postings.shortest),
            length_to_byte(postings.longest),
        ),
        _PICKLE_PROTOCOL,
    )
    length = len(info) + len(data)
    return struct.pack("!i", -length if is_last else length) + info + data


def _as_stored(lengths: Ints) -> Ints:
    """Field lengths as Whoosh will read them back: it keeps one byte of each."""
    longest = int(lengths.max(initial=0))
    table = np.array([byte_to_length(length_to_byte(n)) for n in range(longest + 1)])
    return table[lengths]


def _encode_positions(postings: FieldPostings) -> list[bytes]:
    """Whoosh's encoding of each posting's positions: their number and a pickled list of steps."""
    gaps = np.diff(postings.positions, prepend=0)
    first = postings.position_starts[:-1]
    gaps[first] = postings.positions[first]
    code = _integer_opcodes(int(gaps.max(initial=0)))
    codes = list(map(code.__getitem__, gaps.tolist()))
    frequencies = postings.frequencies.tolist()
    head = {n: struct.pack("!I", n) + b"\x80\x02](" for n in set(frequencies)}
    starts = postings.position_starts.tolist()
    join = b"".join
    return [
        head[n] + (codes[start] if n == 1 else join(codes[start : start + n])) + b"e."
        for n, start in zip(frequencies, starts, strict=False)
    ]


def _integer_opcodes(largest: int) -> Sequence[bytes]:
    """The pickle opcodes that push each integer from 0 up."""
    one_byte, two_bytes = 1 << 8, 1 << 16
    return [
        b"K" + struct.pack("<B", n)
        if n < one_byte
        else b"M" + struct.pack("<H", n)
        if n < two_bytes
        else b"J" + struct.pack("<i", n)
        for n in range(largest + 1)
    ]
