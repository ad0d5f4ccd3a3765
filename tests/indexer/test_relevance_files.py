"""Tests that the relevance judgements are well formed, spread evenly and without twins."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.corpus import read_corpus
from indexer.stop_words import STOP_WORDS
from indexer.titles import content_key, title_key

ROOT = Path(__file__).resolve().parents[2]
HALVES = {
    half: (ROOT / "tests" / "relevance" / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    for half in ("development", "final")
}
GROUPS = {
    "abbreviation",
    "beginner",
    "comparison",
    "keyword",
    "no-answer",
    "paraphrase",
    "prefix",
    "title",
    "typo",
}


class Judgement(NamedTuple):
    """One line of a file."""

    query: str
    group: str
    grades: dict[str, int]


def judgements(half: str) -> list[Judgement]:
    return [Judgement(**json.loads(line)) for line in HALVES[half]]


ALL = [judgement for half in HALVES for judgement in judgements(half)]
in_each_half = pytest.mark.parametrize("half", HALVES)


@pytest.fixture(scope="module")
def titles() -> dict[str, str]:
    return {post.slug: post.title for post in read_corpus(ROOT / "corpus").posts}


@in_each_half
def test_a_line_is_a_query_with_its_group_and_grades_in_canonical_json(half: str) -> None:
    for line in HALVES[half]:
        record = json.loads(line)
        assert list(record) == ["query", "group", "grades"]
        assert record["query"] == " ".join(record["query"].split()) != ""
        best_first = sorted(record["grades"].items(), key=lambda grade: (-grade[1], grade[0]))
        assert list(record["grades"].items()) == best_first
        assert line == json.dumps(record, ensure_ascii=False)


@in_each_half
def test_lines_are_sorted_by_group_then_query(half: str) -> None:
    order = [(judgement.group, judgement.query) for judgement in judgements(half)]
    assert order == sorted(order)


@in_each_half
def test_each_half_has_enough_queries_of_every_group(half: str) -> None:
    sizes = Counter(judgement.group for judgement in judgements(half))
    assert set(sizes) == GROUPS
    assert min(sizes.values()) >= 12


def test_the_halves_are_alike_in_size() -> None:
    development, final = (
        Counter(judgement.group for judgement in judgements(half)) for half in HALVES
    )
    assert development == final
    assert len(ALL) >= 260


def test_a_grade_is_one_or_two_and_belongs_to_a_post(titles: dict[str, str]) -> None:
    for judgement in ALL:
        assert judgement.grades.keys() <= titles.keys(), judgement.query
        assert set(judgement.grades.values()) <= {1, 2}, judgement.query


def test_just_the_queries_without_an_answer_have_no_post_that_answers() -> None:
    for judgement in ALL:
        if judgement.group == "no-answer":
            assert not judgement.grades, judgement.query
        else:
            assert 2 in judgement.grades.values(), judgement.query


@in_each_half
def test_every_post_answers_some_query_of_each_half(half: str, titles: dict[str, str]) -> None:
    answering = {
        slug
        for judgement in judgements(half)
        for slug, grade in judgement.grades.items()
        if grade == 2
    }
    assert titles.keys() - answering == set()


@pytest.mark.parametrize("key", [title_key, content_key])
def test_no_query_stands_in_the_files_twice(key: Callable[[str], str]) -> None:
    times = Counter(key(judgement.query) for judgement in ALL)
    assert [query for query, count in times.items() if count > 1] == []


def test_a_title_query_is_its_title_letter_for_letter_question_words_aside(
    titles: dict[str, str],
) -> None:
    for judgement in ALL:
        if judgement.group == "title":
            (slug,) = [slug for slug, grade in judgement.grades.items() if grade == 2]
            assert letters(judgement.query) in endings(titles[slug]), judgement.query


def letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def endings(title: str) -> Iterator[str]:
    """The title, and the title without one or more of the question words that it starts with."""
    words = title.split()
    for start, word in enumerate(words):
        yield letters("".join(words[start:]))
        if letters(word) not in STOP_WORDS:
            return


def test_an_ending_leaves_out_question_words_and_nothing_else() -> None:
    assert set(endings("Why is fine-tuning so cheap?")) == {
        letters("WHY IS FINE TUNING SO CHEAP"),
        letters("is fine-tuning so cheap!"),
        letters("Fine-tuning so cheap"),
    }
