"""How near posts are to a query in meaning, beside the words that they share with it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from pathlib import Path
from threading import Lock
from typing import Self

import numpy as np

from indexer.encoders.encoder import Encoder, Vectors
from indexer.errors import EncoderError, IndexFormatError
from indexer.whoosh_backend.arrays import Floats, Ints
from indexer.whoosh_backend.post_vectors import EncoderIdentity, PostVectors

OpenEncoder = Callable[[], Encoder]
Encoding = Callable[[str], Vectors]

MAX_KEPT_VECTORS = 10_000
# The texts of so many posts are looked at for the nearest.
_NEAREST_POSTS = 16
# Bodies that are nearer to their heads repeat them, and say nothing of how near texts are.
_MAX_UNITY = 0.6
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near each document is to a query.

    `similarities` are cosines; `deviations` says by how many standard deviations each is
    above the mean of all, zero for what is below.
    """

    query: Vectors
    similarities: Vectors
    deviations: Floats


class Meaning:
    """Compares queries with the vectors of one generation; safe for threads."""

    def __init__(self, vectors: PostVectors, open_encoder: OpenEncoder) -> None:
        self._vectors = vectors
        self._documents = vectors.documents.vectors
        self._open_encoder = open_encoder
        self._encode: Encoding | None = None
        self._is_asked = False
        self._lock = Lock()
        unity = vectors.documents.unity[vectors.documents.unity > 0]
        self._unity = min(float(np.median(unity)), _MAX_UNITY) if len(unity) else _MAX_UNITY

    @classmethod
    def load(cls, folder: Path, open_encoder: OpenEncoder) -> Self | None:
        """The meaning of what a folder holds; None, and a warning, if its vectors are damaged."""
        try:
            if EncoderIdentity.load(folder) is None:
                return None
            return cls(PostVectors(folder), open_encoder)
        except IndexFormatError as error:
            _warn(f"{folder.name}: {error}: run 'indexer build --full'")
            return None

    def likeness(self, text: str) -> Likeness | None:
        """How near all documents are to a text; None if nothing can be said."""
        encode = self._encoding()
        if encode is None:
            return None
        return self._likeness(encode(text))

    def likeness_of(self, document: int) -> Likeness | None:
        """How near all documents are to one of them, for which no encoder is needed."""
        return self._likeness(self._documents[document])

    def _likeness(self, query: Vectors) -> Likeness | None:
        similarities = self._documents @ query
        mean, deviation = float(similarities.mean()), float(similarities.std())
        if not isfinite(deviation):
            self._turn_off("the vectors hold what is no number: run 'indexer build --full'")
            return None
        if deviation == 0.0:
            return None
        return Likeness(
            query, similarities, np.maximum((similarities - mean) / deviation, 0.0, dtype=float)
        )

    @property
    def is_costly(self) -> bool:
        """Whether a query takes milliseconds to encode, and is the better understood."""
        return self._vectors.identity.is_costly

    def closeness(self, likeness: Likeness) -> float:
        """How near the nearest text of all is, as a multiple of what texts on one thing are."""
        nearest = self.nearest(likeness.similarities, _NEAREST_POSTS)
        return self.closeness_of(likeness, nearest.tolist())

    def closeness_of(self, likeness: Likeness, documents: Iterable[int]) -> float:
        """The same of the texts of some documents."""
        best = max(
            float((self._vectors.of_texts(document) @ likeness.query).max())
            for document in documents
        )
        return best / self._unity

    def nearest(self, similarities: Vectors, count: int) -> Ints:
        """The most similar documents, the best first."""
        count = min(count, len(similarities))
        nearest = np.argpartition(-similarities, count - 1)[:count]
        return nearest[np.argsort(-similarities[nearest], kind="stable")]

    def _encoding(self) -> Encoding | None:
        """What gives queries their vectors, opened when it is first asked for."""
        if not self._is_asked:
            with self._lock:
                if not self._is_asked:
                    encoder = self._open()
                    self._encode = None if encoder is None else _encoding(encoder)
                    self._is_asked = True
        return self._encode

    def _turn_off(self, reason: str) -> None:
        with self._lock:
            if self._encode is not None:
                self._encode = None
                _warn(reason)

    def _open(self) -> Encoder | None:
        try:
            encoder = self._open_encoder()
            self._vectors.refuse(encoder)
        except (EncoderError, IndexFormatError) as error:
            _warn(str(error))
            return None
        return encoder


def _encoding(encoder: Encoder) -> Encoding:
    """Encodes one text, and keeps the vectors of the latest."""

    @lru_cache(MAX_KEPT_VECTORS)
    def encode(text: str) -> Vectors:
        vector: Vectors = encoder.encode([text])[0]
        return vector

    return encode


def _warn(reason: str) -> None:
    _log.warning("words alone answer, not meaning: %s", reason)
