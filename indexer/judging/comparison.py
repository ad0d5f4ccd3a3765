"""Compares two evaluations of the same queries: differences, and the queries that moved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.judging.bootstrap import Estimate, estimate_mean
from indexer.judging.evaluation import Evaluation, JudgedQuery
from indexer.judging.measures import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One query as it was answered before and after."""

    before: JudgedQuery
    after: JudgedQuery

    @property
    def change(self) -> float:
        """By how much nDCG@10 rose; without an answer to find, whether that is now said, ±1."""
        if self.after.judgement.is_answerable:
            return self.after.measures[Measure.NDCG_10] - self.before.measures[Measure.NDCG_10]
        return float(self.after.answer.is_refused) - float(self.before.answer.is_refused)

    @property
    def is_fall(self) -> bool:
        """Whether the query is answered worse than before, a new refusal included."""
        is_newly_refused = self.after.answer.is_refused and not self.before.answer.is_refused
        return self.change < 0 or (self.after.judgement.is_answerable and is_newly_refused)

    @property
    def happened(self) -> bool:
        """Whether the measure, the best answer's rank or a refusal differs."""
        return (
            bool(self.change)
            or self.before.best_rank != self.after.best_rank
            or self.before.answer.is_refused != self.after.answer.is_refused
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two evaluations of the same queries.

    Differences are after minus before, with paired intervals; without answerable queries
    there are none. Moves stand worst fall first.
    """

    before: Evaluation
    after: Evaluation
    overall: Mapping[Measure, Estimate]
    groups: Mapping[str, Mapping[Measure, Estimate]]
    moves: tuple[Move, ...]


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """Compare two evaluations; raises ValueError if they are not of the same queries."""
    pairs = pair_up(before.queries, after.queries)
    return Comparison(
        before=before,
        after=after,
        overall=_differences(pairs),
        groups={
            group: _differences(pair for pair in pairs if pair.after.judgement.group == group)
            for group in after.groups
        },
        moves=moves_of(pairs),
    )


def pair_up(before: Sequence[JudgedQuery], after: Sequence[JudgedQuery]) -> list[Move]:
    """Each query before and after; raises ValueError if they are not the same queries."""
    pairs = [Move(before=old, after=new) for old, new in zip(before, after, strict=True)]
    if any(pair.before.judgement != pair.after.judgement for pair in pairs):
        raise ValueError("the evaluations are of different queries")
    return pairs


def moves_of(pairs: Iterable[Move]) -> tuple[Move, ...]:
    """The queries that moved, worst fall first."""
    return tuple(sorted((pair for pair in pairs if pair.happened), key=_worst_fall_first))


def _differences(pairs: Iterable[Move]) -> dict[Measure, Estimate]:
    measured = [(pair.before.measures, pair.after.measures) for pair in pairs]
    measured = [(old, new) for old, new in measured if new]
    if not measured:
        return {}
    return {
        measure: estimate_mean([new[measure] - old[measure] for old, new in measured])
        for measure in Measure
    }


def _worst_fall_first(move: Move) -> tuple[float, float, str]:
    # Below the first hundred is as good as nowhere.
    before = move.before.best_rank or float("inf")
    after = move.after.best_rank or float("inf")
    return move.change, 1 / after - 1 / before, move.after.judgement.query_id
