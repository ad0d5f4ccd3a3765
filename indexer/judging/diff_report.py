"""Writes the differences of two generations as one HTML page that needs nothing else."""

from markupsafe import Markup

from indexer.judging.diff_tables import CHANGE_HEADINGS, change_rows
from indexer.judging.generation_diff import GenerationDiff
from indexer.judging.html_report import comparison_parts, measure_plots, page, table

_MAX_NAMES = 100


def diff_page(diff: GenerationDiff) -> str:
    """The page of all differences, with plots of the queries that moved."""
    title = f"{diff.after}, compared with {diff.before}"
    rows = list(change_rows(diff, _MAX_NAMES))
    changes = table(CHANGE_HEADINGS, rows, numbers=(1,)) if rows else Markup("<p>Nothing.</p>")
    parts = [Markup("<h1>{}</h1>").format(title), Markup("<h2>What changed</h2>"), changes]
    if diff.comparison is None:
        parts.append(Markup("<p>No judged query can be put to both.</p>"))
    else:
        parts += comparison_parts(diff.comparison, diff.reasons)
        parts += measure_plots(diff.comparison.after)
    return page(title, parts)
