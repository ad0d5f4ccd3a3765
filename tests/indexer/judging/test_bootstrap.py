"""Tests of means with intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.judging.bootstrap import estimate_mean

SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@given(SHARES)
def test_an_interval_lies_within_the_values_and_is_the_same_each_time(values: list[float]) -> None:
    estimate = estimate_mean(values)
    assert min(values) - 1e-9 <= estimate.low <= estimate.high <= max(values) + 1e-9
    assert estimate.mean == pytest.approx(sum(values) / len(values))
    assert estimate == estimate_mean(values)


def test_a_single_value_or_equal_ones_have_an_interval_without_width() -> None:
    for values in ([0.25], [0.25] * 9):
        estimate = estimate_mean(values)
        assert (estimate.low, estimate.mean, estimate.high) == (0.25, 0.25, 0.25)


def test_the_interval_of_a_share_is_that_of_the_normal_approximation() -> None:
    # 0.5 ± 1.96 × √(0.25 / 400)
    estimate = estimate_mean([0.0, 1.0] * 200)
    assert estimate.low == pytest.approx(0.451, abs=0.005)
    assert estimate.high == pytest.approx(0.549, abs=0.005)


def test_more_values_make_a_narrower_interval() -> None:
    few, many = (estimate_mean([0.0, 1.0] * count) for count in (10, 1_000))
    assert many.high - many.low < few.high - few.low
