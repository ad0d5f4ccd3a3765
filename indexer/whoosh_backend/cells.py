"""Filters and facet counts over documents that are numbered by domain, level and day.

Numbered so, all documents of one domain, level and month are neighbours: a cell. To count a
facet is to count within slices, and a range of days is one slice of each run, which is what
all documents of one domain and level are called.

A facet's counts honour every filter but its own, so that ticking a second value of a facet
never changes the numbers beside it.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from indexer.parsed_query import ParsedQuery
from indexer.post import Level, Month, PostMetadata
from indexer.search import FacetCount, Facets, Query
from indexer.whoosh_backend.arrays import Ints, Mask, load_arrays, save_arrays
from indexer.whoosh_backend.kernel import Kernel, Ranges

Counts = npt.NDArray[np.float64]

_DOMAINS_FILE = "domains.json"
_DAY_BITS = 22
_LEVELS = tuple(Level)
_LEVEL_VALUES = tuple(level.value for level in Level)
_NOTHING = Ranges(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def document_order(post: PostMetadata) -> tuple[str, int, date, str]:
    """The key by which posts are to be numbered."""
    return post.domain, post.level.rank, post.date, post.slug


@dataclass(frozen=True, slots=True, kw_only=True)
class _CellArrays:
    """The arrays of all cells.

    Cell c begins with document `starts[c]`; `levels`, `domains` and `months` are its places
    in Level, in the domains' names, and in `month_codes`, which count months. Document d is
    in the run `day_keys[d]` >> 22 and of the day that the lower bits hold.
    """

    starts: Ints
    levels: Ints
    domains: Ints
    months: Ints
    month_codes: Ints
    run_starts: Ints
    day_keys: Ints


class Cells:
    """The cells of an index."""

    def __init__(self, arrays: _CellArrays, domain_names: Sequence[str]) -> None:
        self._arrays = arrays
        self._domain_names = tuple(domain_names)
        self._months = [_month_of_code(int(code)) for code in arrays.month_codes]
        self._month_texts = tuple(map(str, self._months))
        self._ends = np.append(arrays.starts[1:], len(arrays.day_keys))
        # Whole numbers as floats, exact up to 2⁵³, for the matrix product of floats is quicker.
        self._members = np.hstack(
            [
                _membership(arrays.levels, len(_LEVELS)),
                _membership(arrays.domains, len(self._domain_names)),
                _membership(arrays.months, len(self._months)),
            ]
        )
        last_level, last_domain = len(_LEVELS), len(_LEVELS) + len(self._domain_names)
        self._parts = (
            slice(last_level),
            slice(last_level, last_domain),
            slice(last_domain, None),
        )
        self.document_count = len(arrays.day_keys)
        self._run_keys = np.arange(len(arrays.run_starts)) << _DAY_BITS
        self._run_levels = arrays.levels[np.searchsorted(arrays.starts, arrays.run_starts)]
        self._run_ends = np.append(arrays.run_starts[1:], self.document_count)

    @classmethod
    def of(cls, posts: Sequence[PostMetadata]) -> Self:
        """The cells of posts that stand in `document_order`."""
        names = sorted({post.domain for post in posts})
        places = {name: place for place, name in enumerate(names)}
        domains = np.array([places[post.domain] for post in posts], dtype=np.int64)
        levels = np.array([post.level.rank for post in posts], dtype=np.int64)
        codes = np.array([_month_code(Month.of(post.date)) for post in posts], dtype=np.int64)
        days = np.array([post.date.toordinal() for post in posts], dtype=np.int64)
        month_codes, months = np.unique(codes, return_inverse=True)
        runs = domains * len(_LEVELS) + levels
        run_starts = np.flatnonzero(np.diff(runs, prepend=-1))
        starts = np.flatnonzero(np.diff(runs * len(month_codes) + months, prepend=-1))
        run_numbers = np.cumsum(np.diff(runs, prepend=-1) != 0) - 1
        arrays = _CellArrays(
            starts=starts,
            levels=levels[starts],
            domains=domains[starts],
            months=months[starts],
            month_codes=month_codes,
            run_starts=run_starts,
            day_keys=run_numbers << _DAY_BITS | days,
        )
        return cls(arrays, names)

    def save(self, folder: Path) -> None:
        """Write the arrays and the domains' names."""
        save_arrays(folder, "cells", self._arrays)
        (folder / _DOMAINS_FILE).write_text(json.dumps(self._domain_names), "utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote, the arrays mapped into memory."""
        names = json.loads((folder / _DOMAINS_FILE).read_text("utf-8"))
        return cls(load_arrays(folder, "cells", _CellArrays), names)

    def outside_bounds(self, query: Query, parsed: ParsedQuery) -> Ranges:
        """The documents that the date range and filters typed as text shut out."""
        first = max(
            query.since.toordinal() if query.since else 0,
            parsed.after.toordinal() + 1 if parsed.after else 0,
        )
        last = min(
            query.until.toordinal() if query.until else date.max.toordinal(),
            parsed.before.toordinal() - 1 if parsed.before else date.max.toordinal(),
        )
        if first <= 1 and last >= date.max.toordinal() and not parsed.levels:
            return _NOTHING
        day_keys, run_starts = self._arrays.day_keys, self._arrays.run_starts
        begins = day_keys.searchsorted(self._run_keys + first)
        ends = day_keys.searchsorted(self._run_keys + (last + 1))
        if parsed.levels:
            allowed = _are_selected(_LEVELS, parsed.levels)[self._run_levels]
            begins = np.where(allowed, begins, run_starts)
            ends = np.where(allowed, ends, run_starts)
        # What stands before the period in each run, and what stands behind it.
        return Ranges(np.concatenate([run_starts, ends]), np.concatenate([begins, self._run_ends]))

    def count(self, mask: Mask, kernel: Kernel) -> Ints:
        """How many documents of each cell a mask, which may be longer than needed, holds."""
        return kernel.count_runs(mask[: self.document_count], self._arrays.starts)

    def select(self, counts: Ints, query: Query) -> "Selection":
        """Apply the facets' selections to the cells' counts."""
        level_part, domain_part, month_part = self._parts
        if not (query.levels or query.domains or query.months):
            totals: Counts = counts @ self._members
            return Selection(
                totals[level_part],
                totals[domain_part],
                totals[month_part],
                int(counts.sum()),
                _NOTHING,
            )
        arrays = self._arrays
        levels = _are_selected(_LEVELS, query.levels)[arrays.levels]
        domains = _are_selected(self._domain_names, query.domains)[arrays.domains]
        months = _are_selected(self._months, query.months)[arrays.months]
        selected = levels & domains & months
        return Selection(
            (counts * (domains & months)) @ self._members[:, level_part],
            (counts * (levels & months)) @ self._members[:, domain_part],
            (counts * (levels & domains)) @ self._members[:, month_part],
            int(counts[selected].sum()),
            Ranges(arrays.starts[~selected], self._ends[~selected]),
        )

    def facets(self, selection: "Selection", query: Query) -> Facets:
        """The facets' values with their counts, in the order of the contract."""
        return Facets(
            level=_facet(_LEVEL_VALUES, selection.levels, [v.value for v in query.levels]),
            domain=_facet(self._domain_names, selection.domains, query.domains),
            month=tuple(
                reversed(_facet(self._month_texts, selection.months, map(str, query.months)))
            ),
        )


@dataclass(frozen=True, slots=True)
class Selection:
    """The counts of each facet's values, of what passes all facets, and what does not pass."""

    levels: Counts
    domains: Counts
    months: Counts
    total: int
    shut_out: Ranges


def _are_selected(values: Sequence[object], selected: Collection[object]) -> Mask:
    """Which of a facet's values are selected; all of them if none is."""
    if not selected:
        return np.ones(len(values), dtype=np.bool_)
    return np.array([value in selected for value in values], dtype=np.bool_)


def _facet(
    values: Sequence[str], counts: Counts, selected: Iterable[str]
) -> tuple[FacetCount, ...]:
    """The values that some match has or that are selected, ascending as given."""
    chosen = set(selected)
    shown = [
        FacetCount(value=value, count=int(count), selected=value in chosen)
        for value, count in zip(values, counts.tolist(), strict=True)
        if count or value in chosen
    ]
    unknown = chosen.difference(values)
    if unknown:
        shown += [FacetCount(value=value, count=0, selected=True) for value in unknown]
        shown.sort(key=lambda facet_count: facet_count.value)
    return tuple(shown)


def _membership(places: Ints, length: int) -> Counts:
    """A row a cell with a one at its place."""
    return np.eye(length)[places]


def _month_code(month: Month) -> int:
    return month.year * 12 + month.number - 1


def _month_of_code(code: int) -> Month:
    return Month(code // 12, code % 12 + 1)
