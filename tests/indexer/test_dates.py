"""Tests of the forms in which a date may stand in front matter."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.dates import DATE_FORM, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01",
        " 2024-03-01\t",
        "2024-3-1",
        "2024/03/01",
        "2024/3/1",
        "2024-03-01 10:00",
        "2024-03-01T10:00",
        "2024-03-01t10:00:59",
        "2024-03-01 9:05",
        "2024-03-01 23:59:59.999999",
        "2024-03-01T00:00:00Z",
        "2024-03-01T00:00z",
        "2024-03-01T10:00:00+02:00",
        "2024-03-01T10:00:00 +0200",
        "2024-03-01 10:00:00 +2",
        "2024-02-29T20:00-04:00",
        "2024-03-02T01:00+05:30",
    ],
)
def test_a_date_is_read_in_the_forms_that_people_write(text: str) -> None:
    assert parse_date(text) == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-02-29", date(2024, 2, 29)),
        ("0001-01-01", date(1, 1, 1)),
        ("9999-12-31", date(9999, 12, 31)),
        ("2023-12-31T23:00-02:00", date(2024, 1, 1)),
        ("2024-01-01T01:00+02:00", date(2023, 12, 31)),
    ],
)
def test_the_ends_of_months_and_of_the_calendar_are_days(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "1 March 2024",
        "01.03.2024",
        "03/01/2024",
        "20240301",
        "24-03-01",
        "2024-03",
        "2024-03/01",
        "2024-03-01T",
        "2024-03-01 noon",
        "2024-03-01T10",
        "2024-03-01T10:0",
        "2024-03-01 +02:00",
        "2024-03-01T10:00 UTC",
        "٢٠٢٤-٠٣-٠١",
        "2024-03-01\n2024-03-02",
    ],
)
def test_another_form_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        parse_date(text)


@pytest.mark.parametrize(
    "text", ["2024-13-01", "2024-00-01", "2023-02-29", "2024-04-31", "0000-1-1"]
)
def test_a_day_that_no_calendar_has_is_named_so(text: str) -> None:
    with pytest.raises(ValueError, match="is a day that no calendar has"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01 24:00",
        "2024-03-01 10:60",
        "2024-03-01 10:00:60",
        "2024-03-01 10:00+99:00",
        "0001-01-01T00:00+02:00",
        "9999-12-31T23:00-02:00",
    ],
)
def test_a_time_that_no_clock_shows_is_named_so(text: str) -> None:
    with pytest.raises(ValueError, match="has a time that no clock shows"):
        parse_date(text)


def test_the_form_that_hints_show_can_be_read() -> None:
    assert parse_date(DATE_FORM) == date(2024, 3, 1)


@given(st.dates())
def test_every_date_is_read_as_it_is_written(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@given(
    st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)),  # noqa: DTZ001
    st.integers(-23 * 60, 23 * 60),
)
def test_a_moment_is_taken_in_utc(moment: datetime, minutes: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert parse_date(aware.isoformat()) == aware.astimezone(UTC).date()


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        assert isinstance(parse_date(text), date)
    except ValueError as error:
        assert str(error).split()[0] in {"is", "has"}  # noqa: PT017 - most texts are no dates
