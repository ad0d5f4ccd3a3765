"""What filters, facets and sorting need of each post, as arrays by document number."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.post import Level, Month, Post

_DOMAINS_FILE = "domains.json"

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One array a property, all of the same length.

    `levels` holds ranks of Level, `domains` places in `domain_names`, `days` proleptic
    ordinals, `months` twelve times the year plus the month less one.
    """

    levels: Ints
    domains: Ints
    days: Ints
    months: Ints
    boosts: Floats
    domain_names: tuple[str, ...]

    @classmethod
    def of(cls, posts: Sequence[Post]) -> Self:
        """The columns of posts in the order of their document numbers."""
        names = tuple(sorted({post.domain for post in posts}))
        places = {name: place for place, name in enumerate(names)}
        return cls(
            levels=np.array([post.level.rank for post in posts], dtype=np.uint8),
            domains=np.array([places[post.domain] for post in posts], dtype=np.uint16),
            days=np.array([post.date.toordinal() for post in posts], dtype=np.int32),
            months=np.array([month_code(Month.of(post.date)) for post in posts], dtype=np.int32),
            boosts=np.array([post.boost for post in posts], dtype=np.float64),
            domain_names=names,
        )

    def save(self, folder: Path) -> None:
        """Write one file a column."""
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name))
        (folder / _DOMAINS_FILE).write_text(json.dumps(self.domain_names), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote into memory."""
        names = tuple(json.loads((folder / _DOMAINS_FILE).read_text("utf-8")))
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
        return cls(**arrays, domain_names=names)


_ARRAYS = ("levels", "domains", "days", "months", "boosts")
LEVELS = tuple(Level)


def month_code(month: Month) -> int:
    """A month as a number that counts months."""
    return month.year * 12 + month.number - 1


def month_of_code(code: int) -> Month:
    """The month that `month_code` made this number of."""
    return Month(code // 12, code % 12 + 1)
