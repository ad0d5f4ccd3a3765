"""A query that is a post's title is recognised, whatever its case, accents and punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.titles import content_key, letters_key, title_key


@pytest.mark.parametrize(
    "typed",
    [
        "Why is attention quadratic?",
        "why is attention quadratic",
        "WHY IS ATTENTION QUADRATIC",
        "  why… is (attention) “quadratic” !?",
        "Why is átténtion quadratic",
        "why is attention-quadratic",
    ],
)
def test_case_accents_and_punctuation_make_no_other_title(typed: str) -> None:
    assert title_key(typed) == title_key("Why is attention quadratic?")


@pytest.mark.parametrize(
    "typed", ["Fine-tuning Models", "fine tuning, models", "FineTuning Models"]
)
def test_the_letters_of_a_title_are_the_same_however_its_words_are_joined(typed: str) -> None:
    assert letters_key(typed) == letters_key("Finetuning Models") != letters_key("Fine Models")


@pytest.mark.parametrize(
    "other",
    ["why is attention", "is why attention quadratic", "why attention is quadratic", "quadratic"],
)
def test_other_words_or_another_order_make_another_title(other: str) -> None:
    assert title_key(other) != title_key("Why is attention quadratic?")


@pytest.mark.parametrize(
    "typed",
    [
        "attention quadratic",
        "quadratic attention",
        "is the attention of it quadratic",
        "ATTENTION'S quadratics",
    ],
)
def test_the_same_words_are_recognised_in_any_order_and_form(typed: str) -> None:
    assert content_key(typed) == content_key("Why is attention quadratic?")


@pytest.mark.parametrize("other", ["attention", "attention quadratic memory", "why is"])
def test_other_words_are_not_the_same_content(other: str) -> None:
    assert content_key(other) != content_key("Why is attention quadratic?")


def test_the_signs_of_a_language_are_part_of_its_name() -> None:
    assert len({title_key("Why C?"), title_key("Why C++?"), title_key("Why C#?")}) == 3


@pytest.mark.parametrize("text", ["", "???", "🚀 (((", " "])
def test_a_text_without_words_is_no_title(text: str) -> None:
    assert title_key(text) == content_key(text) == ""


def test_question_words_alone_are_a_title_without_content() -> None:
    assert title_key("What is it?") == "whatisit"
    assert content_key("What is it?") == ""


@given(st.text())
def test_keys_are_made_of_any_text(text: str) -> None:
    assert title_key(f" {text}\n") == title_key(text)
    assert content_key(f"why {text}") == content_key(f"how {text}")
