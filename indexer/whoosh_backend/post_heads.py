"""The heads of posts: what lists and links show of them, read without their bodies."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.post import Level, Post
from indexer.search import Reference, SectionLink
from indexer.whoosh_backend.arrays import Ints, load_arrays, save_arrays

MAX_KEPT_HEADS = 4_096


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHead:
    """A post without its texts; sections without a heading have no link."""

    slug: str
    title: str
    summary: str
    date: date
    level: Level
    domain: str
    sections: tuple[SectionLink | None, ...]

    @property
    def reference(self) -> Reference:
        """What a link to the post shows."""
        return Reference(slug=self.slug, title=self.title, level=self.level)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """Document d's head is a line of JSON in the bytes from `offsets[d]` to `offsets[d + 1]`."""

    lines: npt.NDArray[np.uint8]
    offsets: Ints


def write_heads(folder: Path, posts: Sequence[Post]) -> None:
    """Write the heads of posts in the order of their document numbers."""
    lines = [_to_json(post).encode() + b"\n" for post in posts]
    save_arrays(
        folder,
        "heads",
        _Lines(
            lines=np.frombuffer(b"".join(lines), dtype=np.uint8),
            offsets=np.cumsum([0, *map(len, lines)]),
        ),
    )


class PostHeads:
    """Heads by document number; those read of late are kept; safe for threads."""

    def __init__(self, folder: Path) -> None:
        self._file = load_arrays(folder, "heads", _Lines)
        self._kept = lru_cache(MAX_KEPT_HEADS)(self._read)

    def __getitem__(self, number: int) -> PostHead:
        return self._kept(number)

    def _read(self, number: int) -> PostHead:
        offsets = self._file.offsets
        return _from_json(self._file.lines[offsets[number] : offsets[number + 1]].tobytes())


def _to_json(post: Post) -> str:
    return json.dumps(
        [
            post.slug,
            post.title,
            post.summary,
            post.date.isoformat(),
            post.level.value,
            post.domain,
            [[section.heading, section.anchor] for section in post.sections],
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _from_json(line: bytes) -> PostHead:
    slug, title, summary, day, level, domain, sections = json.loads(line)
    return PostHead(
        slug=slug,
        title=title,
        summary=summary,
        date=date.fromisoformat(day),
        level=Level(level),
        domain=domain,
        sections=tuple(
            SectionLink(heading=heading, anchor=anchor) if heading else None
            for heading, anchor in sections
        ),
    )
