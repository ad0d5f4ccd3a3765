"""Draws the medians of all engines as an SVG."""

import math
from html import escape

from benchmarks.figures import Figures
from benchmarks.jobs import Job

_WIDTH, _LEFT, _RIGHT = 900, 250, 90
_BAR, _GAP, _TOP, _BOTTOM = 13, 14, 34, 26
_LEGEND_STEP = 130
_COLOURS = {
    Job.TOP: "#123f5e",
    Job.FACETS: "#1a6ea8",
    Job.PERIOD: "#6fb1dc",
    Job.PREFIX: "#b2731a",
    Job.PHRASE: "#e0b877",
}


def plot(figures: Figures) -> str:
    """Bars on a logarithmic scale, one an engine and job."""
    medians = [t.median for timings in figures.queries.values() for t in timings.values()]
    low, high = math.floor(math.log10(min(medians))), math.ceil(math.log10(max(medians)))
    scale = (_WIDTH - _LEFT - _RIGHT) / max(1, high - low)
    drawn = [_legend()]
    top = _TOP
    for name, timings in figures.queries.items():
        middle = top + _BAR * len(timings) / 2 + 4
        drawn.append(_text(_LEFT - 10, middle, name, 'text-anchor="end"'))
        for job, timing in timings.items():
            length = max(2.0, (math.log10(timing.median) - low) * scale)
            drawn.append(_bar(_LEFT, top, length, _COLOURS[job]))
            drawn.append(_text(_LEFT + length + 6, top + 10, f"{timing.median:,.0f}", 'class="n"'))
            top += _BAR
        top += _GAP
    caption = f"Microseconds a query, median, {figures.posts:,} posts (logarithmic scale)"
    drawn.append(_text(_LEFT, top + 10, caption, 'class="n"'))
    height = top + _BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
        "<style>.n{font-size:11px}</style>" + "".join(drawn) + "</svg>\n"
    )


def _legend() -> str:
    parts = []
    for place, (job, colour) in enumerate(_COLOURS.items()):
        x = _LEFT + place * _LEGEND_STEP
        parts.append(_bar(x, 10, 10, colour) + _text(x + 15, 19, job.label, 'class="n"'))
    return "".join(parts)


def _bar(x: float, y: float, length: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y}" width="{length:.1f}" height="{_BAR - 2}" fill="{colour}"/>'


def _text(x: float, y: float, text: str, attributes: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {attributes}>{escape(text)}</text>'
