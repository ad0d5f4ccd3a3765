"""Takes the arrays of one generation over into the next, around the documents that changed.

What is removed is cut out, what stays is renumbered, and what is new is set in, all of it by
whole stretches. Nothing is computed from texts, and the result is the very arrays that would
have been made from all texts together.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.postings import Positions, Postings, Terms, text_starts_of
from indexer.whoosh_backend.renumbering import Renumbering, Splice

# Up to so many borders it is quicker to compare with each than to bisect.
_FEW_BORDERS = 12
# Worked at together, so that what lies between stays in the processor's cache.
_PLACES_AT_ONCE = 1 << 16


def splice_texts(
    old: tuple[Postings, Positions], new: tuple[Postings, Positions], numbering: Renumbering
) -> tuple[Postings, Positions]:
    """The postings and positions of an index after documents were removed and set in.

    `new` holds those that are set in, by numbers of their own from zero.
    """
    before, after = _Texts(*old), _Texts(*new)
    removed = np.flatnonzero(~numbering.is_kept[before.postings.documents])
    terms = _join_terms(before, removed, after)
    extents = numbering.columns(before.postings.extents, after.postings.extents)
    lengths = numbering.columns(before.postings.lengths, after.postings.lengths)
    documents, frequencies = _splice_postings(before, removed, after, numbering, terms)
    postings = Postings(
        terms=terms.names,
        starts=terms.starts,
        documents=documents,
        frequencies=frequencies,
        lengths=lengths,
        extents=extents,
    )
    return postings, _splice_positions(before, removed, after, numbering, terms, extents)


class _Texts:
    """Postings and positions together, and what is asked of both."""

    def __init__(self, postings: Postings, positions: Positions) -> None:
        self.postings = postings
        self.positions = positions
        self.document_count = postings.lengths.shape[1]

    def token_counts(self, chosen: Ints | slice = slice(None)) -> Ints:
        """How many tokens the chosen postings, or all, stand for."""
        counts: Ints = self.postings.frequencies[:, chosen].sum(axis=0, dtype=np.int64)
        return counts

    def terms_of(self, postings: Ints) -> Ints:
        """The terms of postings."""
        return np.searchsorted(self.postings.starts, postings, side="right") - 1

    def tokens_of(self, postings: Ints) -> Ints:
        """The places in `positions.places` of the tokens of postings, ascending."""
        terms = self.terms_of(postings)
        starts = self.positions.text_starts.reshape(-1, self.document_count)
        found = []
        for row, text_starts in zip(self.postings.frequencies, starts, strict=True):
            held = postings[row[postings] > 0]
            of_term = terms[row[postings] > 0]
            first = search_slices(
                self.positions.places,
                self.positions.starts[of_term],
                self.positions.starts[of_term + 1],
                text_starts[self.postings.documents[held]],
            )
            counts = row[held].astype(np.int64)
            shift = np.repeat(first - (np.cumsum(counts) - counts), counts)
            found.append(shift + np.arange(len(shift)))
        return np.sort(np.concatenate(found))


@dataclass(frozen=True, slots=True, kw_only=True)
class _JoinedTerms:
    """All terms afterwards, with where their postings and their positions start.

    The new terms stand among the old ones `first[i]` to `last[i]`, which is an empty stretch
    where a term is new altogether.
    """

    names: Terms
    starts: Ints
    position_starts: Ints
    first: Ints
    last: Ints


def _join_terms(before: _Texts, removed: Ints, after: _Texts) -> _JoinedTerms:
    kind = np.result_type(before.postings.terms, after.postings.terms)
    old, new = before.postings.terms.astype(kind), after.postings.terms.astype(kind)
    first = np.searchsorted(old, new)
    is_known = np.zeros(len(new), dtype=np.bool_)
    inside = first < len(old)
    is_known[inside] = old[first[inside]] == new[inside]
    added = first[~is_known]
    names = np.insert(old, added, new[~is_known])
    numbers = np.arange(len(old))
    old_numbers = numbers + np.searchsorted(added, numbers, side="right")
    new_numbers = np.searchsorted(names, new)
    removed_from = old_numbers[before.terms_of(removed)]
    counts = []
    for of_old, of_new, weights in (
        (before.postings.starts, after.postings.starts, None),
        (before.positions.starts, after.positions.starts, before.token_counts(removed)),
    ):
        count = np.zeros(len(names), dtype=np.int64)
        count[old_numbers] += np.diff(of_old)
        count[new_numbers] += np.diff(of_new)
        count -= np.bincount(removed_from, weights, minlength=len(names)).astype(np.int64)
        counts.append(count)
    is_held = counts[0] > 0
    names = names[is_held]
    longest = int(np.char.str_len(names).max(initial=1))
    return _JoinedTerms(
        names=names.astype(f"S{longest}"),
        starts=np.append(0, np.cumsum(counts[0][is_held])),
        position_starts=np.append(0, np.cumsum(counts[1][is_held])),
        first=first,
        last=first + is_known,
    )


def _splice_postings(
    before: _Texts, removed: Ints, after: _Texts, numbering: Renumbering, terms: _JoinedTerms
) -> tuple[Ints, Ints]:
    old, new = before.postings, after.postings
    of_term = np.repeat(np.arange(len(new.terms)), np.diff(new.starts))
    places = search_slices(
        old.documents,
        old.starts[terms.first][of_term],
        old.starts[terms.last][of_term],
        numbering.places_before()[new.documents],
    )
    splice = Splice(len(old.documents), removed, places)
    documents = splice.apply(numbering.old[old.documents], numbering.new[new.documents])
    frequencies = splice.apply(old.frequencies, new.frequencies)
    kind = np.min_scalar_type(int(frequencies.max(initial=0)))
    return documents, frequencies.astype(kind, copy=False)


def _splice_positions(
    before: _Texts,
    removed: Ints,
    after: _Texts,
    numbering: Renumbering,
    terms: _JoinedTerms,
    extents: Ints,
) -> Positions:
    old, new = before.positions, after.positions
    text_starts, kind = text_starts_of(extents)
    starts = text_starts.reshape(extents.shape)
    of_term = np.repeat(np.arange(len(new.starts) - 1), np.diff(new.starts))
    texts = np.searchsorted(new.text_starts, new.places, side="right") - 1
    fields, documents = np.divmod(texts, max(after.document_count, 1))
    # Behind all documents of a field its next field begins; the last has no border.
    borders = np.append(old.text_starts, np.iinfo(np.int64).max)
    places = search_slices(
        old.places,
        old.starts[terms.first][of_term],
        old.starts[terms.last][of_term],
        borders[fields * before.document_count + numbering.places_before()[documents]],
    )
    splice = Splice(len(old.places), before.tokens_of(removed), places)
    moved = new.places - new.text_starts[texts] + starts[fields, numbering.new[documents]]
    kept = np.flatnonzero(numbering.is_kept)
    old_starts = old.text_starts.reshape(extents.shape[0], -1)[:, kept].ravel()
    shifts = starts[:, numbering.old[kept]].ravel() - old_starts
    return Positions(
        starts=terms.position_starts,
        places=splice.apply(_shifted(old.places, old_starts, shifts, kind), moved.astype(kind)),
        text_starts=text_starts,
    )


def _shifted(places: Ints, starts: Ints, shifts: Ints, kind: type[np.signedinteger[Any]]) -> Ints:
    """Places moved along the line, each by the shift of the last start before it."""
    steps = np.diff(shifts, prepend=0)
    borders, steps = starts[steps != 0], steps[steps != 0]
    if not len(borders):
        return places.astype(kind, copy=False)
    moved = np.empty(len(places), dtype=kind)
    totals = np.append(0, np.cumsum(steps)).astype(kind)
    for start in range(0, len(places), _PLACES_AT_ONCE):
        part = places[start : start + _PLACES_AT_ONCE]
        out = moved[start : start + _PLACES_AT_ONCE]
        if len(borders) > _FEW_BORDERS:
            np.add(part, totals[np.searchsorted(borders, part, side="right")], out=out)
            continue
        out[:] = part
        for border, step in zip(borders.tolist(), steps.tolist(), strict=True):
            out += np.multiply(part >= border, step, dtype=kind)
    return moved


def search_slices(values: Ints, starts: Ints, ends: Ints, targets: Ints) -> Ints:
    """For each slice, which ascends, the place of the first value not below its target."""
    first, last = starts.astype(np.int64), ends.astype(np.int64)
    while (is_open := first < last).any():
        middle = (first + last) // 2
        is_below = is_open.copy()
        is_below[is_open] = values[middle[is_open]] < targets[is_open]
        first = np.where(is_below, middle + 1, first)
        last = np.where(is_open & ~is_below, middle, last)
    return first
