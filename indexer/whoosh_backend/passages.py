"""Where the sentences of all posts stand, so that an excerpt is found without reading a post."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from indexer.whoosh_backend.arrays import Ints, Stored
from indexer.whoosh_backend.sentence_table import (
    ENDS,
    OPENINGS,
    PASSAGE_ENDS,
    PLACE_ENDS,
    PLACES,
    STARTS,
    SentenceTable,
)

NO_SENTENCE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Passages(Stored):
    """The sentences of all summaries, then of all bodies, each in the order of documents.

    Places are positions on the line of numbers on which `Positions` lays out all texts.
    `text_places` and `first_sentences` have a row for summaries and one for bodies: the text
    of document d reaches from place `text_places[row, d]` up to that of d + 1, and so do its
    sentences by number. Sentence s has the tokens from `places[s]` to `place_ends[s]` and the
    bytes from `starts[s]` to `ends[s]` of its document's texts. The passage that starts
    with it ends before sentence `passage_ends[s]`; `openings[s]` is the first sentence of
    its summary or section. Sentence 0 is empty and belongs to no text. Section i, with its
    heading, starts at `section_places[i]`; document d's first one is `first_sections[d]`.
    """

    FILES = "passages"

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
    def of(cls, table: SentenceTable, text_starts: Ints, extents: Ints) -> Self:
        """The sentences of a table whose texts start at these places and take so many.

        Both have a row for summaries and one for bodies, and a column a document.
        """
        columns, counts = table.columns, table.counts.ravel()
        places_before = np.repeat(text_starts.ravel(), counts)
        document_count = table.counts.shape[1]
        text_ends = text_starts[:, -1] + extents[:, -1]
        bounds = np.append(0, np.cumsum(counts)).astype(np.int32) + np.int32(NO_SENTENCE + 1)
        sentences_before = np.repeat(bounds[:-1], counts)
        return cls(
            text_places=np.column_stack([text_starts, text_ends.astype(text_starts.dtype)]),
            first_sentences=np.stack([bounds[: document_count + 1], bounds[document_count:]]),
            places=_behind(0, columns[PLACES] + places_before),
            place_ends=_behind(0, columns[PLACE_ENDS] + places_before),
            starts=_behind(0, columns[STARTS]),
            ends=_behind(0, columns[ENDS]),
            passage_ends=_behind(1, columns[PASSAGE_ENDS] + sentences_before),
            openings=_behind(0, columns[OPENINGS] + sentences_before),
            section_places=table.section_places + np.repeat(text_starts[1], table.section_counts),
            first_sections=np.append(0, np.cumsum(table.section_counts)).astype(np.int32),
        )

    @property
    def table(self) -> SentenceTable:
        """The table that these were made of."""
        counts = np.diff(self.first_sentences)
        places_before = np.repeat(self.text_places[:, :-1].ravel(), counts.ravel())
        sentences_before = np.repeat(self.first_sentences[:, :-1].ravel(), counts.ravel())
        section_counts = np.diff(self.first_sections)
        columns = (
            self.places[1:] - places_before,
            self.place_ends[1:] - places_before,
            self.starts[1:],
            self.ends[1:],
            self.passage_ends[1:] - sentences_before,
            self.openings[1:] - sentences_before,
        )
        starts_before = np.repeat(self.text_places[1, :-1], section_counts)
        return SentenceTable(
            counts=counts,
            columns=np.stack(columns).astype(np.int32, copy=False),
            section_counts=section_counts,
            section_places=(self.section_places - starts_before).astype(np.int32, copy=False),
        )


def _behind(first: int, column: Ints) -> Ints:
    """A column behind its value for the sentence that is none."""
    return np.concatenate([np.array([first], dtype=column.dtype), column])
