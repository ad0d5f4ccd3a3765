"""Writes figures as a Markdown table and as a plot."""

import math
from pathlib import Path
from typing import Any

JOBS = {
    "top": "J1 top ten",
    "top_and_facets": "J2 and two facets",
    "top_and_facets_in_period": "J3 in a period",
}


def write_report(figures: dict[str, Any], path: Path) -> None:
    """Write `<path>.md` and `<path>.svg`."""
    path.with_suffix(".md").write_text(_table(figures), "utf-8")
    path.with_suffix(".svg").write_text(_plot(figures), "utf-8")


def _table(figures: dict[str, Any]) -> str:
    engines = figures["engines"]
    first = next(iter(engines.values()))
    lines = [
        f"{figures['posts']:,} posts, {figures['questions']} questions, microseconds a query:",
        "median (99th percentile), and how many times the first row's median.",
        "",
        "| engine | " + " | ".join(JOBS.values()) + " | build, s | on disk, MB |",
        "|---" * (len(JOBS) + 3) + "|",
    ]
    for name, engine in engines.items():
        cells = [
            f"{job['median']:,.0f} ({job['p99']:,.0f}) × {job['median'] / own['median']:.1f}"
            for key in JOBS
            for job, own in [(engine["jobs"][key], first["jobs"][key])]
        ]
        cells += [f"{engine['build_seconds']:.1f}", f"{engine['bytes'] / 1e6:,.0f}"]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _plot(figures: dict[str, Any]) -> str:
    """Bars on a logarithmic scale, one a job and engine."""
    engines = figures["engines"]
    medians = [e["jobs"][key]["median"] for e in engines.values() for key in JOBS]
    low, high = math.floor(math.log10(min(medians))), math.ceil(math.log10(max(medians)))
    width, left, bar, gap = 720, 230, 14, 16
    scale = (width - left - 90) / (high - low)
    colours = ("#1a5a86", "#5b9bc8", "#a9cbe4")
    rows: list[str] = []
    top = 34
    for name, engine in engines.items():
        rows.append(f'<text x="{left - 10}" y="{top + 26}" text-anchor="end">{name}</text>')
        for key, colour in zip(JOBS, colours, strict=True):
            median = engine["jobs"][key]["median"]
            length = max(2.0, (math.log10(median) - low) * scale)
            rows.append(
                f'<rect x="{left}" y="{top}" width="{length:.1f}" height="{bar - 2}" '
                f'fill="{colour}"/>'
                f'<text x="{left + length + 6:.1f}" y="{top + 10}" class="n">{median:,.0f}</text>'
            )
            top += bar
        top += gap
    for place, (label, colour) in enumerate(zip(JOBS.values(), colours, strict=True)):
        x = left + place * 150
        rows.append(
            f'<rect x="{x}" y="10" width="10" height="10" fill="{colour}"/>'
            f'<text x="{x + 15}" y="19" class="n">{label}</text>'
        )
    caption = f"Microseconds a query, median, {figures['posts']:,} posts (logarithmic scale)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top + 24}" '
        'font-family="system-ui, sans-serif" font-size="13">'
        f'<rect width="{width}" height="{top + 24}" fill="#fff"/>'
        "<style>.n{font-size:11px}</style>"
        + "".join(rows)
        + f'<text x="{left}" y="{top + 12}" class="n">{caption}</text></svg>\n'
    )
