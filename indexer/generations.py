"""Index folders side by side, of which the file CURRENT names the one that serves.

CURRENT holds one name a line: first the generation that serves, then the others that are
kept, newest first. It is only ever replaced by one rename, so that what it says is whole;
a folder that it does not name is a candidate or what a dead build left.
"""

import json
import os
import re
import shutil
import socket
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from indexer.errors import (
    BuildLockedError,
    GenerationNotFoundError,
    IndexUnavailableError,
    SearchIndexError,
)

CURRENT_FILE = "CURRENT"
_LOCK_FILE = "BUILD.lock"
_HOLDER_FILE = "BUILD.holder.json"
_NAME = re.compile(r"g[0-9]{6,}")


class GenerationStore:
    """The generations below one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def current_path(self) -> Path:
        """The file that names the generation that serves."""
        return self.root / CURRENT_FILE

    def kept(self) -> tuple[str, ...]:
        """All published generations, the one that serves first, then newest first."""
        try:
            lines = self.current_path.read_text("ascii").split()
        except FileNotFoundError:
            return ()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnavailableError(f"{self.current_path} cannot be read: {error}") from error
        if not all(_NAME.fullmatch(line) for line in lines):
            raise IndexUnavailableError(
                f"{self.current_path} is damaged: delete it and run 'indexer build'"
            )
        return tuple(lines)

    def current(self) -> str | None:
        """The generation that serves, if any was ever published."""
        return next(iter(self.kept()), None)

    def unpublished(self) -> list[str]:
        """The candidates that lie there, one that was refused or that a dead build left."""
        kept = set(self.kept())
        return [
            path.name
            for path in self.root.iterdir()
            if path.is_dir() and _NAME.fullmatch(path.name) and path.name not in kept
        ]

    def folder(self, name: str) -> Path:
        """Where a generation's files lie."""
        return self.root / name

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other builds out; raises BuildLockedError, naming the holder, if one is in.

        The operating system lets go of a dead process's lock, so that it is taken over.
        """
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / _LOCK_FILE)
            lock.acquire(blocking=False)
        except Timeout as error:
            raise BuildLockedError(
                f"another build is at work in {self.root}: {self._holder()}; wait for its end"
            ) from error
        except OSError as error:
            raise SearchIndexError(
                f"the index folder {self.root} cannot be written: {error.strerror}"
            ) from error
        try:
            self._write_holder()
            yield
        finally:
            with suppress(OSError):
                (self.root / _HOLDER_FILE).unlink(missing_ok=True)
            lock.release()

    def sweep(self) -> list[str]:
        """Delete what dead builds left; only to be called under the lock."""
        leftovers = self.unpublished()
        for name in leftovers:
            shutil.rmtree(self.folder(name))
        (self.root / f"{CURRENT_FILE}.new").unlink(missing_ok=True)
        return leftovers

    def create_candidate(self) -> Path:
        """An empty folder under the next free name."""
        number = max(map(_number, self.kept()), default=0) + 1
        folder = self.folder(f"g{number:06d}")
        folder.mkdir()
        return folder

    def publish(self, name: str, keep: int, flushed: Collection[str] = ()) -> None:
        """Let a finished candidate serve and drop the oldest beyond `keep`.

        The files named by `flushed` are those that it shares with a published generation.
        """
        sync_folder(self.folder(name), flushed)
        sync_path(self.root)
        previous = self.kept()
        # What served until now stays at hand, even after a rollback to an old one.
        by_worth = [name, *previous[:1], *_newest_first(previous)]
        kept = list(dict.fromkeys(by_worth))[: max(keep, 1)]
        self._replace_current([name, *_newest_first(kept[1:])])
        for dropped in set(previous) - set(kept):
            shutil.rmtree(self.folder(dropped), ignore_errors=True)

    def roll_back_target(self, name: str | None = None) -> str:
        """The generation of this name, or the one before the current.

        Raises GenerationNotFoundError if there is none.
        """
        kept = self.kept()
        if not kept:
            raise GenerationNotFoundError(f"no generation lies in {self.root}: run 'indexer build'")
        older = [other for other in kept[1:] if _number(other) < _number(kept[0])]
        target = name or next(iter(older), None)
        if target is None:
            raise GenerationNotFoundError(f"{kept[0]} is the oldest generation that is kept")
        if target not in kept:
            raise GenerationNotFoundError(
                f"generation {target} is not kept; there are {', '.join(kept)}"
            )
        return target

    def roll_back(self, target: str) -> None:
        """Let a generation that is kept serve; nothing is deleted."""
        self._replace_current([target, *_newest_first(set(self.kept()) - {target})])

    def _replace_current(self, names: list[str]) -> None:
        new = self.root / f"{CURRENT_FILE}.new"
        with new.open("w", encoding="ascii") as file:
            file.write("".join(f"{name}\n" for name in names))
            file.flush()
            os.fsync(file.fileno())
        # One rename: all or nothing.
        new.replace(self.current_path)
        sync_path(self.root)

    def _write_holder(self) -> None:
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        (self.root / _HOLDER_FILE).write_text(json.dumps(holder), "utf-8")

    def _holder(self) -> str:
        try:
            holder = json.loads((self.root / _HOLDER_FILE).read_text("utf-8"))
            return f"process {holder['pid']} on {holder['host']} since {holder['since']}"
        except (OSError, ValueError, KeyError, TypeError):
            return "its process is not known yet"


def _number(name: str) -> int:
    return int(name[1:])


def _newest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=_number, reverse=True)


def sync_folder(folder: Path, flushed: Collection[str] = ()) -> None:
    """Make a folder's files, but for those flushed before, and its names safe on the disk."""
    paths = [path for path in folder.iterdir() if path.name not in flushed]
    with ThreadPoolExecutor() as threads:
        list(threads.map(sync_path, paths))
    sync_path(folder)


def sync_path(path: Path) -> None:
    """Flush one file or folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
