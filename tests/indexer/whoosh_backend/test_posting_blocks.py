"""Blocks laid out at once are read by Whoosh's own matcher, posting by posting."""

import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.filedb.filestore import RamStorage
from whoosh.formats import Existence, Positions
from whoosh.util.numeric import byte_to_length

from indexer.whoosh_backend.posting_blocks import BLOCK_POSTINGS, TermPostings, encode

# A term is a list of postings, a posting a document and its positions.
Term = list[tuple[int, list[int]]]


def encoded(terms: list[Term], *, with_positions: bool = True) -> tuple[bytes, list[int]]:
    postings = [posting for term in terms for posting in term]
    data, places = encode(
        TermPostings(
            starts=np.append(0, np.cumsum([len(term) for term in terms])),
            documents=np.array([document for document, _ in postings]),
            frequencies=np.array([len(positions) for _, positions in postings]),
            positions=np.array([p for _, positions in postings for p in positions])
            if with_positions
            else None,
            shortest=np.arange(len(terms)),
            longest=np.arange(len(terms)) + 7,
        )
    )
    return data, places.tolist()


def matchers(data: bytes, places: list[int], kind: Any) -> list[W3LeafMatcher]:  # noqa: ANN401 - Whoosh has no types
    storage = RamStorage()
    with storage.create_file("x.pst") as file:
        file.write(data)
    return [
        W3LeafMatcher(storage.open_file("x.pst"), start, end - start, kind)
        for start, end in pairwise(places)
    ]


def read(matcher: W3LeafMatcher) -> Term:
    postings = []
    while matcher.is_active():
        positions = matcher.value_as("positions")
        assert matcher.weight() == matcher.value_as("frequency") == len(positions)
        postings.append((matcher.id(), positions))
        matcher.next()
    return postings


ASCENDING = st.lists(
    st.one_of(st.integers(0, 300), st.integers(0, 70_000)), min_size=1, max_size=6, unique=True
).map(sorted)


@given(
    st.lists(
        st.dictionaries(
            st.one_of(st.integers(0, 300), st.integers(0, 200_000)),
            ASCENDING,
            min_size=1,
            max_size=8,
        ).map(lambda term: sorted(term.items())),
        min_size=1,
        max_size=4,
    )
)
def test_what_is_written_is_read(terms: list[Term]) -> None:
    data, places = encoded(terms)
    assert [read(matcher) for matcher in matchers(data, places, Positions())] == terms


@pytest.mark.parametrize("count", [1, 2, 127, 128, 129, 256, 257, 1000])
@pytest.mark.parametrize("step", [1, 255, 256, 65_535, 65_536])
def test_long_lists_are_cut_into_blocks(count: int, step: int) -> None:
    term = [(number * step, [number, number + step]) for number in range(count)]
    data, places = encoded([term, term[:1], term])
    found = matchers(data, places, Positions())
    assert [read(matcher) for matcher in found] == [term, term[:1], term]
    (first, *_) = matchers(data, places, Positions())
    assert first.block_max_id() == term[: min(count, BLOCK_POSTINGS)][-1][0]
    assert (first.block_min_length(), first.block_max_length()) == (
        byte_to_length(0),
        byte_to_length(7),
    )
    first.skip_to(term[-1][0])
    assert first.id() == term[-1][0]


@pytest.mark.parametrize("count", [1, 119, 120, 121, 5_000])
def test_a_word_may_stand_in_a_text_as_often_as_it_likes(count: int) -> None:
    term = [(3, list(range(count))), (4, [70_000])]
    data, places = encoded([term])
    (matcher,) = matchers(data, places, Positions())
    assert matcher.block_max_weight() == count
    assert read(matcher) == term


def test_keys_have_neither_weights_nor_positions() -> None:
    terms: list[Term] = [[(document, [0]) for document in range(0, 900, 3)], [(7, [0])]]
    data, places = encoded(terms, with_positions=False)
    for matcher, term in zip(matchers(data, places, Existence()), terms, strict=True):
        assert list(matcher.all_ids()) == [document for document, _ in term]


def test_what_is_pickled_is_plain_data() -> None:
    data, _ = encoded([[(1, [2, 3]), (5, [0])]])
    figures = pickle.loads(data[8:])  # noqa: S301 - we have just written it
    assert figures == (2, 5, 2, 0, 0, 7)
    held = pickle.loads(data[8 + len(pickle_of(data[8:])) :])  # noqa: S301
    assert held[:2] == ((1, 4), (2, 1))


def pickle_of(data: bytes) -> bytes:
    """The bytes up to the end of the first pickle."""
    return data[: data.index(b"t.") + 2]
