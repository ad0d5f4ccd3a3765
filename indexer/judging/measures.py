"""The measures of one ranked answer, computed by ir-measures; the one importer of it.

nDCG is trec_eval's: a grade is its own gain, the discount is the base-2 logarithm of the rank
plus one, and the ideal ranking holds all graded documents, found or not. The others count a
document of grade 1 or more as relevant.
"""

from collections.abc import Mapping, Sequence
from enum import Enum

from indexer.errors import EvaluationError
from indexer.judging.judgements import Judgement

try:
    import ir_measures
except ImportError:
    ir_measures = None  # type: ignore[assignment]  # the extra is not installed

RANKING_DEPTH = 100


class Measure(Enum):
    """A measure of a ranked answer, from 0 to 1; its value is its name in reports."""

    NDCG_10 = "ndcg@10"
    MRR_10 = "mrr@10"
    RECALL_100 = "recall@100"
    SUCCESS_1 = "success@1"
    SUCCESS_3 = "success@3"


def require_library() -> None:
    """Raise EvaluationError, saying what to install, if ir-measures is missing."""
    if ir_measures is None:
        raise EvaluationError(
            "measuring a ranking needs the package ir-measures: "
            "pip install 'explainer-search[evaluate]'"
        )


def measure_rankings(
    judgements: Sequence[Judgement], rankings: Sequence[Sequence[str]]
) -> list[Mapping[Measure, float]]:
    """All measures of each query's ranked documents, best first; every query has a grade.

    Raises EvaluationError if ir-measures is missing.
    """
    require_library()
    wanted = {
        ir_measures.nDCG @ 10: Measure.NDCG_10,
        ir_measures.RR @ 10: Measure.MRR_10,
        ir_measures.R @ RANKING_DEPTH: Measure.RECALL_100,
        ir_measures.Success @ 1: Measure.SUCCESS_1,
        ir_measures.Success @ 3: Measure.SUCCESS_3,
    }
    qrels = {str(place): dict(judgement.grades) for place, judgement in enumerate(judgements)}
    run = {str(place): _scores(ranking) for place, ranking in enumerate(rankings)}
    values: list[dict[Measure, float]] = [{} for _ in judgements]
    for metric in ir_measures.iter_calc(list(wanted), qrels, run):
        values[int(metric.query_id)][wanted[metric.measure]] = float(metric.value)
    return [{measure: found[measure] for measure in Measure} for found in values]


def _scores(ranking: Sequence[str]) -> dict[str, float]:
    """Scores that keep the order: trec_eval sorts by score, and breaks ties by its own rule."""
    return {document: float(-rank) for rank, document in enumerate(ranking[:RANKING_DEPTH])}
