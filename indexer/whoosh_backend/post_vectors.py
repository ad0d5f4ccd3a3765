"""The vectors of posts: of each text of theirs, kept with its segment, and of posts as a whole.

The texts' vectors are kept as bytes, since few of them are looked at for a query. All posts'
are, in one matrix product, for which numbers of 32 bits are the quickest.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.encoded_texts import count_words, encoded_texts
from indexer.encoders.encoder import Encoder, Vectors, to_unit_length
from indexer.errors import IndexFormatError
from indexer.post import Post
from indexer.whoosh_backend.arrays import (
    Floats,
    Ints,
    Stored,
    load_arrays,
    save_arrays,
)
from indexer.whoosh_backend.renumbering import Renumbering
from indexer.whoosh_backend.segments import Segments

# A text's vector as bytes, with the number that turns them into its components.
Kept = tuple[npt.NDArray[np.int8], np.float32]

_IDENTITY_FILE = "vectors.json"
_LARGEST = 127
_DIGEST_BYTES = 16
# A head of so many words weighs as much as the whole body, a shorter one less.
_HEAD_WORDS = 45
_TEXTS_AT_ONCE = 1024
_POSTS_AT_ONCE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderIdentity:
    """Which encoder made the vectors; only the same one's query vectors may meet them."""

    name: str
    digest: str
    dimensions: int
    is_costly: bool

    @classmethod
    def of(cls, encoder: Encoder) -> Self:
        """That of an encoder at hand."""
        return cls(
            name=encoder.name,
            digest=encoder.digest,
            dimensions=encoder.dimensions,
            is_costly=encoder.is_costly,
        )

    def save(self, folder: Path) -> None:
        """Write it beside the vectors."""
        (folder / _IDENTITY_FILE).write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """Read what `save` wrote; None for a generation without vectors.

        Raises IndexFormatError if it cannot be read.
        """
        path = folder / _IDENTITY_FILE
        try:
            return cls(**json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            raise IndexFormatError(f"{path} cannot be read ({error})") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentVectors:
    """The vectors of a segment's texts, post by post.

    The texts of the post at place p are `starts[p]` to `starts[p + 1]`, the head first. A
    component is its byte in `rows` times the row's number in `scales`; `words` counts the
    words of each text, and `digests` holds a BLAKE2 of it in two numbers.
    """

    starts: Ints
    rows: npt.NDArray[np.int8]
    scales: Vectors
    words: Ints
    digests: npt.NDArray[np.uint64]

    def save(self, folder: Path, segment: str) -> None:
        """Write one file an array."""
        save_arrays(folder, f"vectors.{segment}", self)

    @classmethod
    def load(cls, folder: Path, segment: str) -> Self:
        """Map what `save` wrote into memory."""
        return load_arrays(folder, f"vectors.{segment}", cls)

    def vectors(self, texts: slice) -> Vectors:
        """The vectors of some texts."""
        vectors: Vectors = self.rows[texts] * self.scales[texts, np.newaxis]
        return vectors

    def of_posts(self) -> "DocumentVectors":
        """What follows for each post as a whole."""
        count = len(self.starts) - 1
        vectors = np.zeros((count, self.rows.shape[1]), dtype=np.float32)
        unity = np.zeros(count, dtype=np.float32)
        for first in range(0, count, _POSTS_AT_ONCE):
            starts = self.starts[first : first + _POSTS_AT_ONCE + 1]
            texts = slice(int(starts[0]), int(starts[-1]))
            part = slice(first, first + _POSTS_AT_ONCE)
            vectors[part], unity[part] = _of_posts(
                self.vectors(texts), self.words[texts], starts - starts[0]
            )
        return DocumentVectors(vectors=vectors, unity=unity)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVectors(Stored):
    """One vector of length one for each document, of its head and of the mean of its body.

    `unity` says how near the head is to the nearest text of the body, zero without a body:
    this is how near texts are that speak of the same thing.
    """

    FILES = "vectors.documents"

    vectors: Vectors
    unity: Floats

    def spliced(self, new: Self, numbering: Renumbering) -> Self:
        """These after documents were removed and set in."""
        vectors = np.empty((numbering.count, self.vectors.shape[1]), dtype=np.float32)
        vectors[numbering.old[numbering.is_kept]] = self.vectors[numbering.is_kept]
        vectors[numbering.new] = new.vectors
        return type(self)(vectors=vectors, unity=numbering.columns(self.unity, new.unity))


def _of_posts(texts: Vectors, words: Ints, starts: Ints) -> tuple[Vectors, Floats]:
    """The vector and the unity of each post, from the vectors of all their texts."""
    heads = starts[:-1]
    head_weights = (words[heads] / _HEAD_WORDS).astype(np.float32)
    head: Vectors = texts[heads] * head_weights[:, np.newaxis]
    nearness = np.einsum("ij,ij->i", texts, texts[heads].repeat(np.diff(starts), axis=0))
    nearness[heads] = 0.0
    # The more words, the surer a mean of theirs is, by the root of their number.
    weighted: Vectors = texts * np.sqrt(words, dtype=np.float32)[:, np.newaxis]
    weighted[heads] = 0.0
    body = to_unit_length(np.add.reduceat(weighted, heads, axis=0))
    vectors = to_unit_length(head + body)
    return vectors, np.maximum.reduceat(nearness, heads)


class VectorsBuilder:
    """Encodes posts, in the order of their places in a segment; known texts are not encoded."""

    def __init__(self, encoder: Encoder, known: Mapping[bytes, Kept]) -> None:
        self._encoder = encoder
        self._known = known
        self._counts: list[int] = []
        self._words: list[int] = []
        self._digests: list[bytes] = []
        self._rows: list[npt.NDArray[np.int8]] = []
        self._scales: list[np.float32] = []

    def add(self, posts: Iterable[Post]) -> None:
        """Take in some posts."""
        new: dict[bytes, str] = {}
        digests: list[bytes] = []
        for post in posts:
            texts = encoded_texts(post)
            self._counts.append(len(texts))
            self._words += map(count_words, texts)
            for text in texts:
                digest = blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()
                digests.append(digest)
                if digest not in self._known:
                    new[digest] = text
        encoded = dict(zip(new, self._encode(list(new.values())), strict=True))
        for digest in digests:
            row, scale = encoded.get(digest) or self._known[digest]
            self._rows.append(row)
            self._scales.append(scale)
        self._digests += digests

    def finish(self) -> SegmentVectors:
        """The vectors of all posts so far."""
        dimensions = self._encoder.dimensions
        digests = np.frombuffer(b"".join(self._digests), dtype="<u8").astype(np.uint64)
        return SegmentVectors(
            starts=np.append(0, np.cumsum(np.array(self._counts, dtype=np.int64))),
            rows=np.array(self._rows, dtype=np.int8).reshape(-1, dimensions),
            scales=np.array(self._scales, dtype=np.float32),
            words=np.array(self._words, dtype=np.int32),
            digests=digests.reshape(-1, 2),
        )

    def _encode(self, texts: Sequence[str]) -> list[Kept]:
        kept: list[Kept] = []
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            vectors = self._encoder.encode(texts[start : start + _TEXTS_AT_ONCE])
            largest = np.abs(vectors).max(axis=1, initial=0.0)
            scales = np.where(largest > 0, largest / _LARGEST, 1.0).astype(np.float32)
            rows = np.rint(vectors / scales[:, np.newaxis]).astype(np.int8)
            kept += zip(rows, scales, strict=True)
        return kept


class PostVectors:
    """The vectors of a generation; raises IndexFormatError if they are damaged."""

    def __init__(self, folder: Path) -> None:
        identity = EncoderIdentity.load(folder)
        if identity is None:
            raise IndexFormatError("this generation has no vectors")
        try:
            self._segments = Segments.load(folder)
            self._parts = [
                SegmentVectors.load(folder, segment.name) for segment in self._segments.segments
            ]
            self.documents = DocumentVectors.load(folder)
        except (OSError, ValueError, EOFError) as error:
            raise IndexFormatError(f"the vectors cannot be read ({error})") from error
        self.identity = identity
        shape = (len(self._segments.numbers), identity.dimensions)
        parts = zip(self._parts, self._segments.segments, strict=True)
        if (
            self.documents.vectors.shape != shape
            or self.documents.unity.shape != shape[:1]
            or not all(_fits(part, each.documents, identity.dimensions) for part, each in parts)
        ):
            raise IndexFormatError("the vectors have not the shape that they should have")

    def refuse(self, encoder: Encoder) -> None:
        """Raise IndexFormatError for an encoder that has not made these vectors."""
        if EncoderIdentity.of(encoder) != self.identity:
            raise IndexFormatError(
                f"the encoder at hand, {encoder.name}, is not the {self.identity.name} that made "
                "the vectors: run 'indexer build'"
            )

    def of_texts(self, document: int) -> Vectors:
        """The vectors of a document's texts, the head first."""
        part, place = self._place(document)
        return part.vectors(slice(int(part.starts[place]), int(part.starts[place + 1])))

    def known(self, documents: Iterable[int]) -> dict[bytes, Kept]:
        """The vectors of some documents' texts by the texts' digests."""
        known: dict[bytes, Kept] = {}
        for document in documents:
            part, place = self._place(document)
            for text in range(int(part.starts[place]), int(part.starts[place + 1])):
                digest = part.digests[text].astype("<u8").tobytes()
                known[digest] = part.rows[text], part.scales[text]
        return known

    def _place(self, document: int) -> tuple[SegmentVectors, int]:
        number = int(self._segments.numbers[document])
        return self._parts[number], int(self._segments.places[document])


def _fits(part: SegmentVectors, documents: int, dimensions: int) -> bool:
    texts = len(part.rows)
    return (
        len(part.starts) == documents + 1
        and part.starts[-1] == texts == len(part.scales) == len(part.words) == len(part.digests)
        and part.rows.shape == (texts, dimensions)
    )
