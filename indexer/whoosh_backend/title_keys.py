"""Recognises a query that is a post's title, by a hash of its key."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Self

import numpy as np

from indexer.parsed_query import ParsedQuery
from indexer.post import PostMetadata
from indexer.titles import content_key, title_key
from indexer.whoosh_backend.arrays import Ints, Stored
from indexer.whoosh_backend.renumbering import REMOVED, Renumbering

EXACT_TITLE_SHARE = 1.0
SAME_WORDS_TITLE_SHARE = 0.5
_EXACT, _SAME_WORDS = "exact", "same words"
_SHARES = {_EXACT: EXACT_TITLE_SHARE, _SAME_WORDS: SAME_WORDS_TITLE_SHARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleKeys(Stored):
    """Hashes of all titles' keys, ascending, and the documents they belong to."""

    FILES = "titles"

    hashes: Ints
    documents: Ints

    @classmethod
    def of(cls, posts: Sequence[PostMetadata]) -> Self:
        """The keys of posts in the order of their document numbers."""
        pairs = sorted(
            (key_hash, number)
            for number, post in enumerate(posts)
            for key_hash, _ in _hashes(post.title)
        )
        return cls(
            hashes=np.array([key_hash for key_hash, _ in pairs], dtype=np.uint64),
            documents=np.array([number for _, number in pairs], dtype=np.int64),
        )

    def spliced(self, new: Self, numbering: Renumbering) -> Self:
        """These keys after documents were removed and set in with their own `new` ones."""
        numbers = numbering.old[self.documents]
        is_kept = numbers != REMOVED
        hashes = np.concatenate([self.hashes[is_kept], new.hashes])
        documents = np.concatenate([numbers[is_kept], numbering.new[new.documents]])
        order = np.lexsort((documents, hashes))
        return type(self)(hashes=hashes[order], documents=documents[order].astype(np.int64))

    def lifts(self, parsed: ParsedQuery) -> Mapping[int, float]:
        """The share of the best score that each post with this title is to be lifted by."""
        lifts: dict[int, float] = defaultdict(float)
        for key_hash, share in _hashes(parsed.plain_text):
            place = int(np.searchsorted(self.hashes, np.uint64(key_hash)))
            while place < len(self.hashes) and int(self.hashes[place]) == key_hash:
                lifts[int(self.documents[place])] += share
                place += 1
        return lifts


@lru_cache(maxsize=1_000)
def _hashes(text: str) -> list[tuple[int, float]]:
    keys = ((_EXACT, title_key(text)), (_SAME_WORDS, content_key(text)))
    return [(_hash(kind, key), _SHARES[kind]) for kind, key in keys if key]


def _hash(kind: str, key: str) -> int:
    return int.from_bytes(blake2b(f"{kind}\n{key}".encode(), digest_size=8).digest(), "little")
