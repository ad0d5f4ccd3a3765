"""The measures are those of a hand-worked table, and of trec_eval by way of ir-measures."""

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.judging.measures import Measure, measure_ranking, measure_rankings
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


WANTED = {
    ir_measures.nDCG @ 10: Measure.NDCG_10,
    ir_measures.RR @ 10: Measure.MRR_10,
    ir_measures.R @ 100: Measure.RECALL_100,
    ir_measures.Success @ 1: Measure.SUCCESS_1,
    ir_measures.Success @ 3: Measure.SUCCESS_3,
}


@given(
    grades=st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(1, 3), min_size=1, max_size=30),
    ranking=st.lists(st.sampled_from(DOCUMENTS), unique=True, min_size=1, max_size=100),
)
def test_measures_are_those_of_trec_eval(grades: dict[str, int], ranking: list[str]) -> None:
    run = {"q": {document: float(-rank) for rank, document in enumerate(ranking)}}
    expected = {
        WANTED[metric.measure]: metric.value
        for metric in ir_measures.iter_calc(list(WANTED), {"q": grades}, run)
    }
    assert measure_ranking(grades, ranking) == pytest.approx(expected, abs=1e-12)
