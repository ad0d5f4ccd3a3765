"""How near posts are to a query in meaning, beside the words that they share with it."""

import logging
from collections.abc import Callable
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
# By so many documents at least, if there are as many, it is told what cosines are usual.
_SAMPLE = 1024
# Bodies that are nearer to their heads repeat them, and say nothing of how near texts are.
_MAX_UNITY = 0.6
# Of fewer posts it cannot be told what is usual.
_MIN_UNITIES = 20
# So many multiplications OpenBLAS does in the thread that asks.
_ALONE = 8192
_NOTHING = np.empty(0, dtype=np.int64)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A query's vector, and the mean and the standard deviation of its cosines with documents."""

    vector: Vectors
    mean: float
    deviation: float


class Meaning:
    """Compares queries with the vectors of one generation; safe for threads."""

    def __init__(self, vectors: PostVectors, open_encoder: OpenEncoder) -> None:
        self._vectors = vectors
        self._documents = vectors.documents.vectors
        step = max(1, len(self._documents) // _SAMPLE)
        self._sample = np.ascontiguousarray(self._documents[::step])
        self._open_encoder = open_encoder
        self._encode: Encoding | None = None
        self._is_asked = False
        self._lock = Lock()
        unity = vectors.documents.unity[vectors.documents.unity > 0]
        self._unity = min(float(np.median(unity)), _MAX_UNITY) if len(unity) else _MAX_UNITY
        self.is_calibrated = len(unity) >= _MIN_UNITIES

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

    @property
    def is_costly(self) -> bool:
        """Whether a query takes milliseconds to encode, and is the better understood."""
        return self._vectors.identity.is_costly

    def likeness(self, text: str) -> Likeness | None:
        """How a text stands to all documents; None if nothing can be said."""
        encode = self._encoding()
        return None if encode is None else self._likeness(encode(text))

    def likeness_of(self, document: int) -> Likeness | None:
        """How a document stands to all others, for which no encoder is needed."""
        return self._likeness(self._documents[document])

    def similarities(self, likeness: Likeness, documents: Ints | None = None) -> Vectors:
        """The cosines of some documents, or of all."""
        vectors = self._documents if documents is None else self._documents[documents]
        return products(vectors, likeness.vector)

    def deviations(self, likeness: Likeness, similarities: Vectors) -> Floats:
        """By how many standard deviations cosines are above the mean of all, at least 0."""
        deviations: Floats = (similarities - likeness.mean) / likeness.deviation
        return np.maximum(deviations, 0.0, out=deviations)

    def closeness(self, likeness: Likeness, document: int) -> float:
        """How near the nearest text of a document is, as a multiple of what is usual.

        Usual is how near texts are that speak of the same thing: a post's head and the nearest
        text of its body.
        """
        texts = self._vectors.of_texts(document)
        return float((texts @ likeness.vector).max()) / self._unity

    def _likeness(self, vector: Vectors) -> Likeness | None:
        similarities = products(self._sample, vector)
        mean, deviation = float(similarities.mean()), float(similarities.std())
        if not isfinite(deviation):
            self._turn_off("the vectors hold what is no number: run 'indexer build --full'")
            return None
        return Likeness(vector, mean, deviation) if deviation > 0.0 else None

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


def nearest(similarities: Vectors, count: int) -> Ints:
    """The places of the greatest values, the greatest first."""
    count = min(count, len(similarities))
    places = np.argpartition(-similarities, count - 1)[:count] if count else _NOTHING
    return places[np.argsort(-similarities[places], kind="stable")]


def products(vectors: Vectors, query: Vectors) -> Vectors:
    """The dot products of all vectors with one, by a single thread.

    OpenBLAS shares larger products among threads that wait for each other, which takes tens of
    milliseconds as soon as another process is at work. Blocks as small as these it does alone.
    """
    rows = max(1, _ALONE // len(query))
    whole = len(vectors) - len(vectors) % rows
    blocks = vectors[:whole].reshape(-1, rows, len(query)) @ query
    return np.concatenate([blocks.ravel(), vectors[whole:] @ query])


def _encoding(encoder: Encoder) -> Encoding:
    """Encodes one text, and keeps the vectors of the latest."""

    @lru_cache(MAX_KEPT_VECTORS)
    def encode(text: str) -> Vectors:
        vector: Vectors = encoder.encode([text])[0]
        return vector

    return encode


def _warn(reason: str) -> None:
    _log.warning("words alone answer, not meaning: %s", reason)
