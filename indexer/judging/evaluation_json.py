"""The JSON form of trials, evaluations and comparisons."""

from collections.abc import Mapping
from typing import Any

from indexer.judging.bootstrap import Estimate
from indexer.judging.comparison import Comparison, Move
from indexer.judging.evaluation import Evaluation, JudgedQuery, Refusals, Summary
from indexer.judging.measures import Measure
from indexer.judging.trial import Trial


def trial_to_json(trial: Trial) -> dict[str, Any]:
    """A trial as plain values, those of its evaluation at the top."""
    comparison = trial.comparison
    return {
        **evaluation_to_json(trial.evaluation),
        "seconds": dict(trial.seconds),
        "compared_with": comparison_to_json(comparison) if comparison else None,
    }


def evaluation_to_json(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation as plain values; a mean of no queries is None.

    At the top stand each measure's mean and the number of answerable queries.
    """
    return {
        **_summary(evaluation.overall),
        "name": evaluation.name,
        "groups": {name: _summary(group) for name, group in evaluation.groups.items()},
        "no_answer": _refusals(evaluation.refusals),
        "per_query": [_query(query) for query in evaluation.queries],
    }


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain values: the evaluation before, differences, moves."""
    before = comparison.before
    return {
        "name": before.name,
        **_summary(before.overall),
        "no_answer": _refusals(before.refusals),
        "differences": _estimates(comparison.overall),
        "groups": {
            name: {"differences": _estimates(differences)}
            for name, differences in comparison.groups.items()
        },
        "moved": [_move(move) for move in comparison.moves],
    }


def _summary(summary: Summary) -> dict[str, Any]:
    measures = summary.measures
    return {
        **{m.value: measures[m].mean if measures else None for m in Measure},
        "queries": summary.queries,
        "intervals": {m.value: _interval(estimate) for m, estimate in measures.items()},
    }


def _refusals(refusals: Refusals) -> dict[str, Any]:
    recognised, refused = refusals.recognised, refusals.refused
    return {
        "queries": refusals.unanswerable,
        "recognised": recognised.mean if recognised else None,
        "recognised_interval": _interval(recognised) if recognised else None,
        "answerable": refusals.answerable,
        "refused": refused.mean if refused else None,
        "refused_interval": _interval(refused) if refused else None,
    }


def _estimates(estimates: Mapping[Measure, Estimate]) -> dict[str, Any]:
    return {
        measure.value: {"mean": estimate.mean, "interval": _interval(estimate)}
        for measure, estimate in estimates.items()
    }


def _interval(estimate: Estimate) -> list[float]:
    return [estimate.low, estimate.high]


def _query(query: JudgedQuery) -> dict[str, Any]:
    judgement = query.judgement
    return {
        "id": judgement.query_id,
        "query": judgement.query,
        "group": judgement.group,
        "best_rank": query.best_rank,
        "refused": query.answer.is_refused,
        **{measure.value: value for measure, value in query.measures.items()},
    }


def _move(move: Move) -> dict[str, Any]:
    judgement = move.after.judgement
    return {
        "id": judgement.query_id,
        "query": judgement.query,
        "group": judgement.group,
        "change": move.change,
        "best_rank": [move.before.best_rank, move.after.best_rank],
        "refused": [move.before.answer.is_refused, move.after.answer.is_refused],
    }
