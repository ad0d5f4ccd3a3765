"""The files of a corpus as a build read them, in one compact file of the generation.

A file is known again by its stamp, without being read, and otherwise by its digest. What
other posts need of a post stands here too, so that the next build parses no post that has
not changed.
"""

import gc
import json
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Self

from indexer.errors import IndexFormatError
from indexer.post import Level, PostLink, PostMetadata
from indexer.problems import Problem, Severity

SOURCES_FILE = "sources.jsonl"
NO_STAMP = ""
# As coarse as the clock of any file system in use (FAT's).
UNSETTLED_NANOSECONDS = 2_000_000_000


class Outcome(Enum):
    """What became of a file."""

    INDEXED = "indexed"
    DRAFT = "draft"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One post file as it was read; its path is relative to the corpus, with slashes.

    The digest is the SHA-256 of its bytes, empty if it could not be read. `metadata` is that
    of its post as the file has it, None for a draft or if it has an error; `problems` are
    those that lie in the file alone.
    """

    path: str
    stamp: str
    digest: str
    outcome: Outcome
    metadata: PostMetadata | None = None
    problems: tuple[Problem, ...] = ()


def stamp_of(status: os.stat_result, now: int) -> str:
    """A text that differs whenever a file may have changed; `NO_STAMP` if none can be trusted.

    `status` is the file's own, links not followed; `now` is in nanoseconds since the epoch.
    A file that changed a moment ago could change once more within the same tick of its
    clock, and what a link leads to may change without the link.
    """
    changed = max(status.st_mtime_ns, status.st_ctime_ns)
    if not stat.S_ISREG(status.st_mode) or changed > now - UNSETTLED_NANOSECONDS:
        return NO_STAMP
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


class Sources:
    """The files of a generation, with the lines of its file that they were read from."""

    def __init__(self, files: Sequence[SourceFile], lines: Sequence[bytes]) -> None:
        self.files = files
        self._lines = {file.path: (file, line) for file, line in zip(files, lines, strict=True)}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read what `write_sources` wrote; raises IndexFormatError for anything else."""
        path = folder / SOURCES_FILE
        try:
            lines = path.read_bytes().splitlines()
            # All at once, for that is much quicker than line by line.
            with _no_collection():
                rows = json.loads(b"[" + b",".join(lines) + b"]")
                return cls([_file(*row) for row in rows], lines)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexFormatError(
                f"{path} cannot be read ({error}): run 'indexer build'"
            ) from error

    def line(self, file: SourceFile) -> bytes:
        """The line of a file; it is not made again for one that was read from one."""
        known, line = self._lines.get(file.path, (None, b""))
        return line if known is file else _line(file)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Let nobody look for garbage among many new objects, which would take half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


NO_SOURCES = Sources((), ())


def write_sources(folder: Path, files: Iterable[SourceFile], earlier: Sources = NO_SOURCES) -> None:
    """Write the files of a generation, a line each, some of which an earlier one may have."""
    with (folder / SOURCES_FILE).open("wb") as stream:
        stream.writelines(earlier.line(file) + b"\n" for file in files)


def _line(file: SourceFile) -> bytes:
    return json.dumps(_row(file), ensure_ascii=False, separators=(",", ":")).encode()


def _row(file: SourceFile) -> list[object]:
    post = file.metadata
    return [
        file.path,
        file.stamp,
        file.digest,
        _VALUES[file.outcome],
        post
        and [
            post.slug,
            post.title,
            post.date.isoformat(),
            _VALUES[post.level],
            post.domain,
            post.aliases,
            [[link.target, link.line] for link in post.links],
            post.boost,
        ],
        [[p.line, p.column, p.severity.value, p.message, p.hint] for p in file.problems],
    ]


# Members know their values too, but slowly.
_VALUES = {member: member.value for kind in (Level, Outcome) for member in kind}
_LEVELS = {level.value: level for level in Level}
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def _file(
    path: str,
    stamp: str,
    digest: str,
    outcome: str,
    metadata: list[Any] | None,
    problems: list[Any],
) -> SourceFile:
    return SourceFile(
        path=path,
        stamp=stamp,
        digest=digest,
        outcome=_OUTCOMES[outcome],
        metadata=_metadata(*metadata) if metadata else None,
        problems=tuple(
            [
                Problem(path, line, column, Severity(severity), message, hint)
                for line, column, severity, message, hint in problems
            ]
        ),
    )


def _metadata(slug: str, title: str, day: str, level: str, domain: str, *rest: Any) -> PostMetadata:  # noqa: ANN401 - parsed JSON
    aliases, links, boost = rest
    return PostMetadata(
        slug=slug,
        title=title,
        date=date.fromisoformat(day),
        level=_LEVELS[level],
        domain=domain,
        aliases=tuple(aliases),
        links=tuple([PostLink(target=target, line=line) for target, line in links]),
        boost=boost,
    )
