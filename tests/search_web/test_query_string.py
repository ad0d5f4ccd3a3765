"""Tests of reading a search from a URL's query string and of writing it there."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import QueryError
from indexer.post import Level, Month
from indexer.search import MAX_PAGE, Query, Sort
from search_web.query_string import MAX_VALUES, query_from_pairs, query_to_pairs, search_url

TEXTS = st.text(max_size=60).map(str.strip)
DATES = st.lists(st.dates(), min_size=2, max_size=2).map(sorted)
MONTHS = st.builds(Month, st.integers(1, 9999), st.integers(1, 12))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    since, until = draw(DATES)
    return Query(
        text=draw(TEXTS),
        levels=draw(st.frozensets(st.sampled_from(Level))),
        domains=draw(st.frozensets(st.text(min_size=1, max_size=20), max_size=4)),
        months=draw(st.frozensets(MONTHS, max_size=4)),
        since=draw(st.sampled_from([None, since])),
        until=draw(st.sampled_from([None, until])),
        sort=draw(st.sampled_from(Sort)),
        page=draw(st.integers(1, MAX_PAGE)),
    )


@given(queries())
def test_every_query_survives_its_own_url(query: Query) -> None:
    pairs = parse_qsl(urlsplit(search_url(query)).query, keep_blank_values=True)
    assert query_from_pairs(pairs) == query


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["q", "level", "domain", "month", "since", "until", "sort", "page"]),
            st.sampled_from(["intro", "2026-04", "2026-04-30", "newest", "7", "-1", "é%\0"])
            | st.text(max_size=12),
        ),
        max_size=8,
    )
)
def test_any_parameters_give_a_query_or_an_error_to_show(pairs: list[tuple[str, str]]) -> None:
    try:
        query = query_from_pairs(pairs)
    except QueryError:
        return
    assert query_from_pairs(query_to_pairs(query)) == query


@pytest.mark.parametrize(
    ("pairs", "query"),
    [
        ([], Query()),
        ([("q", "why is attention quadratic")], Query(text="why is attention quadratic")),
        ([("q", "  padded\n")], Query(text="padded")),
        ([("q", "   ")], Query()),
        ([("q", "first"), ("q", "second")], Query(text="second")),
        ([("level", "intro")], Query(levels=frozenset({Level.INTRO}))),
        (
            [("level", "intro"), ("level", "advanced"), ("level", "intro")],
            Query(levels=frozenset({Level.INTRO, Level.ADVANCED})),
        ),
        ([("domain", "AI & ML")], Query(domains=frozenset({"AI & ML"}))),
        (
            [("month", "2026-04"), ("month", "2025-12")],
            Query(months=frozenset({Month(2026, 4), Month(2025, 12)})),
        ),
        (
            [("since", "2026-04-01"), ("until", "2026-04-30")],
            Query(since=date(2026, 4, 1), until=date(2026, 4, 30)),
        ),
        (
            [("since", "2026-04-01"), ("until", "2026-04-01")],
            Query(since=date(2026, 4, 1), until=date(2026, 4, 1)),
        ),
        ([("sort", "oldest"), ("page", "3")], Query(sort=Sort.OLDEST, page=3)),
        ([("page", "007")], Query(page=7)),
    ],
)
def test_parameters_are_read(pairs: list[tuple[str, str]], query: Query) -> None:
    assert query_from_pairs(pairs) == query


def test_the_empty_fields_of_the_form_mean_nothing() -> None:
    names = ["q", "level", "domain", "month", "since", "until", "sort", "page"]
    assert query_from_pairs([(name, "") for name in names]) == Query()


def test_unknown_parameters_are_passed_over() -> None:
    assert query_from_pairs([("utm_source", "mail"), ("q", "lora")]) == Query(text="lora")


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("level", "begginer", "intro, intermediate, advanced"),
        ("level", "Intro", "intro, intermediate, advanced"),
        ("month", "April", "month=2026-04"),
        ("month", "2026-4", "month=2026-04"),
        ("month", "2026-13", "month=2026-04"),
        ("month", "0000-01", "month=2026-04"),
        ("since", "yesterday", "since=2026-04-30"),
        ("since", "2026-02-30", "since=2026-04-30"),
        ("until", "30.04.2026", "until=2026-04-30"),
        ("until", "2026-04-30T10:00", "until=2026-04-30"),
        ("sort", "best", "relevance, newest, oldest"),
        ("page", "two", "page=2"),
        ("page", "-1", "page=2"),
        ("page", "1.5", "page=2"),
        ("page", "٣", "page=2"),
        ("page", "9" * 5000, "page=2"),
        ("page", "0", f"1 to {MAX_PAGE}"),
        ("page", str(MAX_PAGE + 1), f"1 to {MAX_PAGE}"),
    ],
)
def test_a_value_without_meaning_is_named_with_what_to_write(
    name: str, value: str, advice: str
) -> None:
    with pytest.raises(QueryError) as caught:
        query_from_pairs([(name, value)])
    assert str(caught.value).startswith(name)
    assert advice in str(caught.value)
    assert len(str(caught.value)) < 160


def test_a_range_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(QueryError, match=r"since .* must not be later than until"):
        query_from_pairs([("since", "2026-05-01"), ("until", "2026-04-30")])


def test_more_values_than_a_page_can_link_are_refused() -> None:
    domains = [("domain", f"domain {number}") for number in range(MAX_VALUES + 1)]
    assert len(query_from_pairs(domains[:-1]).domains) == MAX_VALUES
    with pytest.raises(QueryError, match="domain may have"):
        query_from_pairs(domains)


def test_a_url_holds_only_what_differs_from_the_defaults() -> None:
    assert search_url(Query()) == "/"
    assert search_url(Query(text="a&b=c #d")) == "/?q=a%26b%3Dc+%23d"


def test_equal_queries_have_one_url() -> None:
    one = [("month", "2026-05"), ("level", "advanced"), ("level", "intro"), ("month", "2026-04")]
    assert search_url(query_from_pairs(one)) == search_url(query_from_pairs(one[::-1]))
    assert search_url(query_from_pairs(one)) == (
        "/?level=intro&level=advanced&month=2026-04&month=2026-05"
    )
