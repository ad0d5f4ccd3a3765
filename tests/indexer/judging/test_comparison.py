"""Tests of comparing two evaluations."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.judging.comparison import compare
from indexer.judging.measures import Measure
from indexer.judging.tables import move_rows
from tests.indexer.judging.answers import answered, evaluation_of, judged

QUERIES = [judged(text, {"x": 1}) for text in ("fell", "stayed", "rose", "fell far")]
BEFORE = evaluation_of(
    *zip(
        QUERIES,
        [answered("x"), answered("y", "x"), answered("y", "x"), answered("x")],
        strict=True,
    ),
    name="before",
)
AFTER = evaluation_of(
    *zip(
        QUERIES,
        [answered("y", "x"), answered("z", "x"), answered("x"), answered("y")],
        strict=True,
    ),
    name="after",
)


def test_differences_are_after_minus_before_with_a_paired_interval() -> None:
    difference = compare(BEFORE, AFTER).overall[Measure.MRR_10]
    assert difference.mean == pytest.approx((-0.5 + 0 + 0.5 - 1) / 4)
    assert difference.low < difference.mean < difference.high


def test_equal_changes_of_all_queries_leave_no_doubt() -> None:
    queries = [judged(text, {"x": 1}) for text in "abc"]
    before = evaluation_of(*((query, answered("y", "x")) for query in queries))
    after = evaluation_of(*((query, answered("x")) for query in queries))
    difference = compare(before, after).groups["keyword"][Measure.MRR_10]
    assert (difference.low, difference.mean, difference.high) == (0.5, 0.5, 0.5)


def test_queries_that_moved_are_listed_worst_fall_first() -> None:
    moves = compare(BEFORE, AFTER).moves
    assert list(move_rows(moves)) == [
        ("−1.000", "1 → –", "keyword", "fell far"),
        ("−0.369", "1 → 2", "keyword", "fell"),
        ("+0.369", "2 → 1", "keyword", "rose"),
    ]


def test_a_refusal_that_comes_or_goes_is_a_move() -> None:
    pizza, cache = judged("pizza"), judged("cache", {"x": 1})
    before = evaluation_of((pizza, answered("y", is_refused=True)), (cache, answered("x")))
    after = evaluation_of((pizza, answered("y")), (cache, answered("x", is_refused=True)))
    assert [row[:2] for row in move_rows(compare(before, after).moves)] == [
        ("−1.000", "no longer refused"),
        ("0.000", "1 → 1, now refused"),
    ]
    assert [row[:2] for row in move_rows(compare(after, before).moves)] == [
        ("0.000", "1 → 1, no longer refused"),
        ("+1.000", "now refused"),
    ]


def test_a_move_below_the_tenth_rank_changes_no_measure_and_is_still_one() -> None:
    query, others = judged("deep", {"x": 1}), [f"y{number}" for number in range(10)]
    before = evaluation_of((query, answered(*others, "x")))
    after = evaluation_of((query, answered(*others, "z", "x")))
    [move] = compare(before, after).moves
    assert (move.change, move.before.best_rank, move.after.best_rank) == (0.0, 11, 12)


RANKINGS = st.lists(st.sampled_from("abcdef"), unique=True)


@settings(max_examples=50)
@given(st.lists(st.tuples(RANKINGS, RANKINGS), min_size=1, max_size=5))
def test_the_other_way_round_all_signs_turn(pairs: list[tuple[list[str], list[str]]]) -> None:
    queries = [judged(f"q{place}", {"a": 2, "b": 1}) for place in range(len(pairs))]
    old = evaluation_of(*((q, answered(*o)) for q, (o, _) in zip(queries, pairs, strict=True)))
    new = evaluation_of(*((q, answered(*n)) for q, (_, n) in zip(queries, pairs, strict=True)))
    there, back = compare(old, new), compare(new, old)
    for measure in Measure:
        assert there.overall[measure].mean == pytest.approx(-back.overall[measure].mean)
    assert {move.after.judgement.query for move in there.moves} == {
        move.after.judgement.query for move in back.moves
    }
    assert sorted(move.change for move in there.moves) == [move.change for move in there.moves]


def test_evaluations_of_different_queries_cannot_be_compared() -> None:
    other = evaluation_of(*((judged("other", {"x": 1}), answered("x")) for _ in QUERIES))
    with pytest.raises(ValueError, match="different queries"):
        compare(BEFORE, other)
