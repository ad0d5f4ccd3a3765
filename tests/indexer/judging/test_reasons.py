"""Tests of the sentence that says why a query is answered worse."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from indexer.judging.comparison import Move
from indexer.judging.evaluation import Answer, measure
from indexer.judging.judgements import Judgement
from indexer.judging.reasons import reason_for_fall
from indexer.post import Level
from indexer.search import Contribution, EvidenceKind, Hit

HIT = Hit(
    slug="",
    title="",
    summary="",
    date=date(2026, 5, 1),
    level=Level.INTRO,
    domain="",
    score=0.0,
    excerpt=(),
    section=None,
)
WORD, SYNONYM = EvidenceKind.WORD, EvidenceKind.SYNONYM


def hit(slug: str, shares: Mapping[tuple[EvidenceKind, str], float]) -> Hit:
    contributions = tuple(
        Contribution(kind=kind, word=word, field="body" if kind is WORD else "", share=share)
        for (kind, word), share in shares.items()
    )
    return replace(HIT, slug=slug, score=sum(shares.values()), explanation=contributions)


def reason(
    before: list[Hit],
    after: list[Hit],
    grades: Mapping[str, int],
    refused: tuple[bool, bool] = (False, False),
) -> str:
    judgement = Judgement(query_id="q", query="q", group="g", grades=grades)
    old, new = (
        measure([judgement], [Answer(ranking=tuple(h.slug for h in hits), titles=(), is_refused=r)])
        for hits, r in zip((before, after), refused, strict=True)
    )
    return reason_for_fall(Move(before=old[0], after=new[0]), before, after)


RIGHT = hit("right", {(WORD, "cache"): 2.0})
OTHER = hit("other", {(WORD, "cache"): 1.0})


def test_a_gain_of_the_other_post_is_named() -> None:
    raised = hit("other", {(WORD, "cache"): 1.0, (SYNONYM, "cache"): 3.0})
    assert reason([RIGHT, OTHER], [raised, RIGHT], {"right": 2}) == (
        "other passed right: it gained 3.00 by synonym 'cache'"
    )


def test_a_loss_of_the_right_post_is_named() -> None:
    lowered = hit("right", {(WORD, "cache"): 0.5})
    assert reason([RIGHT, OTHER], [OTHER, lowered], {"right": 2}) == (
        "other passed right: right lost 1.50 by word 'cache' in body"
    )


def test_a_post_that_is_not_found_any_more_is_named() -> None:
    assert reason([RIGHT, OTHER], [OTHER], {"right": 2}) == "right is not found any more"


def test_a_new_refusal_is_named_alone_or_behind_the_fall() -> None:
    refusal = "it is now said that no post answers this well"
    assert reason([RIGHT], [RIGHT], {"right": 2}, (False, True)) == refusal
    found = reason([RIGHT, OTHER], [OTHER, RIGHT], {"right": 2}, (False, True))
    assert found.endswith(f"; {refusal}")


def test_what_is_wrongly_taken_for_an_answer_is_named() -> None:
    assert reason([OTHER], [OTHER], {}, (True, False)) == (
        "other is now taken for an answer by word 'cache' in body"
    )
