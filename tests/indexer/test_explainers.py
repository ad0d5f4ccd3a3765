"""The bodies of the 61 explainers keep to what a reader may expect of them."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.backends import open_source
from indexer.build import build
from indexer.corpus import read_corpus
from indexer.generations import GenerationStore
from indexer.post import Level, Post
from indexer.reading_time import count_words
from indexer.search import Query, Searcher
from indexer.statistics import corpus_statistics
from indexer.titles import title_key

pytestmark = pytest.mark.one_python

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
POSTS = read_corpus(CORPUS).posts
of_each_post = pytest.mark.parametrize("post", POSTS, ids=lambda post: post.slug)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> GenerationStore:
    store = GenerationStore(tmp_path_factory.mktemp("explainers"))
    build(CORPUS, store)
    return store


@pytest.fixture(scope="module")
def searcher(store: GenerationStore) -> Iterator[Searcher]:
    with open_source(store.root).lease() as searcher:
        yield searcher


@of_each_post
def test_a_post_is_neither_a_stub_nor_a_book(post: Post) -> None:
    assert 450 <= count_words(post) <= 900


@of_each_post
def test_a_post_opens_with_its_answer_and_goes_on_in_a_few_sections(post: Post) -> None:
    opening, *sections = post.sections
    assert opening.heading == ""
    assert 2 <= len(re.findall(r"[.!?](?:\s|$)", opening.text)) <= 5
    assert 3 <= len(sections) <= 6
    assert {section.depth for section in sections} == {2}


@of_each_post
def test_a_post_links_to_a_few_others(post: Post) -> None:
    targets = [link.target for link in post.links]
    assert 2 <= len(targets) <= 5
    assert len(set(targets)) == len(targets)
    assert post.slug not in targets
    assert set(targets) <= {other.slug for other in POSTS}


@of_each_post
def test_a_post_names_a_few_questions_that_it_answers(post: Post) -> None:
    assert 3 <= len(post.answers) <= 6
    assert title_key(post.title) not in map(title_key, post.answers)


def test_an_introduction_needs_no_mathematics() -> None:
    introductions = [post for post in POSTS if post.level is Level.INTRO]
    assert len(introductions) == 17
    assert [post.slug for post in introductions if re.search(r"\$|```", post.body)] == []


def test_no_two_posts_share_a_sentence() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for post in POSTS:
        for section in post.sections:
            for sentence in re.split(r"(?<=[.!?])\s+|\n", section.text):
                if len(words := re.findall(r"\w+", sentence.lower())) >= 4:
                    owners[" ".join(words)].add(post.slug)
    assert {text: slugs for text, slugs in owners.items() if len(slugs) > 1} == {}


def test_no_two_posts_share_a_heading() -> None:
    headings = [s.heading.lower() for post in POSTS for s in post.sections if s.heading]
    assert len(set(headings)) == len(headings)


def test_no_question_is_claimed_by_two_posts() -> None:
    questions = [title_key(question) for post in POSTS for question in post.answers]
    assert len(set(questions)) == len(questions)


def test_the_corpus_is_large_whole_and_spells_out_its_abbreviations(
    store: GenerationStore,
) -> None:
    statistics = corpus_statistics(store)
    assert statistics["posts"] == 61
    assert statistics["words"] >= 27_000
    assert statistics["sections"] >= 200
    assert statistics["dead_links"] == 0
    assert statistics["abbreviations_never_spelled_out"] == []


def test_most_questions_find_their_post_among_the_first_three(searcher: Searcher) -> None:
    missed = [
        (question, post.slug)
        for post in POSTS
        for question in post.answers
        if post.slug not in [h.slug for h in searcher.search(Query(text=question)).hits[:3]]
    ]
    asked = sum(len(post.answers) for post in POSTS)
    assert len(missed) <= 0.15 * asked, missed


@of_each_post
def test_a_post_leads_on_to_others(searcher: Searcher, post: Post) -> None:
    reading = searcher.reading(post.slug)
    assert len(reading.read_next) == 3
    assert post.slug not in [reference.slug for reference in reading.read_next]
