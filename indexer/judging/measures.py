"""The measures of one ranked answer, as trec_eval defines them; pure.

nDCG: a grade is its own gain, the discount is the base-2 logarithm of the rank plus one, and
the ideal ranking holds all graded documents, found or not (Järvelin and Kekäläinen, "Cumulated
gain-based evaluation of IR techniques", TOIS 2002). The others count a document of grade 1 or
more as relevant.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import islice
from math import log2

from indexer.judging.judgements import Judgement

RANKING_DEPTH = 100
_DEPTH = 10


class Measure(Enum):
    """A measure of a ranked answer, from 0 to 1; its value is its name in reports."""

    NDCG_10 = "ndcg@10"
    MRR_10 = "mrr@10"
    RECALL_100 = "recall@100"
    SUCCESS_1 = "success@1"
    SUCCESS_3 = "success@3"


def measure_rankings(
    judgements: Sequence[Judgement], rankings: Sequence[Sequence[str]]
) -> list[Mapping[Measure, float]]:
    """All measures of each query's ranked documents, best first; every query has a grade."""
    return [
        measure_ranking(judgement.grades, ranking)
        for judgement, ranking in zip(judgements, rankings, strict=True)
    ]


def measure_ranking(grades: Mapping[str, int], ranking: Sequence[str]) -> Mapping[Measure, float]:
    """All measures of one query's ranked documents."""
    gains = [max(0, grades.get(document, 0)) for document in ranking[:RANKING_DEPTH]]
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)
    ranks = (rank for rank, gain in enumerate(gains, start=1) if gain)
    first = next(ranks, RANKING_DEPTH + 1)
    return {
        Measure.NDCG_10: _discounted(gains) / _discounted(ideal),
        Measure.MRR_10: 1 / first if first <= _DEPTH else 0.0,
        Measure.RECALL_100: sum(map(bool, gains)) / len(ideal),
        Measure.SUCCESS_1: float(first <= 1),
        Measure.SUCCESS_3: float(first <= 3),  # noqa: PLR2004 - the measure's own depth
    }


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(islice(gains, _DEPTH), start=1))
