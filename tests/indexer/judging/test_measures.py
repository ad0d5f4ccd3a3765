"""Tests of the measures, against a hand-worked table and a plain slow definition."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import EvaluationError
from indexer.judging import measures
from indexer.judging.measures import Measure, measure_rankings
from tests.indexer.judging.answers import judged

# By hand: discounts of ranks 1, 2, 3, 4 are 1, log2 3 = 1.58496, 2, log2 5 = 2.32193.
TABLE = [
    # grades, ranking, nDCG@10, MRR@10, Recall@100, success@1, success@3
    ({"a": 1}, ["a"], (1.0, 1.0, 1.0, 1.0, 1.0)),
    ({"a": 1}, ["x", "a"], (1 / 1.584962500721156, 0.5, 1.0, 0.0, 1.0)),
    ({"a": 1}, ["x", "y", "z", "a"], (1 / 2.321928094887362, 0.25, 1.0, 0.0, 0.0)),
    ({"a": 1}, [], (0.0, 0.0, 0.0, 0.0, 0.0)),
    ({"a": 1, "b": 1}, ["a", "x"], (1 / 1.6309297535714575, 1.0, 0.5, 1.0, 1.0)),
    # 1 + 2 / 1.58496 over 2 + 1 / 1.58496: the better one second.
    ({"a": 2, "b": 1}, ["b", "a"], (2.261859507142915 / 2.6309297535714575, 1.0, 1.0, 1.0, 1.0)),
    # 2 + 1 / 2 over 2 + 1 / 1.58496.
    ({"a": 2, "b": 1}, ["a", "x", "b"], (2.5 / 2.6309297535714575, 1.0, 1.0, 1.0, 1.0)),
    # The eleventh does not count for nDCG and MRR, the hundred and first for nothing.
    ({"a": 1}, [*"bcdefghijk", "a"], (0.0, 0.0, 1.0, 0.0, 0.0)),
    ({"a": 1}, [*(f"x{n}" for n in range(100)), "a"], (0.0, 0.0, 0.0, 0.0, 0.0)),
]


@pytest.mark.parametrize(("grades", "ranking", "expected"), TABLE)
def test_measures_are_as_worked_out_by_hand(
    grades: dict[str, int], ranking: list[str], expected: tuple[float, ...]
) -> None:
    [found] = measure_rankings([judged("q", grades)], [ranking])
    assert tuple(found[measure] for measure in Measure) == pytest.approx(expected)


def test_each_query_is_measured_by_its_own_grades() -> None:
    found = measure_rankings([judged("q", {"a": 1}), judged("r", {"b": 1})], [["a"], ["a", "b"]])
    assert [values[Measure.MRR_10] for values in found] == [1.0, 0.5]


DOCUMENTS = [f"d{number}" for number in range(130)]


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(1, 3), min_size=1, max_size=30),
    st.lists(st.sampled_from(DOCUMENTS), unique=True, max_size=120),
)
def test_measures_are_what_their_definitions_say(
    grades: dict[str, int], ranking: list[str]
) -> None:
    [found] = measure_rankings([judged("q", grades)], [ranking])
    gains = [grades.get(document, 0) for document in ranking]
    first = next((rank for rank, gain in enumerate(gains, start=1) if gain), math.inf)
    assert found == pytest.approx(
        {
            Measure.NDCG_10: discounted(gains) / discounted(sorted(grades.values(), reverse=True)),
            Measure.MRR_10: 1 / first if first <= 10 else 0,
            Measure.RECALL_100: sum(map(bool, gains[:100])) / len(grades),
            Measure.SUCCESS_1: float(first <= 1),
            Measure.SUCCESS_3: float(first <= 3),
        }
    )


def discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains[:10], start=1))


def test_without_the_library_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(measures, "ir_measures", None)
    with pytest.raises(EvaluationError, match=r"pip install 'explainer-search\[evaluate\]'"):
        measure_rankings([judged("q", {"a": 1})], [["a"]])
