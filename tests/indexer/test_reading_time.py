"""Reading times are whole minutes, and none for a post without a body."""

import pytest

from indexer.reading_time import WORDS_A_MINUTE, count_words, reading_minutes
from tests.fakes import make_post


@pytest.mark.parametrize(
    ("words", "minutes"),
    [(0, 0), (1, 1), (WORDS_A_MINUTE, 1), (2 * WORDS_A_MINUTE, 2), (4 * WORDS_A_MINUTE + 20, 4)],
)
def test_minutes_are_rounded_but_never_to_nothing(words: int, minutes: int) -> None:
    assert reading_minutes(make_post(body="word " * words)) == minutes


def test_headings_count_as_words_and_markup_does_not() -> None:
    assert count_words(make_post(body="## Two words\n\n**Three** more [words](x.md).")) == 5
