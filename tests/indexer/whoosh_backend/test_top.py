"""The best documents are found as if all had been sorted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.whoosh_backend.top import BLOCK_DOCUMENTS, best_documents, padded_length


def padded(scores: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    array = np.zeros(padded_length(len(scores)))
    array[: len(scores)] = scores
    return array


@given(
    scores=st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.5, 7.0]), max_size=40),
    spread=st.integers(1, 60),
    count=st.integers(1, 30),
)
def test_the_best_are_those_of_a_full_sort(scores: list[float], spread: int, count: int) -> None:
    scattered = [score for score in scores for _ in range(spread)]
    ranks = np.arange(len(scattered))[::-1].copy()
    order = sorted(
        (place for place, score in enumerate(scattered) if score > 0),
        key=lambda place: (-scattered[place], ranks[place]),
    )
    assert best_documents(padded(scattered), count, ranks).tolist() == order[:count]


def test_padding_is_never_found() -> None:
    assert best_documents(padded([0.0, 0.0]), 5, np.arange(2)).tolist() == []


@pytest.mark.parametrize(
    ("count", "length"), [(0, BLOCK_DOCUMENTS), (1, BLOCK_DOCUMENTS), (257, 2 * BLOCK_DOCUMENTS)]
)
def test_arrays_are_padded_to_whole_blocks(count: int, length: int) -> None:
    assert padded_length(count) == length
