"""The rows of the tables in which evaluations are shown."""

from collections.abc import Iterator, Mapping, Sequence

from indexer.judging.bootstrap import Estimate
from indexer.judging.comparison import Comparison, Move
from indexer.judging.evaluation import Evaluation, Refusals, Summary
from indexer.judging.measures import Measure

MEASURE_HEADINGS = ("", "queries", *(measure.value for measure in Measure))
DIFFERENCE_HEADINGS = ("", *(measure.value for measure in Measure))
MOVE_HEADINGS = ("ndcg@10", "best answer", "group", "query")
REASONED_MOVE_HEADINGS = (*MOVE_HEADINGS, "why")

Row = tuple[str, ...]


def measure_rows(evaluation: Evaluation) -> Iterator[Row]:
    """Each group's means and intervals, then those of all queries."""
    if len(evaluation.groups) > 1:
        for name, group in evaluation.groups.items():
            yield _measure_row(name, group)
    yield _measure_row("all", evaluation.overall)


def difference_rows(comparison: Comparison) -> Iterator[Row]:
    """Each group's differences and intervals, then those of all queries."""
    if len(comparison.groups) > 1:
        for name, differences in comparison.groups.items():
            yield _difference_row(name, differences)
    yield _difference_row("all", comparison.overall)


def move_rows(moves: Sequence[Move]) -> Iterator[Row]:
    """Each query's change, ranks before and after, and what it is."""
    for move in moves:
        judgement = move.after.judgement
        yield signed(move.change), rank_change(move), judgement.group, judgement.query


def reasoned_move_rows(moves: Sequence[Move], reasons: Mapping[str, str]) -> Iterator[Row]:
    """Each query's change and ranks, what it is, and why it fell as far as that is known."""
    for move, row in zip(moves, move_rows(moves), strict=True):
        yield *row, reasons.get(move.after.judgement.query_id, "")


def move_sentences(moves: Sequence[Move], reasons: Mapping[str, str]) -> Iterator[str]:
    """Each query's change, ranks and text on a line, and why below it as far as that is known."""
    for move in moves:
        judgement = move.after.judgement
        yield f"  {signed(move.change):<6}  {rank_change(move):<8}  {judgement.query}"
        if reason := reasons.get(judgement.query_id):
            yield f"          {reason}"


def refusal_sentences(refusals: Refusals) -> Iterator[str]:
    """What is to be said of queries without an answer, and of refused ones."""
    if refusals.recognised:
        yield (
            f"Queries without an answer here: {refusals.unanswerable}, of which "
            f"{_percent(refusals.recognised)} were recognised."
        )
    if refusals.refused:
        yield (
            f"Queries with an answer: {refusals.answerable}, of which "
            f"{_percent(refusals.refused)} were refused."
        )


def figure(estimate: Estimate) -> str:
    """A mean and its interval, on two lines."""
    return f"{estimate.mean:.3f}\n{_short(estimate.low)}–{_short(estimate.high)}"


def signed_figure(estimate: Estimate) -> str:
    """A difference and its interval, on two lines."""
    return f"{signed(estimate.mean)}\n{_short_signed(estimate.low)}…{_short_signed(estimate.high)}"


def signed(value: float) -> str:
    """A difference with a true minus, and no sign if it is shown as zero."""
    text = f"{value:+.3f}"
    return "0.000" if float(text) == 0 else text.replace("-", "−")


def rank_change(move: Move) -> str:
    """The ranks of the best answer before and after, and whether a refusal came or went."""
    refusal = {
        (False, True): "now refused",
        (True, False): "no longer refused",
    }.get((move.before.answer.is_refused, move.after.answer.is_refused), "")
    if not move.after.judgement.is_answerable:
        return refusal
    ranks = f"{rank_text(move.before.best_rank)} → {rank_text(move.after.best_rank)}"
    return f"{ranks}, {refusal}" if refusal else ranks


def rank_text(rank: int | None) -> str:
    """A rank, or a dash for what was not found."""
    return "–" if rank is None else str(rank)


def _short(share: float) -> str:
    """A number from 0 to 1 in as few characters as three decimal places need."""
    return f"{share:.3f}".removeprefix("0").replace("1.000", "1").replace(".000", "0")


def _short_signed(difference: float) -> str:
    sign, share = signed(difference)[0], _short(abs(difference))
    return share if share == "0" else sign + share


def _measure_row(name: str, summary: Summary) -> Row:
    figures = (figure(summary.measures[m]) if summary.measures else "–" for m in Measure)
    return name, str(summary.queries), *figures


def _difference_row(name: str, differences: Mapping[Measure, Estimate]) -> Row:
    return name, *(signed_figure(differences[m]) if differences else "–" for m in Measure)


def _percent(share: Estimate) -> str:
    return f"{share.mean:.1%} ({share.low:.1%} to {share.high:.1%})"
