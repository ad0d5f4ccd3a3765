"""The words of a generation come back from the disk, are completed, and found in spite of slips."""

import string
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import analyze
from indexer.spelling import Speller, slips_in_prefix, slips_in_word
from indexer.whoosh_backend.near_prefixes import DEPTH
from indexer.whoosh_backend.vocabulary import NearWords, Vocabulary
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import WordCounts, make_post

_words = st.text().map(lambda text: {token.word for token in analyze(text)})
_vocabularies = st.lists(_words, max_size=4).map(lambda sets: set().union(*sets))
# Few letters, so that words are often near to each other.
_near_words = st.text(alphabet="abcé", min_size=1, max_size=12) | st.text(
    alphabet="ab", min_size=10, max_size=DEPTH + 6
)


def vocabulary(words: Iterable[str]) -> Vocabulary:
    return Vocabulary.of({word: len(word) for word in words})


def listed(vocabulary: Vocabulary) -> dict[str, int]:
    """All words with their frequencies, in their order."""
    places = range(len(vocabulary.words))
    return {vocabulary.words[place]: int(vocabulary.frequencies[place]) for place in places}


def slips(vocabulary: Vocabulary, near: NearWords) -> dict[str, int]:
    places, made = near
    return {vocabulary.words[place]: int(count) for place, count in zip(places, made, strict=True)}


@given(_vocabularies)
def test_whatever_is_a_word_comes_back(words: set[str]) -> None:
    with TemporaryDirectory() as folder:
        vocabulary(words).save(Path(folder))
        loaded = Vocabulary.load(Path(folder))
        assert list(listed(loaded)) == sorted(words)
        assert all(loaded.frequency(word) == len(word) for word in words)


@given(_vocabularies, st.text(max_size=3))
def test_a_prefix_has_the_words_that_begin_with_it(words: set[str], prefix: str) -> None:
    asked = vocabulary(words)
    for beginning in (prefix, *(word[:2] for word in words)):
        found = [asked.words[place] for place in asked.completions(beginning)]
        assert found == [word for word in sorted(words) if word.startswith(beginning)]


@pytest.mark.parametrize("word", ["", "a", "cachez", "cach", "zzz", "\0", "cache\0", "\udcff"])
def test_other_words_have_no_frequency(word: str) -> None:
    assert vocabulary(["cache", "caches", "é"]).frequency(word) == 0


@given(st.sets(_near_words, max_size=40), _near_words)
@settings(max_examples=300)
def test_near_words_and_beginnings_are_those_that_a_plain_search_finds(
    words: set[str], typed: str
) -> None:
    asked = vocabulary(words)
    assert slips(asked, asked.near_completions(typed)) == slips_in_prefix(typed, words)
    assert slips(asked, asked.near_words(typed)) == slips_in_word(typed, words)


@pytest.mark.parametrize("typed", ["atention", "xttent", "internationalisatoin", "שולם", "𐐨𐐩𐐪𐐫"])
def test_near_beginnings_are_found_in_every_script(typed: str) -> None:
    words = ["attention", "attentive", "internationalization", "internationalist", "שלום", "𐐨𐐪𐐩𐐫𐐬"]
    asked = vocabulary(words)
    found = slips(asked, asked.near_completions(typed))
    assert found
    assert found == slips_in_prefix(typed, words)


@given(st.sets(_near_words, max_size=40), _near_words | st.text(string.ascii_lowercase))
@settings(max_examples=300)
def test_a_speller_corrects_as_if_it_looked_at_all_words(words: set[str], typed: str) -> None:
    plain = Speller(WordCounts({word: len(word) for word in words}))
    assert Speller(vocabulary(words)).correct(typed) == plain.correct(typed)


def test_each_word_is_counted_as_often_as_it_stands_and_unstemmed(tmp_path: Path) -> None:
    posts = [
        make_post("a", title="Caches", summary="Caches cache", keywords=("kv",), body="# caching"),
        make_post("b", title="A cache", tags=("kv", "fine-tuning")),
    ]
    WhooshWriter(tmp_path).write(posts, lambda _more: None)
    assert listed(Vocabulary.load(tmp_path)) == {
        "a": 1,
        "cache": 2,
        "caches": 2,
        "caching": 1,
        "fine": 1,
        "finetuning": 1,
        "kv": 2,
        "tuning": 1,
    }
