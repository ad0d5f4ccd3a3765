"""Tests of what two generations can both be asked, and what of their answers is compared."""

from indexer.judging.evaluation import Answer
from indexer.judging.judgements import Judgement
from indexer.judging.succession import (
    Succession,
    answers_after,
    answers_before,
    of_both,
    shared_judgements,
)
from tests.fakes import make_post

BEFORE = [make_post("cache"), make_post("old-name"), make_post("gone")]
AFTER = [make_post("cache"), make_post("new-name", aliases=("old-name",)), make_post("fresh")]
SUCCESSION = Succession.of(BEFORE, AFTER)


def judgement(**grades: int) -> Judgement:
    named = {slug.replace("_", "-"): grade for slug, grade in grades.items()}
    return Judgement(query_id="q", query="a question", group="keyword", grades=named)


def answer(*ranking: str) -> Answer:
    return Answer(ranking=ranking, titles=tuple(map(str.upper, ranking[:3])), is_refused=False)


def test_posts_are_added_removed_or_renamed() -> None:
    assert SUCCESSION.added == {"fresh"}
    assert SUCCESSION.removed == {"gone"}
    assert SUCCESSION.successors["old-name"] == "new-name"


def test_a_question_that_only_a_new_post_answers_is_not_asked() -> None:
    assert shared_judgements([judgement(fresh=2)], SUCCESSION) == ()


def test_a_removed_post_takes_its_judgements_along() -> None:
    assert shared_judgements([judgement(gone=2, cache=1)], SUCCESSION) == ()


def test_a_question_with_another_best_answer_outlives_a_removed_post() -> None:
    both = judgement(gone=2, cache=2)
    assert shared_judgements([both], SUCCESSION) == (both,)
    assert of_both(both, SUCCESSION).grades == {"cache": 2}


def test_a_question_without_an_answer_is_asked_of_both() -> None:
    assert len(shared_judgements([judgement()], SUCCESSION)) == 1


def test_a_renamed_post_is_the_same_post() -> None:
    (before,) = answers_before([answer("old-name", "gone", "cache")], SUCCESSION)
    assert before.ranking == ("new-name", "cache")
    assert before.titles == ("OLD-NAME", "CACHE")


def test_a_new_post_that_answers_the_question_pushes_nothing_down() -> None:
    (after,) = answers_after([answer("fresh", "cache")], [judgement(fresh=2, cache=2)], SUCCESSION)
    assert after.ranking == ("cache",)


def test_a_new_post_that_nobody_judged_may_push_down_what_is_right() -> None:
    (after,) = answers_after([answer("fresh", "cache")], [judgement(cache=2)], SUCCESSION)
    assert after.ranking == ("fresh", "cache")


def test_two_posts_that_became_one_stand_once() -> None:
    succession = Succession.of([make_post("a"), make_post("b")], [make_post("a", aliases=("b",))])
    (before,) = answers_before([answer("b", "a")], succession)
    assert before.ranking == ("a",)
