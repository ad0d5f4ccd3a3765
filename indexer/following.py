"""Follows CURRENT: hands out the searcher of the generation that serves at the moment."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import IndexUnavailableError, SearchIndexError
from indexer.generations import GenerationStore
from indexer.search import Searcher

_OPENING_ATTEMPTS = 5
_log = logging.getLogger(__name__)

Signature = tuple[int, int, int]


@dataclass(slots=True)
class _Lease:
    """An open searcher, how many requests use it, and whether it is to be closed after them."""

    searcher: Searcher
    users: int = 0
    is_retired: bool = False


@dataclass(slots=True)
class FollowingSource:
    """A `SearcherSource` that opens each published generation once and closes it after use.

    A generation that cannot be opened is logged, and the one before goes on serving.
    """

    store: GenerationStore
    open_generation: Callable[[Path], Searcher]
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _signature: Signature | None = None
    _current: _Lease | None = None

    @contextmanager
    def lease(self) -> Iterator[Searcher]:
        """The searcher that is current now, open until the block ends.

        Raises IndexUnavailableError if no generation can be opened.
        """
        with self._lock:
            self._follow()
            lease = self._current
            if lease is None:
                raise IndexUnavailableError(
                    f"no index lies in {self.store.root}: run 'indexer build'"
                )
            lease.users += 1
        try:
            yield lease.searcher
        finally:
            with self._lock:
                lease.users -= 1
                _close_if_done(lease)

    def close(self) -> None:
        """Close the current searcher once nobody uses it."""
        with self._lock:
            self._retire()
            self._signature = None

    def _follow(self) -> None:
        signature = self._read_signature()
        if signature == self._signature:
            return
        if signature is None:
            # A vanished CURRENT takes nothing from those who already serve.
            return
        try:
            searcher = self._open()
        except SearchIndexError:
            self._signature = signature
            if self._current is None:
                self._signature = None
                raise
            _log.exception("the new generation cannot be opened; the old one goes on serving")
            return
        self._retire()
        self._current, self._signature = _Lease(searcher), signature

    def _open(self) -> Searcher:
        """Open what CURRENT names, again if it was replaced and swept away meanwhile."""
        for _ in range(_OPENING_ATTEMPTS):
            name = self.store.current()
            if name is None:
                break
            try:
                return self.open_generation(self.store.folder(name))
            except FileNotFoundError as error:
                missing: OSError = error
        else:
            raise IndexUnavailableError(
                f"generation {name} in {self.store.root} lacks a file: {missing.filename}; "
                "run 'indexer build --full'"
            ) from missing
        raise IndexUnavailableError(f"no index lies in {self.store.root}: run 'indexer build'")

    def _retire(self) -> None:
        if self._current is not None:
            self._current.is_retired = True
            _close_if_done(self._current)
            self._current = None

    def _read_signature(self) -> Signature | None:
        try:
            status = self.store.current_path.stat()
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size


def _close_if_done(lease: _Lease) -> None:
    if lease.is_retired and lease.users == 0:
        lease.searcher.close()
