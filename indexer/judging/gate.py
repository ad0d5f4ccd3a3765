"""Decides whether a candidate ranks well enough to take the place of what serves."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.judging.comparison import Move, moves_of
from indexer.judging.evaluation import JudgedQuery
from indexer.judging.generation_comparison import GenerationComparison
from indexer.judging.measures import Measure
from indexer.judging.tables import move_sentences
from indexer.problems import Problem

# What may be lost of the mean, and beside it of the sum over all queries: of a few, one may lose
# its first place. Adding, removing or cutting one of the 61 posts lost 1.0 of 480 at most.
MEAN_TOLERANCE = 0.002
SUM_TOLERANCE = 0.5
_SEEN_RANK, _LAST_RANK = 3, 10
_LISTED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How a candidate ranks beside what serves.

    `before` and `after` are means of the queries' worth, of which at most `tolerance` may be
    lost. `lost` are queries whose best answer stood among the first three and no longer
    stands among the first ten. `problems` are judgements that were left out, and why.
    """

    comparison: GenerationComparison
    queries: int
    before: float
    after: float
    tolerance: float
    lost: tuple[Move, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Whether the candidate may serve."""
        return self.before - self.after <= self.tolerance and not self.lost

    @property
    def fallen(self) -> tuple[Move, ...]:
        """The queries that are answered worse: lost answers first, then the worst falls."""
        others = [
            move
            for move in moves_of(self.comparison.pairs)
            if move.is_fall and move not in self.lost
        ]
        return (*self.lost, *others)

    def sentences(self) -> Iterator[str]:
        """What is wrong with the candidate, and which queries fell and why; a line each."""
        names = self.comparison
        if self.before - self.after > self.tolerance:
            yield (
                f"{self.queries} judged queries: {self.before:.3f} in {names.before}, "
                f"{self.after:.3f} in {names.after}; at most {self.tolerance:.3f} may be lost"
            )
        if self.lost:
            count = "a query" if len(self.lost) == 1 else f"{len(self.lost)} queries"
            yield (
                f"the best answer to {count} stood among the first {_SEEN_RANK}, "
                f"and no longer stands among the first {_LAST_RANK}"
            )
        fallen = self.fallen
        yield from move_sentences(fallen[:_LISTED], self.comparison.reasons)
        if len(fallen) > _LISTED:
            yield f"  and {len(fallen) - _LISTED} more"


def judge_candidate(
    comparison: GenerationComparison, problems: tuple[Problem, ...] = ()
) -> Verdict:
    """Weigh a comparison of what serves, before, and a candidate, after."""
    pairs = comparison.pairs
    count = max(1, len(pairs))
    return Verdict(
        comparison=comparison,
        queries=len(pairs),
        before=sum(worth(pair.before) for pair in pairs) / count,
        after=sum(worth(pair.after) for pair in pairs) / count,
        tolerance=MEAN_TOLERANCE + SUM_TOLERANCE / count,
        lost=tuple(_lost(pairs)),
        problems=problems,
    )


def worth(query: JudgedQuery) -> float:
    """What an answer is worth, from 0 to 1.

    That is nDCG@10, half of it if the answer is called none; and for a query without an
    answer, whether that is said.
    """
    if not query.judgement.is_answerable:
        return float(query.answer.is_refused)
    return query.measures[Measure.NDCG_10] * (0.5 if query.answer.is_refused else 1.0)


def _lost(pairs: Iterable[Move]) -> Iterator[Move]:
    for pair in moves_of(pairs):
        before, after = pair.before.best_rank, pair.after.best_rank
        if before and before <= _SEEN_RANK and (after is None or after > _LAST_RANK):
            yield pair
