"""Draws figures as inline SVG; colours come from the page's style sheet."""

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup

from indexer.judging.bootstrap import Estimate
from indexer.judging.comparison import Move
from indexer.judging.measures import Measure
from indexer.judging.tables import rank_change, signed

_ROW = 26
_CHARACTER = 7.2
_BARS_WIDTH, _MOVES_WIDTH = 560, 1080
_LONGEST_LABEL = 64
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def interval_bars(title: str, estimates: Mapping[str, Estimate]) -> Markup:
    """A bar from 0 to each mean, with its interval as a line across the bar's end."""
    left = _label_width(estimates)
    scale = _BARS_WIDTH - left - 150
    rows = [
        _interval_row(name, estimate, left, scale, top=_ROW * place + 4)
        for place, (name, estimate) in enumerate(estimates.items())
    ]
    bottom = _ROW * len(rows) + 4
    return _svg(title, _BARS_WIDTH, bottom + 22, [_axis(left, scale, bottom), *rows])


def move_lines(title: str, moves: Sequence[Move]) -> Markup:
    """A line a query from nDCG@10 before, a ring, to after, a dot; all must be answerable."""
    labels = [_shortened(move.after.judgement.query) for move in moves]
    left = _label_width(labels)
    scale = _MOVES_WIDTH - left - 190
    rows = [
        _move_row(label, move, left, scale, top=_ROW * place + 4)
        for place, (label, move) in enumerate(zip(labels, moves, strict=True))
    ]
    bottom = _ROW * len(rows) + 4
    return _svg(title, _MOVES_WIDTH, bottom + 22, [_axis(left, scale, bottom), *rows])


def _svg(title: str, width: float, height: float, parts: Sequence[Markup]) -> Markup:
    return Markup(
        '<svg viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(width, height, width, height, title, Markup("\n").join(parts))


def _axis(left: float, scale: float, bottom: float) -> Markup:
    ticks = [
        Markup(
            '<line class="grid" x1="{0:.1f}" x2="{0:.1f}" y1="0" y2="{1}"/>'
            '<text class="tick" x="{0:.1f}" y="{2}">{3:g}</text>'
        ).format(left + tick * scale, bottom, bottom + 15, tick)
        for tick in _TICKS
    ]
    return Markup().join(ticks)


def _interval_row(
    name: str, estimate: Estimate, left: float, scale: float, *, top: float
) -> Markup:
    low, mean, high = (
        left + scale * value for value in (estimate.low, estimate.mean, estimate.high)
    )
    return Markup(
        '<text class="label" x="{label:.1f}" y="{baseline:.1f}">{name}</text>'
        '<rect class="bar" x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="16"/>'
        '<path class="interval" d="M{low:.1f} {middle:.1f}H{high:.1f}'
        'M{low:.1f} {upper:.1f}v8M{high:.1f} {upper:.1f}v8"/>'
        '<text class="figure" x="{figure_left:.1f}" y="{baseline:.1f}">{figure}</text>'
    ).format(
        label=left - 8,
        baseline=top + 12,
        name=name,
        left=left,
        top=top,
        width=mean - left,
        low=low,
        high=high,
        middle=top + 8,
        upper=top + 4,
        figure_left=left + scale + 10,
        figure=f"{estimate.mean:.3f}  ({estimate.low:.3f} to {estimate.high:.3f})",
    )


def _move_row(label: str, move: Move, left: float, scale: float, *, top: float) -> Markup:
    before, after = (each.measures[Measure.NDCG_10] for each in (move.before, move.after))
    return Markup(
        '<g class="{direction}"><title>{query}</title>'
        '<text class="label" x="{label_right:.1f}" y="{baseline:.1f}">{label}</text>'
        '<path class="move" d="M{before:.1f} {middle:.1f}H{after:.1f}"/>'
        '<circle class="before" cx="{before:.1f}" cy="{middle:.1f}" r="4"/>'
        '<circle class="after" cx="{after:.1f}" cy="{middle:.1f}" r="4.5"/>'
        '<text class="figure" x="{figure_left:.1f}" y="{baseline:.1f}">{figure}</text></g>'
    ).format(
        direction="fall" if move.change < 0 else "rise",
        query=move.after.judgement.query,
        label_right=left - 10,
        label=label,
        before=left + scale * before,
        after=left + scale * after,
        middle=top + 8,
        baseline=top + 12,
        figure_left=left + scale + 10,
        figure=f"{signed(move.change)}, rank {rank_change(move)}",
    )


def _label_width(labels: Iterable[str]) -> float:
    return 20 + _CHARACTER * max(map(len, labels), default=0)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_LABEL else text[: _LONGEST_LABEL - 1] + "…"
