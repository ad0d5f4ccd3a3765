"""Tests of putting judged queries to a searcher and summing up."""

from dataclasses import replace

import pytest

from indexer.judging.evaluation import judge
from indexer.judging.measures import Measure
from indexer.search import Query, Results
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, make_post
from tests.indexer.judging.answers import answered, evaluation_of, judged

ATTENTION = {"what-is-attention": 2, "why-is-attention-quadratic": 1}


class Hesitant(FakeSearcher):
    """A searcher to which a query for pizza has no good answer."""

    def search(self, query: Query) -> Results:
        return replace(super().search(query), no_good_answer="pizza" in query.text)


def test_a_searcher_is_measured_by_its_answers() -> None:
    evaluation = judge(
        FakeSearcher(EXAMPLE_POSTS, "g000007"),
        [judged("attention in transformers", ATTENTION), judged("kv cache", {"naive-cafes": 2})],
    )
    assert evaluation.name == "g000007"
    first, second = evaluation.queries
    assert first.answer.titles[0] == "What is attention (in transformers)?"
    assert (first.best_rank, first.measures[Measure.SUCCESS_1]) == (1, 1.0)
    assert (second.best_rank, second.measures[Measure.NDCG_10]) == (None, 0.0)
    assert evaluation.overall.measures[Measure.SUCCESS_1].mean == 0.5


def test_answers_are_measured_to_the_hundredth_document() -> None:
    posts = [make_post(f"attention-{number}") for number in range(120)]
    [query] = judge(FakeSearcher(posts), [judged("attention", ATTENTION)]).queries
    assert len(query.answer.ranking) == 100


def test_progress_is_told_query_by_query() -> None:
    told: list[tuple[int, int]] = []
    judge(
        FakeSearcher(EXAMPLE_POSTS),
        [judged("cache", ATTENTION), judged("pizza")],
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_an_empty_text_is_not_a_question_that_every_post_answers() -> None:
    evaluation = judge(FakeSearcher(EXAMPLE_POSTS), [judged(" ", ATTENTION)])
    assert evaluation.queries[0].answer.ranking == ()


def test_groups_are_measured_apart_and_all_queries_weigh_the_same() -> None:
    evaluation = evaluation_of(
        (judged("a", {"x": 1}, "typo"), answered("x")),
        (judged("b", {"x": 1}, "typo"), answered("x")),
        (judged("c", {"x": 1}, "beginner"), answered("y")),
    )
    means = {name: group.measures[Measure.MRR_10].mean for name, group in evaluation.groups.items()}
    assert means == {"beginner": 0.0, "typo": 1.0}
    assert list(evaluation.groups) == ["beginner", "typo"]
    assert evaluation.overall.measures[Measure.MRR_10].mean == pytest.approx(2 / 3)


def test_queries_without_an_answer_are_counted_apart() -> None:
    evaluation = judge(
        Hesitant(EXAMPLE_POSTS),
        [
            judged("best pizza dough"),
            judged("football results"),
            judged("attention pizza", ATTENTION),
            *(judged(f"attention {n}", ATTENTION) for n in range(3)),
        ],
    )
    refusals = evaluation.refusals
    assert refusals.recognised
    assert refusals.refused
    assert (refusals.unanswerable, refusals.recognised.mean) == (2, 0.5)
    assert (refusals.answerable, refusals.refused.mean) == (4, 0.25)
    assert evaluation.overall.queries == 4
    assert "no-answer" not in evaluation.groups


def test_without_answerable_queries_there_are_no_measures() -> None:
    evaluation = evaluation_of((judged("pizza"), answered("x")))
    assert (evaluation.overall.queries, evaluation.overall.measures) == (0, {})
    assert evaluation.refusals.refused is None


def test_the_best_rank_is_that_of_the_first_document_with_the_best_grade() -> None:
    evaluation = evaluation_of(
        (judged("q", {"good": 1, "best": 2, "also best": 2}), answered("good", "best", "also best"))
    )
    assert evaluation.queries[0].best_rank == 2
