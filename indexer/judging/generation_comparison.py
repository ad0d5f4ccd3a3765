"""Puts the same judged queries to two generations and compares their answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.judging.comparison import Comparison, Move, compare, moves_of, pair_up
from indexer.judging.evaluation import Answer, ask, measure, sum_up
from indexer.judging.judgements import Judgement
from indexer.judging.kept_answers import NOTHING_KEPT, KeptAnswers
from indexer.judging.reasons import reason_for_fall
from indexer.judging.succession import (
    REMOVED,
    Succession,
    answers_after,
    answers_before,
    of_both,
    shared_judgements,
)
from indexer.search import Hit, Query, Searcher

# More is read of each answer if posts that one generation alone has are left out of it.
_DEPTH = 10
_DEPTH_AMONG_OTHERS = 20
_EXPLAINED_DEPTH = 100
_MAX_REASONS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationComparison:
    """How two generations answer the same queries; what came and went is `succession`.

    `pairs` are all queries that both were asked; `reasons` says by their ids why the worst
    of them fell. `answers` are what the later one answered, for it to keep.
    """

    before: str
    after: str
    succession: Succession
    pairs: tuple[Move, ...]
    reasons: Mapping[str, str]
    answers: KeptAnswers

    def summed_up(self) -> Comparison:
        """The same with means and intervals, which take longer than the answers."""
        return compare(
            sum_up(self.before, [pair.before for pair in self.pairs]),
            sum_up(self.after, [pair.after for pair in self.pairs]),
        )


def compare_generations(  # noqa: PLR0913 - two generations, what they are asked, and how
    before: Searcher,
    after: Searcher,
    judgements: Sequence[Judgement],
    succession: Succession,
    *,
    depth: int = _DEPTH,
    kept: KeptAnswers = NOTHING_KEPT,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> GenerationComparison:
    """Compare two generations by the first posts of their answers, by default by ten.

    Those judgements are asked that both can be asked. What `before` keeps is not asked again.
    `on_progress` is told how many of how many answers are there.
    """
    shared = shared_judgements(judgements, succession)
    asked = [of_both(judgement, succession) for judgement in shared]
    is_alike = not (succession.added or succession.removed)
    page_size = depth if is_alike else max(depth, _DEPTH_AMONG_OTHERS)

    known = kept.answers if kept.depth >= page_size else NOTHING_KEPT.answers
    unknown = [judgement for judgement in shared if judgement.query not in known]
    count = len(unknown) + len(shared)

    def answers_of(
        searcher: Searcher, judgements: Sequence[Judgement], earlier: int
    ) -> dict[str, Answer]:
        found = ask(
            searcher,
            judgements,
            query_of=lambda text: Query(text=text, page_size=page_size),
            on_progress=lambda done, _: on_progress(earlier + done, count),
        )
        return {each.query: answer for each, answer in zip(judgements, found, strict=True)}

    by_query_before = {**known, **answers_of(before, unknown, 0)}
    by_query_after = answers_of(after, shared, len(unknown))
    old = [by_query_before[judgement.query] for judgement in shared]
    new = [by_query_after[judgement.query] for judgement in shared]
    pairs = pair_up(
        measure(asked, answers_before(old, succession)),
        measure(asked, answers_after(new, shared, succession)),
    )
    falls = [move for move in moves_of(pairs) if move.is_fall][:_MAX_REASONS]
    return GenerationComparison(
        before=before.generation,
        after=after.generation,
        succession=succession,
        pairs=tuple(pairs),
        reasons={
            move.after.judgement.query_id: reason_for_fall(
                move,
                _under_todays_slugs(_explained(before, move.after.judgement), succession),
                _explained(after, move.after.judgement),
            )
            for move in falls
        },
        answers=KeptAnswers(depth=page_size, answers=by_query_after),
    )


def _explained(searcher: Searcher, judgement: Judgement) -> Sequence[Hit]:
    query = Query(text=judgement.query, page_size=_EXPLAINED_DEPTH, explain=True)
    return searcher.search(query).hits


def _under_todays_slugs(hits: Sequence[Hit], succession: Succession) -> Sequence[Hit]:
    named = [replace(hit, slug=succession.successors.get(hit.slug, hit.slug)) for hit in hits]
    return [hit for hit in named if hit.slug != REMOVED]
