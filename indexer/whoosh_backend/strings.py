"""Many texts in one memory-mapped array, to be read one by one or bisected."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.renumbering import Renumbering

# No byte of UTF-8 is as large.
_BEHIND_ALL = b"\xff"
# How many texts are read in the time of one bisection.
_BISECTION_COST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Strings:
    """Text i is the bytes `starts[i]` to `starts[i + 1]` of `blob`, in UTF-8."""

    blob: npt.NDArray[np.uint8]
    starts: Ints

    @classmethod
    def of(cls, texts: Sequence[str]) -> Self:
        """These texts in this order; to be bisected they must ascend by their bytes."""
        encoded = [_encode(text) for text in texts]
        return cls(
            blob=np.frombuffer(b"".join(encoded), dtype=np.uint8),
            starts=np.array([0, *accumulate(map(len, encoded))], dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[str]:
        return (self[place] for place in range(len(self)))

    def __getitem__(self, place: int) -> str:
        return self._bytes(place).decode(errors="surrogatepass")

    def places_of(self, texts: Iterable[str]) -> dict[str, int]:
        """The place of each of some texts, all of which are among these, which ascend."""
        wanted = set(texts)
        if len(wanted) * _BISECTION_COST < len(self):
            return {text: self.find(text) for text in wanted}
        places = {self[place]: place for place in range(len(self))}
        return {text: places[text] for text in wanted}

    def before(self, text: str) -> int:
        """How many of ascending texts come before this one."""
        return self._bisect(_encode(text))

    def spliced(self, new: Self, numbering: Renumbering) -> Self:
        """These texts after some were removed and the new ones set in."""
        old_lengths, new_lengths = np.diff(self.starts), np.diff(new.starts)
        splice = numbering.splice_runs(old_lengths, new_lengths)
        lengths = numbering.splice.apply(old_lengths, new_lengths)
        return type(self)(
            blob=splice.apply(self.blob, new.blob),
            starts=np.append(0, np.cumsum(lengths)),
        )

    def find(self, text: str) -> int:
        """The place of a text among ascending ones, the first if there are several, or −1."""
        places = self.equal_to(text)
        return places.start if places else -1

    def equal_to(self, text: str) -> range:
        """The places of those of ascending texts that are this one."""
        encoded = _encode(text)
        start = self._bisect(encoded)
        # Nothing stands between a text and the same with the least byte behind it.
        return range(start, self._bisect(encoded + b"\0", start))

    def beginning_with(self, prefix: str) -> range:
        """The places of those of ascending texts that begin with a prefix."""
        encoded = _encode(prefix)
        start = self._bisect(encoded)
        return range(start, self._bisect(encoded + _BEHIND_ALL, start))

    def _bisect(self, encoded: bytes, start: int = 0) -> int:
        return bisect_left(range(len(self)), encoded, lo=start, key=self._bytes)

    def _bytes(self, place: int) -> bytes:
        return self.blob[self.starts[place] : self.starts[place + 1]].tobytes()


def _encode(text: str) -> bytes:
    return text.encode(errors="surrogatepass")
