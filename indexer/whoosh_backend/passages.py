"""Where the sentences of all posts stand, so that an excerpt is found without reading a post."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.analysis import analyze_word, chunks_of, words_of
from indexer.excerpts import MAX_EXCERPT_CHARACTERS
from indexer.post import Post
from indexer.sentences import Span, passage_ends, sentence_spans
from indexer.whoosh_backend.arrays import Ints, load_arrays, save_arrays

NO_SENTENCE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages:
    """The sentences of all summaries, then of all bodies, each in the order of documents.

    Places are positions on the line of numbers on which `Positions` lays out all texts.
    `text_places` and `first_sentences` have a row for summaries and one for bodies: the text
    of document d reaches from place `text_places[row, d]` up to that of d + 1, and so do its
    sentences by number. Sentence s has the tokens from `places[s]` to `place_ends[s]` and the
    bytes from `starts[s]` to `ends[s]` of `texts`, which is UTF-8. The passage that starts
    with it ends before sentence `passage_ends[s]`; `openings[s]` is the first sentence of
    its summary or section. Sentence 0 is empty and belongs to no text. Section i, with its
    heading, starts at `section_places[i]`; document d's first one is `first_sections[d]`.
    """

    texts: npt.NDArray[np.uint8]
    text_places: Ints
    first_sentences: Ints
    places: Ints
    place_ends: Ints
    starts: Ints
    ends: Ints
    passage_ends: Ints
    openings: Ints
    section_places: Ints
    first_sections: Ints

    @classmethod
    def of(cls, posts: Sequence[Post], summary_places: Ints, body_places: Ints) -> Self:
        """The sentences of posts in the order of their document numbers.

        Each post's summary and body start at the places given.
        """
        table = _Table()
        for post, place in zip(posts, summary_places.tolist(), strict=True):
            table.start_document(place)
            table.add_text(post.summary)
        table.end_row()
        for post, place in zip(posts, body_places.tolist(), strict=True):
            table.start_document(place)
            table.first_sections.append(len(table.section_places))
            for section in post.sections:
                table.section_places.append(table.place)
                table.place += table.width(section.heading)
                table.add_text(section.text)
        table.end_row()
        table.first_sections.append(len(table.section_places))
        largest = max(table.place, sum(map(len, table.texts)))
        kind = np.int32 if largest <= np.iinfo(np.int32).max else np.int64

        def column(values: "array[int]") -> Ints:
            return np.array(values, dtype=kind)

        return cls(
            texts=np.frombuffer(b"".join(table.texts), dtype=np.uint8),
            text_places=column(table.text_places).reshape(2, -1),
            first_sentences=column(table.first_sentences).reshape(2, -1),
            places=column(table.places),
            place_ends=column(table.place_ends),
            starts=column(table.starts),
            ends=column(table.ends),
            passage_ends=column(table.passage_ends),
            openings=column(table.openings),
            section_places=column(table.section_places),
            first_sections=column(table.first_sections),
        )

    def save(self, folder: Path) -> None:
        """Write one file an array."""
        save_arrays(folder, "passages", self)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote into memory."""
        return load_arrays(folder, "passages", cls)


class _Table:
    """The columns of `Passages` while they grow, and how far places and bytes have come."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.text_places = array("q")
        self.first_sentences = array("q")
        self.places = array("q", [0])
        self.place_ends = array("q", [0])
        self.starts = array("q", [0])
        self.ends = array("q", [0])
        self.passage_ends = array("q", [1])
        self.openings = array("q", [0])
        self.section_places = array("q")
        self.first_sections = array("q")
        self.place = 0
        self._bytes = 0
        self._widths = _Widths()

    def width(self, text: str) -> int:
        """How many positions the tokens of a text take."""
        return sum(map(self._widths.__getitem__, chunks_of(text)))

    def start_document(self, place: int) -> None:
        """Let the next text be of the next document and start at this place."""
        self.place = place
        self.end_row()

    def end_row(self) -> None:
        """Note where the last text ended."""
        self.text_places.append(self.place)
        self.first_sentences.append(len(self.places))

    def add_text(self, text: str) -> None:
        """Take in a summary or the text of a section."""
        sentences = sentence_spans(text)
        first = len(self.places)
        widths = [self.width(text[start:end]) for start, end in sentences]
        places = list(accumulate(widths, initial=self.place))
        self.places.extend(places[:-1])
        self.place_ends.extend(places[1:])
        self.place = places[-1]
        data = text.encode() + b"\n"
        for start, end in sentences if text.isascii() else _byte_spans(text, sentences):
            self.starts.append(self._bytes + start)
            self.ends.append(self._bytes + end)
        ends = passage_ends(sentences, MAX_EXCERPT_CHARACTERS)
        self.passage_ends.extend(first + end for end in ends)
        self.openings.extend([first] * len(sentences))
        self.texts.append(data)
        self._bytes += len(data)


class _Widths(dict[str, int]):
    """How many positions the words of a stretch of text take, worked out once for each."""

    def __missing__(self, chunk: str) -> int:
        width = sum(analyze_word(word[0]).width for word in words_of(chunk))
        self[chunk] = width
        return width


def _byte_spans(text: str, spans: Sequence[Span]) -> list[Span]:
    """Where stretches of a text stand in its UTF-8 form."""
    borders = [0, *(border for span in spans for border in span)]
    pieces = (text[start:end] for start, end in pairwise(borders))
    offsets = list(accumulate(len(piece.encode()) for piece in pieces))
    return list(zip(offsets[::2], offsets[1::2], strict=True))
