"""The recordings in the documentation are what the commands print today."""

import re

import pytest

from tests.recordings.maintainer_day import PAGE, record

pytestmark = pytest.mark.one_python

# Scores change whenever the ranking does; the story must not.
_FIGURE = re.compile(r"[−+]?\d*\.\d+")


def test_the_maintainers_day_still_goes_as_it_is_told() -> None:
    told, lived = (_FIGURE.sub("#", text).split() for text in (PAGE.read_text("utf-8"), record()))
    assert lived == told, "if that is as it should be: python -m tests.recordings.maintainer_day"
