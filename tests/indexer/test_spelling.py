"""Slips are corrected to the word that was meant, and nothing else is touched."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.spelling import MIN_LENGTH, Speller

_FREQUENCIES = {
    "attention": 20,
    "attentive": 1,
    "quadratic": 5,
    "softmax": 4,
    "cache": 9,
    "caches": 2,
    "flash": 3,
    "quantization": 6,
    "token": 30,
    "taken": 2,
    "the": 99,
    "llm": 40,
    "fp8": 8,
    "7b": 3,
    "naive": 1,
}
_words = st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=9)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("atention", "attention"),  # a letter too few
        ("atttention", "attention"),  # too many
        ("attentiom", "attention"),  # wrong
        ("attetnion", "attention"),  # two swapped
        ("attentio", "attention"),
        ("sofmax", "softmax"),
        ("flsh", "flash"),
        ("cahce", "cache"),
        ("quantisatoin", "quantization"),  # two slips in a long word
        ("quadrtaci", "quadratic"),
    ],
)
def test_slips_are_corrected(typed: str, meant: str) -> None:
    assert Speller(_FREQUENCIES).correct(typed) == meant


@pytest.mark.parametrize(
    "word",
    [
        "",
        "teh",  # under four letters a neighbour is hardly ever meant
        "llms"[:3],
        "tokenn" * 3,
        "sfotmxa",  # two slips in a short word
        "atenshun",  # more than two in a long one
        "fp88",
        "70b",
        "2024",
        "kv-cache",
        "c++",
        "🚀🚀🚀🚀",
        "zzzz",
    ],
)
def test_other_words_are_left_alone(word: str) -> None:
    assert Speller(_FREQUENCIES).correct(word) is None


@pytest.mark.parametrize("word", _FREQUENCIES)
def test_known_words_are_left_alone(word: str) -> None:
    assert Speller(_FREQUENCIES).correct(word) is None


def test_the_nearest_word_wins_before_the_more_frequent() -> None:
    assert Speller({"attention": 1, "retention": 50}).correct("attentoin") == "attention"


def test_of_words_as_near_the_one_with_the_same_first_letter_wins() -> None:
    assert Speller({"cache": 1, "sache": 50}).correct("cachey") == "cache"
    assert Speller({"mache": 50, "caches": 1}).correct("cache") == "caches"


def test_then_the_more_frequent_word_wins() -> None:
    assert Speller({"token": 30, "taken": 2}).correct("tiken") == "token"
    assert Speller({"token": 2, "taken": 30}).correct("tiken") == "taken"


def test_ties_fall_to_the_order_of_the_alphabet() -> None:
    one, other = Speller({"tokens": 1, "takens": 1}), Speller({"takens": 1, "tokens": 1})
    assert one.correct("tikens") == other.correct("tikens") == "takens"


def test_short_words_and_words_with_digits_are_never_proposed() -> None:
    assert Speller({"llm": 9, "fp8s": 9, "kv-cache": 9}).correct("llmm") is None


def test_nothing_is_proposed_from_an_empty_vocabulary() -> None:
    assert Speller({}).correct("attention") is None


@given(st.dictionaries(_words, st.integers(1, 9)), st.text(max_size=12) | _words)
@settings(deadline=None)
def test_a_proposal_is_another_word_of_the_vocabulary(
    frequencies: dict[str, int], word: str
) -> None:
    meant = Speller(frequencies).correct(word)
    if meant is not None:
        assert meant in frequencies
        assert meant != word
        assert len(meant) >= MIN_LENGTH
        assert word not in frequencies


@given(st.dictionaries(_words, st.integers(1, 9)), _words)
@settings(deadline=None)
def test_the_order_of_the_vocabulary_makes_no_difference(
    frequencies: dict[str, int], word: str
) -> None:
    backwards = dict(reversed(frequencies.items()))
    assert Speller(frequencies).correct(word) == Speller(backwards).correct(word)
