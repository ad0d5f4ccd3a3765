"""What is kept of each document of a segment, one record behind the other, read in place."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.errors import IndexFormatError
from indexer.whoosh_backend.arrays import Ints, load_array, save_array
from indexer.whoosh_backend.segments import Segments


def records_file(kind: str, segment: str) -> str:
    """The name of the file with a segment's records; `kind` has a suffix, as `posts.jsonl`."""
    name, suffix = kind.split(".")
    return f"{name}.{segment}.{suffix}"


def _offsets_array(kind: str, segment: str) -> str:
    """The name of the array of the bytes at which records start, and the last one ends."""
    return f"{kind.split('.', maxsplit=1)[0]}.{segment}.offsets"


class RecordWriter:
    """Writes the records of a new segment in the order of their places in it."""

    def __init__(self, folder: Path, kind: str, segment: str) -> None:
        self._folder = folder
        self._offsets_array = _offsets_array(kind, segment)
        self._offsets = [0]
        self._file = (folder / records_file(kind, segment)).open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        if error is None:
            save_array(self._folder, self._offsets_array, np.array(self._offsets, dtype=np.int64))

    def add(self, record: bytes) -> None:
        """Write one document's record, which is not empty."""
        self._file.write(record)
        self._offsets.append(self._offsets[-1] + len(record))


class Records:
    """The records of one kind by document number, from mapped files; safe for threads."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._segments = Segments.load(folder)
        self._parts = [_map(folder, kind, segment.name) for segment in self._segments.segments]

    def __len__(self) -> int:
        return len(self._segments.numbers)

    def __getitem__(self, document: int) -> bytes:
        records, offsets = self._parts[self._segments.numbers[document]]
        place = self._segments.places[document]
        record: bytes = records[offsets[place] : offsets[place + 1]].tobytes()
        return record


def _map(folder: Path, kind: str, segment: str) -> tuple[npt.NDArray[np.uint8], Ints]:
    path = folder / records_file(kind, segment)
    offsets = load_array(folder, _offsets_array(kind, segment))
    records = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))
    if len(records) != offsets[-1]:
        raise IndexFormatError(f"{path} has not the length that it should have")
    return records, offsets
