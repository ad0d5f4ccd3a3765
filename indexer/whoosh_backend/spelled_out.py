"""Which abbreviations each post spells out, so that no post is read again to know them all."""

import json
from collections.abc import Iterable

from indexer.abbreviations import spelled_out
from indexer.post import Post
from indexer.whoosh_backend.records import Records

ABBREVIATIONS = "abbreviations.jsonl"


def abbreviations_record(post: Post) -> bytes:
    """The record of the abbreviations that a post spells out, each with its long form."""
    pairs = {pair for section in post.sections for pair in spelled_out(section.text)}
    return json.dumps(sorted(pairs), ensure_ascii=False).encode() + b"\n"


def read_abbreviations(records: Records, documents: Iterable[int]) -> set[tuple[str, str]]:
    """What some documents spell out."""
    rows = (json.loads(records[document]) for document in documents)
    return {(short, long) for row in rows for short, long in row}
