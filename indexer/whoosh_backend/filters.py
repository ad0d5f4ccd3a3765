"""Filters and facet counts over columns.

A facet's counts honour every filter but its own, so that ticking a second value of a facet
never changes the numbers beside it.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from indexer.query_syntax import ParsedQuery
from indexer.search import FacetCount, Facets, Query
from indexer.whoosh_backend.columns import LEVELS, Columns, Ints, month_code, month_of_code

Mask = npt.NDArray[np.bool_]


def within_bounds(columns: Columns, documents: Ints, query: Query, parsed: ParsedQuery) -> Mask:
    """Which documents lie within the date range and the filters typed into the text."""
    days = columns.days[documents]
    mask: Mask = np.ones(len(documents), dtype=np.bool_)
    if query.since:
        mask &= days >= query.since.toordinal()
    if query.until:
        mask &= days <= query.until.toordinal()
    if parsed.after:
        mask &= days > parsed.after.toordinal()
    if parsed.before:
        mask &= days < parsed.before.toordinal()
    if parsed.levels:
        mask &= np.isin(columns.levels[documents], [level.rank for level in parsed.levels])
    return mask


def select_facets(columns: Columns, documents: Ints, query: Query) -> tuple[Mask, Facets]:
    """Which documents all facets' selections let through, and the counts of each facet."""
    levels, domains = columns.levels[documents], columns.domains[documents]
    months = columns.months[documents]
    places = {name: place for place, name in enumerate(columns.domain_names)}
    in_levels = _is_selected(levels, [level.rank for level in query.levels])
    in_domains = _is_selected(domains, [places.get(name, -1) for name in query.domains])
    in_months = _is_selected(months, [month_code(month) for month in query.months])

    level_counts = np.bincount(levels[in_domains & in_months], minlength=len(LEVELS))
    domain_counts = np.bincount(domains[in_levels & in_months], minlength=len(places))
    codes, month_counts = np.unique(months[in_levels & in_domains], return_counts=True)
    facets = Facets(
        level=_facet(
            {level.value: int(level_counts[level.rank]) for level in LEVELS},
            [level.value for level in LEVELS if level in query.levels],
        ),
        domain=_facet(
            {name: int(domain_counts[place]) for name, place in places.items()}, query.domains
        ),
        month=_facet(
            {
                str(month_of_code(int(code))): int(count)
                for code, count in zip(codes[::-1], month_counts[::-1], strict=True)
            },
            [str(month) for month in query.months],
        ),
    )
    return in_levels & in_domains & in_months, facets


def _is_selected(values: Ints, selected: Collection[int]) -> Mask:
    if not selected:
        return np.ones(len(values), dtype=np.bool_)
    return np.isin(values, list(selected))


def _facet(counts: Mapping[str, int], selected: Iterable[str]) -> tuple[FacetCount, ...]:
    """Values that some match has, in the order given, and then selected ones that none has."""
    chosen = set(selected)
    shown = [value for value, count in counts.items() if count or value in chosen]
    shown += sorted(chosen - set(shown))
    return tuple(
        FacetCount(value=value, count=counts.get(value, 0), selected=value in chosen)
        for value in shown
    )
