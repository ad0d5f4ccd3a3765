"""Segments: the documents that one build wrote, in files that later generations share.

A segment's files never change. A generation says which segments it has and where in them
each of its documents is; what else a segment holds is dead.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np

from indexer.errors import IndexFormatError
from indexer.whoosh_backend.arrays import Ints, Mask, load_array, save_array

_SEGMENTS_FILE = "segments.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A segment's name, which stands in its files' names, and its extent, the dead included.

    `field_lengths` counts the tokens of each text field.
    """

    name: str
    documents: int
    field_lengths: Mapping[str, int]

    def has_file(self, name: str) -> bool:
        """Whether a file of this name belongs to this segment."""
        return self.name in name.replace("_", ".").split(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segments:
    """The segments of a generation; document d is number `places[d]` of the `numbers[d]`-th."""

    segments: Sequence[Segment]
    numbers: Ints
    places: Ints

    def save(self, folder: Path) -> None:
        """Write the names and both arrays."""
        text = json.dumps([asdict(segment) for segment in self.segments])
        (folder / _SEGMENTS_FILE).write_text(text, "utf-8")
        save_array(folder, "segments.numbers", self.numbers)
        save_array(folder, "segments.places", self.places)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote, the arrays mapped into memory."""
        try:
            rows = json.loads((folder / _SEGMENTS_FILE).read_text("utf-8"))
            segments = tuple(Segment(**row) for row in rows)
        except (ValueError, TypeError) as error:
            raise IndexFormatError(f"{folder / _SEGMENTS_FILE} cannot be read: {error}") from error
        return cls(
            segments=segments,
            numbers=load_array(folder, "segments.numbers"),
            places=load_array(folder, "segments.places"),
        )

    def share_files(self, base: Path, folder: Path) -> None:
        """Let a folder have these segments' files, which lie in the folder of `base`."""
        for path in sorted(base.iterdir()):
            if any(segment.has_file(path.name) for segment in self.segments):
                share_file(path, folder)

    def only(self, is_kept: Mask) -> Self:
        """These segments with the documents of a mask alone; one without any is left out."""
        numbers = self.numbers[is_kept]
        used, numbers = np.unique(numbers, return_inverse=True)
        return type(self)(
            segments=[self.segments[number] for number in used.tolist()],
            numbers=numbers.astype(np.int32),
            places=self.places[is_kept],
        )

    def joined_by(self, segment: Segment | None, old: Ints, new: Ints) -> Self:
        """These segments' documents under their numbers `old`, and those of another, `new`."""
        numbers = np.empty(len(old) + len(new), dtype=np.int32)
        places = np.empty_like(numbers)
        numbers[old], places[old] = self.numbers, self.places
        numbers[new], places[new] = len(self.segments), np.arange(len(new))
        segments = [*self.segments, segment] if segment else self.segments
        return type(self)(segments=segments, numbers=numbers, places=places)

    @property
    def whoosh_numbers(self) -> Ints:
        """Whoosh's own number of each document: it counts through all segments."""
        sizes = np.array([segment.documents for segment in self.segments], dtype=np.int64)
        return (np.cumsum(sizes) - sizes)[self.numbers] + self.places

    @property
    def extent(self) -> int:
        """How many documents all segments have, the dead included."""
        return sum(segment.documents for segment in self.segments)


def share_file(path: Path, folder: Path) -> None:
    """Let a folder have a file of another; where the file system has no links, it is copied."""
    try:
        (folder / path.name).hardlink_to(path)
    except OSError:
        shutil.copyfile(path, folder / path.name)
