"""Says why a post fell: which other one passed it, and by what evidence."""

from collections.abc import Mapping, Sequence

from indexer.explanations import difference, evidence_text, shares_of
from indexer.judging.comparison import Move
from indexer.search import Contribution, Hit

_NOTHING: Mapping[str, Hit] = {}


def reason_for_fall(move: Move, before: Sequence[Hit], after: Sequence[Hit]) -> str:
    """Why a query is answered worse, in one sentence; "" if no single post tells.

    The hits are explained, best first, and those before stand under the slugs of today.
    """
    judgement = move.after.judgement
    if not judgement.is_answerable:
        return _reason_for_acceptance(after)
    ranks_before, ranks_after = _ranks(before), _ranks(after)
    falls = {
        slug: ranks_after.get(slug, len(after) + 1) - ranks_before[slug]
        for slug in judgement.grades
        if slug in ranks_before
    }
    fallen = max(
        falls,
        key=lambda slug: (judgement.grades[slug] * (falls[slug] > 0), falls[slug]),
        default="",
    )
    refusal = "it is now said that no post answers this well"
    is_newly_refused = move.after.answer.is_refused and not move.before.answer.is_refused
    if not fallen or falls[fallen] <= 0:
        return refusal if is_newly_refused else ""
    if fallen not in ranks_after:
        return f"{fallen} is not found any more"
    passing = [
        hit
        for hit in after[: ranks_after[fallen] - 1]
        if ranks_before.get(hit.slug, len(before) + 1) > ranks_before[fallen]
    ]
    if not passing:
        return refusal if is_newly_refused else ""
    reason = _reason_for_passing(passing[0].slug, fallen, _by_slug(before), _by_slug(after))
    return f"{reason}; {refusal}" if is_newly_refused else reason


def _reason_for_passing(
    passing: str, fallen: str, before: Mapping[str, Hit], after: Mapping[str, Hit]
) -> str:
    gains = _changes(before.get(passing), after[passing])
    losses = _changes(after[fallen], before[fallen])
    gain, loss = (max(changes, key=_share, default=None) for changes in (gains, losses))
    if loss is not None and (gain is None or loss.share > gain.share):
        why = f"{fallen} lost {loss.share:.2f} by {evidence_text(loss)}"
    elif gain is not None:
        why = f"it gained {gain.share:.2f} by {evidence_text(gain)}"
    else:
        why = "the scores are level"
    return f"{passing} passed {fallen}: {why}"


def _reason_for_acceptance(after: Sequence[Hit]) -> str:
    if not after:
        return ""
    most = max(after[0].explanation, key=_share, default=None)
    why = f" by {evidence_text(most)}" if most else ""
    return f"{after[0].slug} is now taken for an answer{why}"


def _changes(before: Hit | None, after: Hit | None) -> tuple[Contribution, ...]:
    return difference(shares_of(after), shares_of(before))


def _share(contribution: Contribution) -> float:
    return contribution.share


def _ranks(hits: Sequence[Hit]) -> dict[str, int]:
    return {hit.slug: rank for rank, hit in enumerate(hits, start=1)}


def _by_slug(hits: Sequence[Hit]) -> dict[str, Hit]:
    return {hit.slug: hit for hit in hits}
