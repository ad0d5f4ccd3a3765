"""Writes an evaluation or a comparison as one HTML page that needs nothing else.

All text goes through markupsafe, which escapes what is not markup of ours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from markupsafe import Markup

from indexer.judging.comparison import Comparison
from indexer.judging.evaluation import Evaluation, JudgedQuery
from indexer.judging.measures import Measure
from indexer.judging.plots import interval_bars, move_lines
from indexer.judging.tables import (
    DIFFERENCE_HEADINGS,
    MOVE_HEADINGS,
    REASONED_MOVE_HEADINGS,
    difference_rows,
    move_rows,
    rank_text,
    reasoned_move_rows,
    refusal_sentences,
)

MAX_QUERIES = 500
MAX_PLOTTED_MOVES = 40
MAX_LISTED_MOVES = 200
_STYLE = (Path(__file__).parent / "report.css").read_text("utf-8")

NO_REASONS: Mapping[str, str] = {}

Cell = str | Markup


def evaluation_page(evaluation: Evaluation, comparison: Comparison | None = None) -> str:
    """The page of an evaluation, with how it compares to one before."""
    title = f"How well {evaluation.name} ranks"
    if comparison:
        title = f"{evaluation.name}, compared with {comparison.before.name}"
    parts = [
        Markup("<h1>{}</h1>").format(title),
        *_headline(evaluation),
        *(comparison_parts(comparison) if comparison else ()),
        *measure_plots(evaluation),
        *_query_parts(evaluation),
    ]
    return page(title, parts)


def page(title: str, parts: Iterable[Markup]) -> str:
    """A whole page of these parts."""
    frame = Markup(
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n{}\n</body>\n</html>\n"
    )
    return str(frame.format(title, Markup(_STYLE), Markup("\n").join(parts)))  # noqa: S704 - ours


def _headline(evaluation: Evaluation) -> Iterator[Markup]:
    overall = evaluation.overall
    yield Markup(
        '<p class="soft">{} queries with an answer; means, and their 95 % intervals.</p>'
    ).format(overall.queries)
    tiles = [
        Markup("<div><dt>{}</dt><dd>{:.3f}<small>{:.3f} to {:.3f}</small></dd></div>").format(
            measure.value, estimate.mean, estimate.low, estimate.high
        )
        for measure, estimate in overall.measures.items()
    ]
    yield Markup('<dl class="figures">{}</dl>').format(Markup().join(tiles))
    for sentence in refusal_sentences(evaluation.refusals):
        yield Markup("<p>{}</p>").format(sentence)


def measure_plots(evaluation: Evaluation) -> Iterator[Markup]:
    """Each measure's mean and interval, drawn, for all queries and by group."""
    overall, groups = evaluation.overall, evaluation.groups
    if not overall.measures:
        return
    plots = {"all": {measure.value: overall.measures[measure] for measure in Measure}}
    if len(groups) > 1:
        plots |= {
            measure.value: {
                f"{name} ({group.queries})": group.measures[measure]
                for name, group in groups.items()
            }
            for measure in Measure
        }
    sections = [
        Markup('<section><h3>{}</h3><div class="scroll">{}</div></section>').format(
            name, interval_bars(f"Means and intervals: {name}", estimates)
        )
        for name, estimates in plots.items()
    ]
    yield Markup("<h2>Means and intervals</h2>")
    yield Markup('<div class="plots">{}</div>').format(Markup().join(sections))


