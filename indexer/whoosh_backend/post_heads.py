"""The heads of posts: what lists and links show of them, read without their bodies."""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from indexer.post import Level
from indexer.search import Reference, SectionLink
from indexer.whoosh_backend.records import Records

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


class PostHeads:
    """Heads by document number, from the posts' lines; those read of late are kept."""

    def __init__(self, lines: Records) -> None:
        self._lines = lines
        self._kept = lru_cache(MAX_KEPT_HEADS)(self._read)

    def __getitem__(self, number: int) -> PostHead:
        return self._kept(number)

    def _read(self, number: int) -> PostHead:
        fields = json.loads(self._lines[number])
        return PostHead(
            slug=fields["slug"],
            title=fields["title"],
            summary=fields["summary"],
            date=date.fromisoformat(fields["date"]),
            level=Level(fields["level"]),
            domain=fields["domain"],
            sections=tuple(
                SectionLink(heading=heading, anchor=anchor) if heading else None
                for heading, anchor, *_ in fields["sections"]
            ),
        )
