"""Tests of ranked answers in TREC form."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import EvaluationError
from indexer.judging.trec_run import trec_run
from tests.indexer.judging.answers import answered, evaluation_of, judged


def test_a_line_holds_query_document_rank_score_and_tag() -> None:
    evaluation = evaluation_of(
        (judged("q1", {"x": 1}), answered("x", "y")),
        (judged("q2", {"x": 1}), answered()),
        (judged("q3", {"x": 1}), answered("z")),
    )
    assert list(trec_run(evaluation, "tag")) == [
        "q1 Q0 x 1 2 tag",
        "q1 Q0 y 2 1 tag",
        "q3 Q0 z 1 1 tag",
    ]


@given(st.lists(st.text("abc01", min_size=1), unique=True, max_size=100))
def test_sorting_by_score_as_other_scorers_do_gives_our_order(ranking: list[str]) -> None:
    lines = list(trec_run(evaluation_of((judged("q", {"x": 1}), answered(*ranking))), "tag"))
    fields = [line.split(" ") for line in reversed(lines)]
    by_score = sorted(fields, key=lambda each: float(each[4]), reverse=True)
    assert [each[2] for each in by_score] == ranking
    assert [each[3] for each in by_score] == [str(n) for n in range(1, len(ranking) + 1)]


@pytest.mark.parametrize("name", ["two words", "tab\there", " before", "after\n", "a\u00a0b", ""])
def test_an_id_with_white_space_is_refused(name: str) -> None:
    with pytest.raises(EvaluationError, match="holds white space"):
        list(trec_run(evaluation_of((judged("q", {"x": 1}), answered(name))), "tag"))
    query = replace(judged("q", {"x": 1}), query_id=name)
    with pytest.raises(EvaluationError, match="holds white space"):
        list(trec_run(evaluation_of((query, answered("x"))), "tag"))
