"""Keeps the last answers of one snapshot of the index, within bounds; pure."""

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import blake2b
from threading import Lock
from typing import Self
from weakref import ref

_MIN_COMPRESSED_BYTES = 500
_COMPRESSION_LEVEL = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A body as it is sent; its tag is a digest of the content, the same if compressed."""

    body: bytes
    media_type: str
    is_compressed: bool
    tag: str

    @classmethod
    def of(cls, content: bytes, media_type: str, *, compressed: bool) -> Self:
        """The answer with this content; what is short is better sent as it is."""
        is_compressed = compressed and len(content) >= _MIN_COMPRESSED_BYTES
        return cls(
            body=gzip.compress(content, _COMPRESSION_LEVEL, mtime=0) if is_compressed else content,
            media_type=media_type,
            is_compressed=is_compressed,
            tag=blake2b(content, digest_size=12).hexdigest(),
        )


class AnswerCache:
    """The answers that were asked for last; safe to be shared by threads.

    A snapshot is known by itself and not by its name, which an index that was deleted and
    built anew may have again. When another one answers, everything is forgotten.
    """

    def __init__(self, max_answers: int, max_bytes: int) -> None:
        self._max_answers = max_answers
        self._max_bytes = max_bytes
        self._bytes = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._snapshot: ref[object] | None = None
        self._lock = Lock()

    def find(self, snapshot: object, key: Hashable) -> Answer | None:
        """What was kept under a key for this snapshot."""
        with self._lock:
            self._follow(snapshot)
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def keep(self, snapshot: object, key: Hashable, answer: Answer) -> None:
        """Keep an answer of this snapshot, and drop what nobody asked for the longest.

        An answer for which there is no room at all is not kept.
        """
        if len(answer.body) > self._max_bytes:
            return
        with self._lock:
            self._follow(snapshot)
            self._drop(key)
            self._answers[key] = answer
            self._bytes += len(answer.body)
            while self._bytes > self._max_bytes or len(self._answers) > self._max_answers:
                self._drop(next(iter(self._answers)))

    def _drop(self, key: Hashable) -> None:
        if dropped := self._answers.pop(key, None):
            self._bytes -= len(dropped.body)

    def _follow(self, snapshot: object) -> None:
        if self._snapshot is None or self._snapshot() is not snapshot:
            self._answers.clear()
            self._bytes = 0
            self._snapshot = ref(snapshot)
