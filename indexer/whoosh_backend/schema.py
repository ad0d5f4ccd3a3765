"""The Whoosh schema, its analyzer, and a post as its fields."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from whoosh.analysis import Analyzer, StemmingAnalyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import DATETIME, ID, TEXT, Schema

from indexer.analysis import analyze
from indexer.post import Month, Post
from indexer.whoosh_backend.layout import TEXT_FIELDS


class PortableAnalyzer(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Our analyzer for Whoosh; stored in an index it becomes one of Whoosh's own.

    So an index holds no code of ours, and any Whoosh program can open it.
    """

    def __call__(self, value: str, **_options: object) -> Iterator[WhooshToken]:
        """The tokens of a text; Whoosh wants one object, changed in place."""
        token = WhooshToken(positions=True)
        token.boost = 1.0
        token.stopped = False
        for found in analyze(value):
            token.text = token.original = found.term
            token.pos = found.position
            yield token

    def __reduce__(self) -> tuple[type[Any], tuple[()]]:
        return _stock_analyzer, ()


_stock_analyzer = StemmingAnalyzer


def schema() -> Schema:
    """The fields of an index."""
    text = {
        name: TEXT(analyzer=PortableAnalyzer(), phrase=True, stored=True) for name in TEXT_FIELDS
    }
    return Schema(
        slug=ID(unique=True, stored=True),
        level=ID(stored=True),
        domain=ID(stored=True),
        month=ID(stored=True),
        date=DATETIME(stored=True),
        **text,
    )


def document(post: Post) -> dict[str, object]:
    """The values of a post's fields, every one always set."""
    return {
        "slug": post.slug,
        "title": post.title,
        "summary": post.summary,
        "keywords": "\n".join((*post.keywords, *post.tags)),
        "body": body_text(post),
        "level": post.level.value,
        "domain": post.domain,
        "month": str(Month.of(post.date)),
        "date": datetime.combine(post.date, time(), UTC).replace(tzinfo=None),
    }


def body_text(post: Post) -> str:
    """The body as a reader sees it: headings and text, without markup."""
    blocks = (block for section in post.sections for block in (section.heading, section.text))
    return "\n".join(block for block in blocks if block)
