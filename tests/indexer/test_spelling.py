"""Slips are corrected to the word that was meant, and nothing else is touched."""

import string
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from indexer.spelling import MIN_LENGTH, Speller, forgiven_slips, slips_in_prefix
from tests.fakes import WordCounts

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


def speller(frequencies: Mapping[str, int]) -> Speller:
    return Speller(WordCounts(frequencies))


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
    assert speller(_FREQUENCIES).correct(typed) == meant


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
    assert speller(_FREQUENCIES).correct(word) is None


@pytest.mark.parametrize("word", _FREQUENCIES)
def test_known_words_are_left_alone(word: str) -> None:
    assert speller(_FREQUENCIES).correct(word) is None


def test_the_nearest_word_wins_before_the_more_frequent() -> None:
    assert speller({"attention": 1, "retention": 50}).correct("attentoin") == "attention"


def test_of_words_as_near_the_one_with_the_same_first_letter_wins() -> None:
    assert speller({"cache": 1, "sache": 50}).correct("cachey") == "cache"
    assert speller({"mache": 50, "caches": 1}).correct("cache") == "caches"


def test_then_a_neighbour_on_the_keyboard_wins() -> None:
    assert speller({"taken": 30, "token": 2}).correct("tiken") == "token"


@pytest.mark.parametrize(
    ("typed", "word", "is_meant"),
    [
        ("dough", "rough", False),  # short, and another word
        ("vaccines", "machines", False),  # no key beside
        ("rransformer", "transformer", True),  # the key beside
        ("ttention", "attention", True),  # the letter missed
        ("aattention", "attention", True),  # typed twice
        ("tatention", "attention", True),  # swapped
    ],
)
def test_the_first_letter_is_seldom_mistaken(typed: str, word: str, *, is_meant: bool) -> None:
    assert speller({word: 5}).correct(typed) == (word if is_meant else None)


def test_then_the_more_frequent_word_wins() -> None:
    assert speller({"token": 30, "taken": 2}).correct("tuken") == "token"
    assert speller({"token": 2, "taken": 30}).correct("tuken") == "taken"


def test_ties_fall_to_the_order_of_the_alphabet() -> None:
    one, other = speller({"tokens": 1, "takens": 1}), speller({"takens": 1, "tokens": 1})
    assert one.correct("tukens") == other.correct("tukens") == "takens"


def test_short_words_and_words_with_digits_are_never_proposed() -> None:
    assert speller({"llm": 9, "fp8s": 9, "kv-cache": 9}).correct("llmm") is None


def test_nothing_is_proposed_from_an_empty_vocabulary() -> None:
    assert speller({}).correct("attention") is None


@given(st.dictionaries(_words, st.integers(1, 9)), st.text(max_size=12) | _words)
def test_a_proposal_is_another_word_of_the_vocabulary(
    frequencies: dict[str, int], word: str
) -> None:
    meant = speller(frequencies).correct(word)
    if meant is not None:
        assert meant in frequencies
        assert meant != word
        assert len(meant) >= MIN_LENGTH
        assert word not in frequencies


@given(st.dictionaries(_words, st.integers(1, 9)), _words)
def test_the_order_of_the_vocabulary_makes_no_difference(
    frequencies: dict[str, int], word: str
) -> None:
    backwards = dict(reversed(frequencies.items()))
    assert speller(frequencies).correct(word) == speller(backwards).correct(word)


@pytest.mark.parametrize(
    ("typed", "word", "slips"),
    [
        ("atte", "attention", 0),
        ("atet", "attention", 1),
        ("attnt", "attention", 1),
        ("attenttion", "attention", 1),
        ("attentoins", "attention", 2),
        ("quardratc", "quadratic", 2),
        ("xttxntio", "attention", 2),
        ("ttention", "attention", 1),
    ],
)
def test_the_beginning_of_a_word_is_met_with_the_fewest_slips(
    typed: str, word: str, slips: int
) -> None:
    assert slips_in_prefix(typed, [word]) == {word: slips}


@pytest.mark.parametrize(
    ("typed", "word"), [("att", "attention"), ("xttx", "attention"), ("a7te", "attention")]
)
def test_the_beginnings_of_other_words_are_not_met(typed: str, word: str) -> None:
    assert slips_in_prefix(typed, [word]) == {}


@given(_words, st.lists(_words, max_size=9))
def test_slips_in_a_beginning_are_those_in_the_nearest_of_all_beginnings(
    typed: str, words: list[str]
) -> None:
    expected = {}
    for word in words:
        beginnings = [word[:length] for length in range(len(word) + 1)]
        slips = min(OSA.distance(typed, beginning) for beginning in beginnings)
        if len(word) >= MIN_LENGTH and slips <= forgiven_slips(typed) > 0:
            expected[word] = slips
    assert slips_in_prefix(typed, words) == expected
