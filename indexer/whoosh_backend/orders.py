"""The fixed orders of documents: by date, and what breaks ties between equal scores."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from indexer.post import PostMetadata
from indexer.whoosh_backend.arrays import Floats, Ints, Stored
from indexer.whoosh_backend.renumbering import REMOVED, Renumbering


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders(Stored):
    """Documents by date, newest or oldest first, each day's by slug.

    `newest_ranks` says at which place of `newest` a document stands; `boosts` is what its
    score is multiplied by.
    """

    FILES = "orders"

    newest: Ints
    oldest: Ints
    newest_ranks: Ints
    boosts: Floats

    @classmethod
    def of(cls, posts: Sequence[PostMetadata]) -> Self:
        """The orders of posts in the order of their document numbers."""
        numbers = range(len(posts))
        by_slug = sorted(numbers, key=lambda number: posts[number].slug)
        oldest = sorted(by_slug, key=lambda number: posts[number].date)
        newest = sorted(by_slug, key=lambda number: posts[number].date, reverse=True)
        ranks = np.empty(len(posts), dtype=np.int64)
        ranks[newest] = np.arange(len(posts))
        return cls(
            newest=np.array(newest, dtype=np.int64),
            oldest=np.array(oldest, dtype=np.int64),
            newest_ranks=ranks,
            boosts=np.array([post.boost for post in posts], dtype=np.float64),
        )

    def renumbering(self, new: Self, numbering: Renumbering) -> Renumbering:
        """How documents, counted from the newest on, are renumbered on the way to new orders."""
        numbers = numbering.old[self.newest]
        ranks = np.where(numbers != REMOVED, new.newest_ranks[numbers], REMOVED)
        return Renumbering.of(ranks, np.sort(new.newest_ranks[numbering.new]))