def comparison_parts(
    comparison: Comparison, reasons: Mapping[str, str] = NO_REASONS
) -> Iterator[Markup]:
    """The differences and the queries that moved, with reasons by their ids if there are any."""
    before, after = comparison.before.name, comparison.after.name
    yield Markup("<h2>Differences</h2>")
    yield Markup('<p class="soft">{} minus {}, with paired 95 % intervals.</p>').format(
        after, before
    )
    yield table(DIFFERENCE_HEADINGS, difference_rows(comparison), numbers=range(1, 6))
    for sentence in refusal_sentences(comparison.before.refusals):
        yield Markup("<p>Before: {}</p>").format(sentence)
    yield Markup("<h2>Queries that moved: {}</h2>").format(len(comparison.moves))
    moves = [m for m in comparison.moves if m.change and m.after.judgement.is_answerable]
    furthest = sorted(moves, key=lambda move: abs(move.change))[-MAX_PLOTTED_MOVES:]
    if furthest:
        shown = sorted(furthest, key=moves.index)
        yield Markup('<p class="soft">nDCG@10 from a ring, {}, to a dot, {}{}.</p>').format(
            before, after, _of_all(len(shown), len(moves), "furthest")
        )
        plot = move_lines("nDCG@10 before and after", shown)
        yield Markup('<div class="scroll wide">{}</div>').format(plot)
    listed = comparison.moves[:MAX_LISTED_MOVES]
    if listed:
        yield Markup('<p class="soft">Worst falls first{}.</p>').format(
            _of_all(len(listed), len(comparison.moves), "worst")
        )
        if reasons:
            rows = reasoned_move_rows(listed, reasons)
            yield table(REASONED_MOVE_HEADINGS, rows, numbers=(0,))
        else:
            yield table(MOVE_HEADINGS, move_rows(listed), numbers=(0,))


def _query_parts(evaluation: Evaluation) -> Iterator[Markup]:
    worst_first = sorted(evaluation.queries, key=_goodness)
    yield Markup("<h2>Query by query</h2>")
    yield Markup('<p class="soft">Worst first{}; right answers in bold.</p>').format(
        _of_all(MAX_QUERIES, len(worst_first), "worst")
    )
    headings = ("ndcg@10", "best answer at", "group", "query", "wanted", "stood on top")
    rows = (_query_row(query) for query in islice(worst_first, MAX_QUERIES))
    yield table(headings, rows, numbers=(0, 1))


def _goodness(query: JudgedQuery) -> tuple[float, float]:
    if not query.judgement.is_answerable:
        return float(query.answer.is_refused), 0.0
    return query.measures[Measure.NDCG_10], 1 / (query.best_rank or float("inf"))


def _query_row(query: JudgedQuery) -> tuple[Cell, ...]:
    judgement, answer = query.judgement, query.answer
    wanted = sorted(judgement.grades, key=lambda document: -judgement.grades[document])[:3]
    top = [
        Markup('<li class="{}">{}</li>').format(
            "right" if document in judgement.grades else "", title or document
        )
        for document, title in zip(answer.ranking, answer.titles, strict=False)
    ]
    if judgement.is_answerable:
        measure, rank = f"{query.measures[Measure.NDCG_10]:.3f}", rank_text(query.best_rank)
    else:
        measure, rank = "", "recognised" if answer.is_refused else "not recognised"
    return (
        measure,
        rank,
        judgement.group,
        judgement.query,
        Markup("<ul>{}</ul>").format(
            Markup().join(Markup("<li>{}</li>").format(document) for document in wanted)
        ),
        Markup("<ol>{}</ol>").format(Markup().join(top)) if top else "nothing",
    )


def table(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, numbers: Iterable[int]
) -> Markup:
    """A table whose columns of these places hold numbers."""
    classes = ["number" if place in set(numbers) else "" for place in range(len(headings))]
    head = (
        Markup('<th class="{}">{}</th>').format(kind, text)
        for kind, text in zip(classes, headings, strict=True)
    )
    body = (
        Markup("<tr>{}</tr>\n").format(
            Markup().join(
                Markup('<td class="{}">{}</td>').format(kind, cell)
                for kind, cell in zip(classes, row, strict=True)
            )
        )
        for row in rows
    )
    return Markup(
        '<div class="scroll"><table><thead><tr>{}</tr></thead>\n<tbody>{}</tbody></table></div>'
    ).format(Markup().join(head), Markup().join(body))


def _of_all(shown: int, count: int, which: str) -> str:
    return f", the {shown} {which} of {count}" if shown < count else ""
