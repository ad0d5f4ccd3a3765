"""Tests of the answers that a generation keeps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.judging.evaluation import Answer
from indexer.judging.kept_answers import (
    NOTHING_KEPT,
    KeptAnswers,
    kept_answers_from_json,
    kept_answers_to_json,
)

ANSWERS = st.builds(
    Answer,
    ranking=st.lists(st.text()).map(tuple),
    titles=st.just(()),
    is_refused=st.booleans(),
)
KEPT = st.builds(
    KeptAnswers, depth=st.integers(1, 100), answers=st.dictionaries(st.text(), ANSWERS)
)


@given(KEPT)
def test_what_is_kept_is_read_as_it_was(kept: KeptAnswers) -> None:
    assert kept_answers_from_json(kept_answers_to_json(kept, "code"), "code") == kept


@given(KEPT)
def test_other_code_must_ask_again(kept: KeptAnswers) -> None:
    assert kept_answers_from_json(kept_answers_to_json(kept, "old"), "new") == NOTHING_KEPT


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "3", "[]", "{}", '{"code": "c"}', '{"code": "c", "depth": 10, "answers": 3}'),
        '{"code": "c", "depth": 10, "answers": {"q": []}}',
    ],
)
def test_what_cannot_be_read_is_nothing(text: str) -> None:
    assert kept_answers_from_json(text, "c") == NOTHING_KEPT
