"""Writes a Whoosh segment from postings that are sorted already, many terms at a time.

Whoosh's own writer takes one word of one document at a time, pools and sorts; here the
sorting is done (`indexer.whoosh_backend.inversion`), and the codec's files are written from
arrays (`indexer.whoosh_backend.posting_blocks`). The layout is that of Whoosh's third codec,
so that any Whoosh program reads the result.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment
from whoosh.fields import FieldType
from whoosh.index import FileIndex
from whoosh.util.numeric import length_to_byte
from whoosh.writing import SegmentWriter

from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.posting_blocks import TermPostings, encode
from indexer.whoosh_backend.postings import Positions, Postings
from indexer.whoosh_backend.segments import Segment, Segments

# As W3TermInfo packs them; then the place of the term's postings and their length.
_TERM_INFO = struct.Struct("!BfIBBfII")
_EXTENT = struct.Struct("!qi")
_TOKENS_AT_ONCE = 1 << 19


class BulkWriter(SegmentWriter):  # type: ignore[misc]  # Whoosh has no types
    """A Whoosh writer that adds one segment to an index from whole columns of documents."""

    def __init__(self, index: FileIndex, text_fields: Sequence[str]) -> None:
        super().__init__(index, compound=False)
        self.merge = False
        self._text_fields = tuple(text_fields)
        self._texts: tuple[Postings, Positions] | None = None
        self._keys: dict[str, dict[bytes, list[int]]] = {}

    @property
    def segment_name(self) -> str:
        """The name of the segment to be written."""
        return str(self.newsegment.segid)

    def take_over(self, segments: Segments) -> None:
        """Let the index have segments whose files lie in its folder, without their dead."""
        for number, segment in enumerate(segments.segments):
            alive = segments.places[segments.numbers == number].tolist()
            taken = W3Segment(
                W3Codec(),
                self.indexname,
                doccount=segment.documents,
                segid=segment.name,
                deleted=set(range(segment.documents)).difference(alive) or None,
            )
            taken._fieldlengths = dict(segment.field_lengths)  # noqa: SLF001 - as its writer does
            self.segments.append(taken)

    def add_documents(
        self,
        documents: Iterable[Mapping[str, object]],
        lengths: Ints,
        on_progress: Callable[[int], None],
    ) -> None:
        """Store the fields of documents, and note the terms of those that are keys.

        `lengths` has a row a text field and a column a document.
        """
        fields = dict(self.schema.items())
        keys = {
            name: self._keys.setdefault(name, {})
            for name, field in fields.items()
            if field.indexed and name not in self._text_fields
        }
        for document, column in zip(documents, lengths.T.tolist(), strict=True):
            length_of = dict(zip(self._text_fields, column, strict=True))
            self.perdocwriter.start_doc(self.docnum)
            for name, field in fields.items():
                value = document[name]
                if name in keys:
                    for term, *_ in field.index(value):
                        keys[name].setdefault(term, []).append(self.docnum)
                stored = value if field.stored else None
                self.perdocwriter.add_field(name, field, stored, length_of.get(name, 0))
            self.perdocwriter.finish_doc()
            on_progress(1)
            self.docnum += 1
        self._added = True

    def add_texts(self, postings: Postings, positions: Positions) -> None:
        """Give the postings of the text fields of all documents that were added."""
        self._texts = postings, positions

    @property
    def segment(self) -> Segment:
        """The segment that was written."""
        return Segment(
            name=self.segment_name,
            documents=self.docnum,
            field_lengths=dict(self.newsegment._fieldlengths),  # noqa: SLF001 - kept by nobody else
        )

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        for name in sorted(self.schema.names()):
            field = self.schema[name]
            if name in self._text_fields:
                self._write_texts(name, field)
            elif field.indexed:
                self._write_keys(name, field)
        self.fieldwriter.close()

    def _write_keys(self, name: str, field: FieldType) -> None:
        self.fieldwriter.start_field(name, field)
        terms = sorted(self._keys.get(name, {}).items())
        if terms:
            counts = [len(documents) for _, documents in terms]
            documents = np.concatenate([np.array(documents) for _, documents in terms])
            nothing = np.zeros(len(terms), dtype=np.int64)
            postings = TermPostings(
                starts=np.append(0, np.cumsum(counts)),
                documents=documents,
                frequencies=np.ones_like(documents),
                positions=None,
                shortest=nothing,
                longest=nothing,
            )
            _write_terms(self.fieldwriter, [term for term, _ in terms], postings)
        self.fieldwriter.finish_field()

    def _write_texts(self, name: str, field: FieldType) -> None:
        self.fieldwriter.start_field(name, field)
        if self._texts is not None:
            row = self._text_fields.index(name)
            for terms, postings in _field_postings(*self._texts, row):
                _write_terms(self.fieldwriter, terms, postings)
        self.fieldwriter.finish_field()


def _write_terms(writer: W3FieldWriter, terms: Sequence[bytes], postings: TermPostings) -> None:
    """Write what W3FieldWriter and W3PostingsWriter write for some terms of a field."""
    file = writer._postfile  # noqa: SLF001 - the codec has no public way to write a block
    begin = file.tell()
    data, places = encode(postings)
    file.write(data)
    starts = postings.starts
    first, last = starts[:-1], starts[1:] - 1
    columns = (
        np.add.reduceat(postings.frequencies, first),
        np.diff(starts),
        np.maximum.reduceat(postings.frequencies, first),
        postings.documents[first],
        postings.documents[last],
        postings.shortest,
        postings.longest,
        begin + places[:-1],
        np.diff(places),
    )
    prefix = struct.pack("!H", writer._fieldid)  # noqa: SLF001
    add = writer._tindex.add  # noqa: SLF001
    for term, row in zip(terms, zip(*(c.tolist() for c in columns), strict=True), strict=True):
        weight, count, heaviest, min_id, max_id, shortest, longest, place, length = row
        info = _TERM_INFO.pack(0, weight, count, shortest, longest, heaviest, min_id, max_id)
        add(prefix + term, info + _EXTENT.pack(place, length))


def _field_postings(
    postings: Postings, positions: Positions, field: int
) -> Iterator[tuple[Sequence[bytes], TermPostings]]:
    """The terms of one field with their postings, some terms at a time."""
    lengths = postings.lengths[field]
    document_count = len(lengths)
    stored_lengths = _as_stored(lengths)
    first_text = field * document_count
    text_starts = positions.text_starts[first_text : first_text + document_count]
    after = positions.text_starts[first_text + document_count : first_text + document_count + 1]
    field_end = int(after[0]) if len(after) else np.iinfo(np.int64).max
    for first, last in pairwise(_cuts(positions.starts)):
        part = slice(postings.starts[first], postings.starts[last])
        held = np.flatnonzero(postings.frequencies[field, part])
        if not len(held):
            continue
        documents = postings.documents[part][held]
        frequencies = postings.frequencies[field, part][held].astype(np.int64)
        places = positions.places[positions.starts[first] : positions.starts[last]]
        places = places[(places >= text_starts[0]) & (places < field_end)]
        bounds = np.searchsorted(held, postings.starts[first : last + 1] - postings.starts[first])
        terms = np.flatnonzero(np.diff(bounds))
        starts = bounds[terms]
        found = stored_lengths[documents]
        yield (
            postings.terms[first:last][terms].tolist(),
            TermPostings(
                starts=np.append(starts, len(documents)),
                documents=documents,
                frequencies=frequencies,
                positions=places - np.repeat(text_starts[documents], frequencies),
                shortest=np.minimum.reduceat(found, starts),
                longest=np.maximum.reduceat(found, starts),
            ),
        )


def _cuts(starts: Ints) -> list[int]:
    """Cuts terms into stretches of not many more tokens than are worked at at once."""
    cuts = np.searchsorted(starts, np.arange(0, int(starts[-1]), _TOKENS_AT_ONCE))
    return [int(cut) for cut in np.unique(np.append(cuts, len(starts) - 1))]


def _as_stored(lengths: Ints) -> Ints:
    """The byte in which Whoosh keeps each length, which grows with it."""
    longest = int(lengths.max(initial=0))
    table = np.array([length_to_byte(length) for length in range(longest + 1)], dtype=np.int64)
    return table[lengths]
