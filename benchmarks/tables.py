"""Lays out rows as Markdown tables."""

from collections.abc import Iterable, Sequence

DASH = "–"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (heads, rule, *rows))


def number(value: float | None, digits: int = 0) -> str:
    """A number with its thousands set apart; a dash for none."""
    return DASH if value is None else f"{value:,.{digits}f}"


def significant(value: float | None) -> str:
    """A number to about three places, whatever its size."""
    if value is None:
        return DASH
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return number(value, digits)


def megabytes(value: float | None) -> str:
    """Bytes as megabytes."""
    return DASH if value is None else significant(value / 1e6)
