"""Both kernels give what plain loops give, to the last bit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.whoosh_backend.arrays import Floats
from indexer.whoosh_backend.compiled_kernel import CompiledKernel
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.kernel import BLOCK_DOCUMENTS, Kernel, Ranges, padded_length
from indexer.whoosh_backend.numpy_kernel import NumpyKernel

KERNELS: dict[str, Kernel] = {"numpy": NumpyKernel(), "compiled": CompiledKernel()}
DOCUMENTS = 300

each_kernel = pytest.mark.parametrize("kernel", KERNELS.values(), ids=KERNELS)
postings = st.dictionaries(
    st.integers(0, DOCUMENTS - 1), st.floats(0.125, 9, width=32), max_size=12
)


def padded(scores: list[float]) -> Floats:
    array = np.zeros(padded_length(len(scores)))
    array[: len(scores)] = scores
    return array


def impacts_of(terms: list[dict[int, float]]) -> Impacts:
    pairs = [pair for term in terms for pair in sorted(term.items())]
    return Impacts(
        terms=np.array([f"t{number:03d}".encode() for number in range(len(terms))], np.bytes_),
        starts=np.cumsum([0, *map(len, terms)]),
        documents=np.array([document for document, _ in pairs], dtype=np.int32),
        shares=np.array([share for _, share in pairs], dtype=np.float32),
    )


@each_kernel
@given(
    terms=st.lists(postings, min_size=1, max_size=6),
    wanted=st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1.0, 0.5, 0.3])), max_size=5),
)
def test_accumulators_hold_the_weighted_sum_of_the_shares(
    kernel: Kernel, terms: list[dict[int, float]], wanted: list[tuple[int, float]]
) -> None:
    wanted = [(place % len(terms), weight) for place, weight in wanted]
    expected = np.zeros(DOCUMENTS)
    for place, weight in wanted:
        for document, share in terms[place].items():
            expected[document] += weight * share
    places, weights = [place for place, _ in wanted], [weight for _, weight in wanted]
    scores = kernel.accumulate(impacts_of(terms), places, weights, DOCUMENTS)
    assert scores.dtype == np.float64
    assert scores.tolist() == expected.tolist()


@each_kernel
@given(data=st.data(), mask=st.lists(st.booleans(), min_size=1, max_size=80))
def test_runs_are_counted_one_by_one(kernel: Kernel, data: st.DataObject, mask: list[bool]) -> None:
    starts = sorted({0, *data.draw(st.sets(st.integers(0, len(mask) - 1)))})
    ends = [*starts[1:], len(mask)]
    counts = kernel.count_runs(np.array(mask), np.array(starts, dtype=np.int64))
    assert counts.tolist() == [sum(mask[a:b]) for a, b in zip(starts, ends, strict=True)]


@each_kernel
@given(ranges=st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), max_size=5))
def test_what_is_shut_out_has_no_score_and_is_no_match(
    kernel: Kernel, ranges: list[tuple[int, int]]
) -> None:
    scores, mask = np.ones(50), np.ones(50, dtype=np.bool_)
    starts = np.array([start for start, _ in ranges], dtype=np.int64)
    ends = np.array([end for _, end in ranges], dtype=np.int64)
    kernel.shut_out(scores, mask, Ranges(starts, ends))
    shut_out = {document for start, end in ranges for document in range(start, end)}
    assert mask.tolist() == [document not in shut_out for document in range(50)]
    assert scores.tolist() == mask.astype(float).tolist()


@each_kernel
@given(
    scores=st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.5, 7.0]), max_size=40),
    spread=st.integers(1, 60),
    count=st.integers(1, 30),
)
def test_the_best_are_those_of_a_full_sort(
    kernel: Kernel, scores: list[float], spread: int, count: int
) -> None:
    scattered = [score for score in scores for _ in range(spread)]
    ranks = np.arange(len(scattered))[::-1].copy()
    order = sorted(
        (place for place, score in enumerate(scattered) if score > 0),
        key=lambda place: (-scattered[place], ranks[place]),
    )
    assert kernel.best_documents(padded(scattered), count, ranks).tolist() == order[:count]


@each_kernel
def test_padding_is_never_found(kernel: Kernel) -> None:
    assert kernel.best_documents(padded([0.0, 0.0]), 5, np.arange(2)).tolist() == []


@pytest.mark.parametrize(
    ("count", "length"), [(0, BLOCK_DOCUMENTS), (1, BLOCK_DOCUMENTS), (257, 2 * BLOCK_DOCUMENTS)]
)
def test_arrays_are_padded_to_whole_blocks(count: int, length: int) -> None:
    assert padded_length(count) == length


@each_kernel
@given(
    terms=st.lists(postings, min_size=1, max_size=6),
    wanted=st.lists(st.tuples(st.integers(0, 5), st.sampled_from([1.0, 0.5, 0.0])), max_size=5),
)
def test_terms_are_united_with_the_weights_and_the_number_of_those_met(
    kernel: Kernel, terms: list[dict[int, float]], wanted: list[tuple[int, float]]
) -> None:
    wanted = [(place % len(terms), weight) for place, weight in wanted]
    expected: dict[int, tuple[float, int]] = {}
    for place, weight in wanted:
        for document in terms[place]:
            total, count = expected.get(document, (0.0, 0))
            expected[document] = total + weight, count + 1
    places, weights = [place for place, _ in wanted], [weight for _, weight in wanted]
    documents, sums, counts = kernel.unite(impacts_of(terms), places, weights, DOCUMENTS)
    pairs = zip(sums.tolist(), counts.tolist(), strict=True)
    assert dict(zip(documents.tolist(), pairs, strict=True)) == expected
    assert len(documents) == len(expected)


@each_kernel
@given(
    first=st.sets(st.integers(0, 60)),
    second=st.sets(st.integers(0, 60)),
    distance=st.integers(1, 3),
    kind=st.sampled_from([np.int32, np.int64]),
)
def test_places_are_found_behind_which_another_stands(
    kernel: Kernel, first: set[int], second: set[int], distance: int, kind: type[np.signedinteger]
) -> None:
    ones, others = np.array(sorted(first), kind), np.array(sorted(second), kind)
    expected = sorted(place for place in first if place + distance in second)
    assert kernel.followed(ones, others, distance).tolist() == expected
