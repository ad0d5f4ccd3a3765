"""Where a post stands, in sentences."""

from collections.abc import Iterator, Sequence

from indexer.explanations import evidence_text
from indexer.findability.lifts import Lift, LiftKind
from indexer.findability.standing import Rival, Standing
from indexer.search import Contribution

_SHOWN_SHARES = 3
_LIFTS = {
    LiftKind.KEYWORD: "in the post's 'keywords:'",
    LiftKind.SYNONYM: "under [one_way] in synonyms.toml",
}


def standing_lines(standing: Standing) -> Iterator[str]:
    """Where the post stands, why, and what stands before it."""
    yield from _query_lines(standing)
    posts = "1 post" if standing.total == 1 else f"{standing.total} posts"
    if standing.hit is None:
        yield f"{standing.post.slug} is not found among {posts}."
    else:
        score = standing.hit.score
        yield f"{standing.post.slug} stands {ordinal(standing.rank)} of {posts}, by {score:.2f}:"
        for each in standing.hit.explanation:
            yield f"  {each.share:7.2f}  {evidence_text(each)}"
    yield from _lack_lines(standing)
    if standing.rivals:
        yield "Before it:" if standing.hit else "First stand:"
    for rival in standing.rivals:
        yield from _rival_lines(rival, is_lead=standing.hit is not None)


def _query_lines(standing: Standing) -> Iterator[str]:
    if standing.corrected:
        yield f"Searched for: {standing.corrected}"
    if standing.ignored_words:
        yield f"Words that take no part: {', '.join(standing.ignored_words)}."
    if standing.no_good_answer:
        yield "Readers are told that no post answers this well."


def _lack_lines(standing: Standing) -> Iterator[str]:
    if standing.absent:
        yield f"It lacks {listed(standing.absent)}."
    if standing.weak:
        yield f"In its body alone it has {listed(standing.weak)}."
    for obstacle in standing.obstacles:
        yield (
            f"Shut out by {obstacle.text}; without that it would stand "
            f"{ordinal(obstacle.rank_without)}."
        )


def lift_lines(standing: Standing, lifts: Sequence[Lift]) -> Iterator[str]:
    """What would lift the post; each of it was tried."""
    if lifts:
        yield "What would lift it, each tried on a copy of the index:"
    elif standing.rank != 1 and not standing.obstacles:
        yield "No keyword and no synonym that was tried would lift it."
    for lift in lifts:
        yield f"  to the {ordinal(lift.rank)} place: {lift.text} {_LIFTS[lift.kind]}"


def ordinal(number: int | None) -> str:
    """1st, 2nd, 3rd, 4th; nowhere for None."""
    if number is None:
        return "nowhere"
    is_teen = number % 100 in range(11, 14)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _rival_lines(rival: Rival, *, is_lead: bool) -> Iterator[str]:
    yield f"  {rival.rank}. {rival.hit.slug}, by {rival.hit.score:.2f}"
    gains = [each for each in rival.lead if each.share > 0][:_SHOWN_SHARES]
    losses = [each for each in reversed(rival.lead) if each.share < 0][:1] if is_lead else []
    for each in (*gains, *losses):
        yield f"       {_signed(each)}  {evidence_text(each)}"


def _signed(contribution: Contribution) -> str:
    return f"{contribution.share:+6.2f}".replace("-", "−")


def listed(words: Sequence[str]) -> str:
    """Words as they are named in a sentence."""
    return ", ".join(f"'{word}'" for word in words)
