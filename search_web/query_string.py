"""The state of a search as a URL's query string, both ways; pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from indexer.errors import QueryError
from indexer.post import Level, Month
from indexer.search import DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS, Query, Sort

Pairs = Sequence[tuple[str, str]]

MAX_VALUES = 50

_Value = TypeVar("_Value")
_Choice = TypeVar("_Choice", bound=Enum)


def query_from_pairs(pairs: Pairs) -> Query:
    """The query that a URL's parameters stand for; unknown and empty ones are passed over.

    Spaces around the text are dropped. Raises QueryError, fit to be shown, for a value
    without meaning and for more than `MAX_VALUES` values of one facet.
    """
    return Query(
        text=(_last(pairs, "q") or "").strip(),
        levels=frozenset(_choice("level", Level, value) for value in _all(pairs, "level")),
        domains=frozenset(_all(pairs, "domain")),
        months=frozenset(
            _parse("month", Month.parse, value, "2026-04") for value in _all(pairs, "month")
        ),
        since=_date(pairs, "since"),
        until=_date(pairs, "until"),
        sort=_choice("sort", Sort, _last(pairs, "sort") or Sort.RELEVANCE.value),
        page=_parse("page", _whole_number, _last(pairs, "page") or "1", "2"),
        explain=_parse("explain", _yes_or_no, _last(pairs, "explain") or "0", "1"),
    )


def suggestion_request(pairs: Pairs) -> tuple[str, int]:
    """The text that is being typed, as it was typed, and how many suggestions are wanted.

    Raises QueryError for a number that is not from 1 to `MAX_SUGGESTIONS`.
    """
    limit = _parse("limit", _whole_number, _last(pairs, "limit") or str(DEFAULT_SUGGESTIONS), "5")
    if not 1 <= limit <= MAX_SUGGESTIONS:
        raise QueryError(f"limit must be a whole number from 1 to {MAX_SUGGESTIONS}, not {limit}")
    return _last(pairs, "q") or "", limit


def query_to_pairs(query: Query) -> list[tuple[str, str]]:
    """The parameters that differ from their defaults, in a fixed order."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [("level", level.value) for level in Level if level in query.levels]
    pairs += [("domain", domain) for domain in sorted(query.domains)]
    pairs += [("month", str(month)) for month in sorted(query.months)]
    if query.since:
        pairs.append(("since", query.since.isoformat()))
    if query.until:
        pairs.append(("until", query.until.isoformat()))
    if query.sort is not Sort.RELEVANCE:
        pairs.append(("sort", query.sort.value))
    if query.page > 1:
        pairs.append(("page", str(query.page)))
    if query.explain:
        pairs.append(("explain", "1"))
    return pairs


def search_url(query: Query, path: str = "/") -> str:
    """The address of a query's results."""
    pairs = query_to_pairs(query)
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _all(pairs: Pairs, name: str) -> Iterable[str]:
    values = {value for key, value in pairs if key == name and value}
    # Each filter in force has a link that repeats all the others: the page grows by the square.
    if len(values) > MAX_VALUES:
        raise QueryError(f"{name} may have {MAX_VALUES} different values, not {len(values)}")
    return values


def _last(pairs: Pairs, name: str) -> str | None:
    return next((value for key, value in reversed(pairs) if key == name and value), None)


def _date(pairs: Pairs, name: str) -> date | None:
    value = _last(pairs, name)
    return _parse(name, date.fromisoformat, value, "2026-04-30") if value else None


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:  # noqa: PLR2004
        raise ValueError(text)
    return int(text)


def _yes_or_no(text: str) -> bool:
    return {"0": False, "1": True}[text]


def _parse(name: str, parse: Callable[[str], _Value], text: str, example: str) -> _Value:
    try:
        return parse(text)
    except (ValueError, KeyError) as error:
        raise QueryError(
            f"{name} has no meaning as {_shown(text)}; write it as in {name}={example}"
        ) from error


def _choice(name: str, choices: type[_Choice], text: str) -> _Choice:
    try:
        return choices(text)
    except ValueError as error:
        allowed = ", ".join(str(choice.value) for choice in choices)
        raise QueryError(f"{name} must be one of {allowed}, not {_shown(text)}") from error


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")  # noqa: PLR2004
