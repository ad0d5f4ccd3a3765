"""Which posts link to a post, as arrays by document number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from indexer.post import PostMetadata
from indexer.whoosh_backend.arrays import Ints, Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlinks(Stored):
    """The posts that link to document d are `starts[d]` to `starts[d + 1]` of `sources`."""

    FILES = "backlinks"

    starts: Ints
    sources: Ints

    @classmethod
    def of(cls, posts: Sequence[PostMetadata]) -> Self:
        """The links between posts in the order of their document numbers."""
        numbers = {alias: number for number, post in enumerate(posts) for alias in post.aliases}
        numbers |= {post.slug: number for number, post in enumerate(posts)}
        links = sorted(
            {
                (numbers[link.target], source)
                for source, post in enumerate(posts)
                for link in post.links
                if numbers.get(link.target, source) != source
            }
        )
        targets = np.array([target for target, _ in links], dtype=np.int64)
        return cls(
            starts=np.searchsorted(targets, np.arange(len(posts) + 1)),
            sources=np.array([source for _, source in links], dtype=np.int64),
        )

    def of_document(self, document: int) -> list[int]:
        """The documents that link to this one."""
        part = self.sources[self.starts[document] : self.starts[document + 1]]
        return [int(source) for source in part]
