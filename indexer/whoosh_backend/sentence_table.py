"""The sentences of posts in columns, each counted from the start of its own text."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Self

import numpy as np

from indexer.analysis import analyze_word, chunks_of, words_of
from indexer.excerpts import MAX_EXCERPT_CHARACTERS
from indexer.post import Post
from indexer.sentences import Span, passage_ends, sentence_spans
from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.post_store import TEXT_END
from indexer.whoosh_backend.renumbering import Renumbering

PLACES, PLACE_ENDS, STARTS, ENDS, PASSAGE_ENDS, OPENINGS = range(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceTable:
    """The sentences of all summaries, then of all bodies, each in the order of documents.

    `counts` has a row for summaries, one for bodies and a column a document. `columns` has a
    row for each name above and a column a sentence: its places are positions in its text, its
    passage's end and its opening are numbers of sentences of its text, and its start and end
    are bytes of its document's texts (`indexer.whoosh_backend.post_store`). `section_counts`
    says how many of `section_places` each document has.
    """

    counts: Ints
    columns: Ints
    section_counts: Ints
    section_places: Ints

    def spliced(self, new: Self, numbering: Renumbering) -> Self:
        """This table after documents were removed and set in, `new` being that of the latter."""
        sentences = numbering.splice_runs(self.counts, new.counts)
        sections = numbering.splice_runs(self.section_counts, new.section_counts)
        return type(self)(
            counts=numbering.columns(self.counts, new.counts),
            columns=sentences.apply(self.columns, new.columns),
            section_counts=numbering.columns(self.section_counts, new.section_counts),
            section_places=sections.apply(self.section_places, new.section_places),
        )


class SentenceTableBuilder:
    """Makes the table of documents that come one by one."""

    def __init__(self) -> None:
        self._widths = _Widths()
        self._summaries, self._bodies = _Texts(self._widths), _Texts(self._widths)
        self._section_counts, self._section_places = array("i"), array("i")

    def add(self, post: Post) -> None:
        """Take in a post's summary and its sections."""
        self._summaries.start_document()
        start = self._summaries.add(post.summary, 0)
        bodies = self._bodies
        bodies.start_document()
        self._section_counts.append(len(post.sections))
        for section in post.sections:
            self._section_places.append(bodies.place)
            bodies.place += self._widths.of(section.heading)
            start = bodies.add(section.text, start)

    def finish(self) -> SentenceTable:
        """The table of all posts so far."""
        rows = (self._summaries, self._bodies)
        columns = [
            np.concatenate([np.array(row.columns[number], dtype=np.int32) for row in rows])
            for number in range(OPENINGS + 1)
        ]
        return SentenceTable(
            counts=np.array([row.counts for row in rows], dtype=np.int32),
            columns=np.stack(columns),
            section_counts=np.array(self._section_counts, dtype=np.int32),
            section_places=np.array(self._section_places, dtype=np.int32),
        )


class _Texts:
    """The columns of all summaries, or of all bodies, while they grow."""

    def __init__(self, widths: "_Widths") -> None:
        self.columns = [array("i") for _ in range(OPENINGS + 1)]
        self.counts = array("i")
        self.place = 0
        self._widths = widths

    def start_document(self) -> None:
        """Let the next text be of the next document."""
        self.place = 0
        self.counts.append(0)

    def add(self, text: str, start: int) -> int:
        """Take in a text that starts at a byte; the byte at which the next one starts."""
        sentences = sentence_spans(text)
        before = self.counts[-1]
        widths = [self._widths.of(text[first:end]) for first, end in sentences]
        places = list(accumulate(widths, initial=self.place))
        self.place = places[-1]
        spans = sentences if text.isascii() else _byte_spans(text, sentences)
        ends = passage_ends(sentences, MAX_EXCERPT_CHARACTERS)
        self.columns[PLACES].extend(places[:-1])
        self.columns[PLACE_ENDS].extend(places[1:])
        self.columns[STARTS].extend([start + first for first, _ in spans])
        self.columns[ENDS].extend([start + end for _, end in spans])
        self.columns[PASSAGE_ENDS].extend([before + end for end in ends])
        self.columns[OPENINGS].extend([before] * len(sentences))
        self.counts[-1] += len(sentences)
        return start + len(text.encode()) + len(TEXT_END)


class _Widths(dict[str, int]):
    """How many positions the words of a stretch of text take, worked out once for each."""

    def __missing__(self, chunk: str) -> int:
        width = sum(analyze_word(word[0]).width for word in words_of(chunk))
        self[chunk] = width
        return width

    def of(self, text: str) -> int:
        """How many positions the tokens of a text take."""
        return sum(map(self.__getitem__, chunks_of(text)))


def _byte_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """Where stretches of a text stand in its UTF-8 form."""
    borders = [0, *(border for span in spans for border in span)]
    pieces = (text[start:end] for start, end in pairwise(borders))
    offsets = list(accumulate(len(piece.encode()) for piece in pieces))
    return list(zip(offsets[::2], offsets[1::2], strict=True))
