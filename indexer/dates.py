"""Reads a calendar date in the forms that people write in front matter."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

DATE_FORM = "2024-03-01"

_DATE = re.compile(
    r"""
    (?P<year>\d{4}) (?P<separator>[-/]) (?P<month>\d{1,2}) (?P=separator) (?P<day>\d{1,2})
    (?:
        (?:[Tt]|[ \t]+) (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: : (?P<second>\d{2}) (?:\.\d+)? )?
        [ \t]* (?P<offset> [Zz] | [+-]\d{1,2}(?: :?\d{2} )? )?
    )?
    """,
    re.VERBOSE | re.ASCII,
)


def parse_date(text: str) -> date:
    """The calendar date of a text; with an offset, the date in UTC.

    Raises ValueError for a text of another form or a day that no calendar has; its message
    continues a sentence that begins with the text.
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        raise ValueError("is not a date")
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError as error:
        raise ValueError("is a day that no calendar has") from error
    if match["hour"] is None:
        return day
    try:
        clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
        moment = datetime.combine(day, clock, _time_zone(match["offset"]))
        return moment.astimezone(UTC).date()
    except (ValueError, OverflowError) as error:
        raise ValueError("has a time that no clock shows") from error


def _time_zone(offset: str | None) -> timezone:
    if offset is None or offset in {"Z", "z"}:
        return UTC
    sign = -1 if offset[0] == "-" else 1
    digits = offset[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:] or 0)
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
