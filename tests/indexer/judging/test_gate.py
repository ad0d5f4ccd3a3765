"""Tests of the gate: which candidates may take the place of what serves."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.judging.comparison import Move, pair_up
from indexer.judging.evaluation import Answer, measure
from indexer.judging.gate import MEAN_TOLERANCE, SUM_TOLERANCE, Verdict, judge_candidate, worth
from indexer.judging.generation_comparison import GenerationComparison
from indexer.judging.judgements import Judgement
from indexer.judging.kept_answers import NOTHING_KEPT
from indexer.judging.succession import Succession

# Where the right post stands, from 1; 0 for nowhere.
Ranks = Sequence[tuple[int, int]]


def answer(rank: int, *, is_refused: bool = False) -> Answer:
    ranking = tuple("right" if place == rank else f"p{place}" for place in range(1, 21))
    return Answer(ranking=ranking, titles=(), is_refused=is_refused)


def judged(number: int, *, is_answerable: bool = True) -> Judgement:
    grades = {"right": 2} if is_answerable else {}
    return Judgement(query_id=f"q{number}", query=f"query {number}", group="g", grades=grades)


def verdict(before: Sequence[Answer], after: Sequence[Answer], **judgement: bool) -> Verdict:
    queries = [judged(number, **judgement) for number in range(len(before))]
    return judge_candidate(compared(pair_up(measure(queries, before), measure(queries, after))))


def compared(pairs: Sequence[Move]) -> GenerationComparison:
    return GenerationComparison(
        before="g000001",
        after="g000002",
        succession=Succession.of((), ()),
        pairs=tuple(pairs),
        reasons={"q0": "other passed right: it gained 1.00 by synonym 'x'"},
        answers=NOTHING_KEPT,
    )


def of_ranks(ranks: Ranks) -> Verdict:
    return verdict([answer(before) for before, _ in ranks], [answer(after) for _, after in ranks])


def test_a_candidate_that_answers_alike_passes() -> None:
    found = of_ranks([(1, 1), (4, 4)])
    assert found.is_passed
    assert found.fallen == ()


def test_without_a_judged_query_any_candidate_passes() -> None:
    found = of_ranks([])
    assert (found.is_passed, found.queries) == (True, 0)


def test_of_a_few_queries_one_may_lose_its_first_place() -> None:
    assert of_ranks([(1, 2)]).is_passed


def test_of_a_few_queries_two_may_not_lose_their_first_places() -> None:
    assert not of_ranks([(1, 2), (1, 2)]).is_passed


def test_of_many_queries_more_may_fall() -> None:
    assert of_ranks([(1, 2)] * 2 + [(1, 1)] * 200).is_passed
    assert not of_ranks([(1, 2)] * 3 + [(1, 1)] * 200).is_passed


def test_rises_make_up_for_falls() -> None:
    assert of_ranks([(1, 2)] * 3 + [(2, 1)] * 3).is_passed


@pytest.mark.parametrize(("before", "after"), [(3, 11), (1, 0)])
def test_no_rise_makes_up_for_an_answer_that_is_lost(before: int, after: int) -> None:
    found = of_ranks([(before, after)] + [(5, 1)] * 50)
    assert not found.is_passed
    assert [move.after.judgement.query_id for move in found.lost] == ["q0"]


def test_what_hardly_anybody_saw_cannot_be_lost() -> None:
    assert of_ranks([(4, 0)]).lost == ()


def test_an_answer_that_is_called_none_counts_half() -> None:
    query = measure([judged(0)], [answer(1, is_refused=True)])[0]
    assert worth(query) == 0.5


def test_a_candidate_that_refuses_every_answer_is_refused() -> None:
    answers = [answer(1)] * 10
    assert not verdict(answers, [answer(1, is_refused=True)] * 10).is_passed


def test_queries_without_an_answer_must_go_on_being_told() -> None:
    told, untold = [answer(0, is_refused=True)] * 3, [answer(0)] * 3
    assert not verdict(told, untold, is_answerable=False).is_passed
    assert verdict(untold, told, is_answerable=False).is_passed


def test_the_refusal_names_the_queries_that_fell_and_why() -> None:
    lines = list(of_ranks([(1, 0), (1, 2), (1, 1)]).sentences())
    assert "3 judged queries: 1.000 in g000001, 0.544 in g000002" in lines[0]
    assert "no longer stands among the first 10" in lines[1]
    assert lines[2:] == [
        "  −1.000  1 → –     query 0",
        "          other passed right: it gained 1.00 by synonym 'x'",
        "  −0.369  1 → 2     query 1",
    ]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=30))
def test_a_candidate_passes_if_and_only_if_little_is_lost(ranks: Ranks) -> None:
    found = of_ranks(ranks)
    fall = sum(_gain(before) - _gain(after) for before, after in ranks)
    allowed = MEAN_TOLERANCE * max(1, len(ranks)) + SUM_TOLERANCE
    lost = [1 <= before <= 3 and not 1 <= after <= 10 for before, after in ranks]
    if abs(fall - allowed) > 1e-9:
        assert found.is_passed == (fall <= allowed and not any(lost))


def _gain(rank: int) -> float:
    return _GAINS[rank] if 1 <= rank <= 10 else 0.0


_GAINS = [0.0, *(worth(measure([judged(0)], [answer(rank)])[0]) for rank in range(1, 11))]
