"""On the real corpus every post is found first by its own title, however it is typed."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.backends import open_source
from indexer.build import build
from indexer.corpus import read_corpus
from indexer.generations import GenerationStore
from indexer.post import Level, Post
from indexer.search import FacetCount, Query, Searcher

pytestmark = pytest.mark.one_python

CORPUS = Path(__file__).parents[2] / "corpus"
_QUESTION_WORDS = re.compile(
    r"\b(?:what|why|how|when|do|does|did|is|isnt|are|was|were|can|cant|i|an?|the)\b"
)


@pytest.fixture(scope="session")
def posts() -> list[Post]:
    posts = read_corpus(CORPUS).posts
    assert len(posts) >= 61
    return posts


@pytest.fixture(scope="session")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    store = GenerationStore(tmp_path_factory.mktemp("index"))
    build(CORPUS, store)
    source = open_source(store.root)
    with source.lease() as searcher:
        yield searcher
    source.close()


def first_slug(searcher: Searcher, text: str) -> str | None:
    return next((hit.slug for hit in searcher.search(Query(text=text)).hits), None)


def without_punctuation(title: str) -> str:
    return " ".join(re.sub(r"[^\w\s-]", "", title.lower()).split())


def without_question_words(title: str) -> str:
    return " ".join(_QUESTION_WORDS.sub(" ", without_punctuation(title)).split())


def counts(facet: tuple[FacetCount, ...]) -> dict[str, int]:
    """The counts of values that some match has; a ticked value is listed even without."""
    return {count.value: count.count for count in facet if count.count}


@pytest.mark.parametrize(
    "typed",
    [str, str.lower, str.upper, without_punctuation, lambda title: f"  {title} "],
    ids=["whole", "lower case", "upper case", "without punctuation", "with spaces"],
)
def test_a_post_is_found_first_by_its_title(
    searcher: Searcher, posts: list[Post], typed: Callable[[str], str]
) -> None:
    assert {post.slug: first_slug(searcher, typed(post.title)) for post in posts} == {
        post.slug: post.slug for post in posts
    }


def test_nearly_every_post_is_found_first_without_the_question_words_of_its_title(
    searcher: Searcher, posts: list[Post]
) -> None:
    missed = {
        text: first
        for post in posts
        if (first := first_slug(searcher, text := without_question_words(post.title))) != post.slug
    }
    assert len(missed) <= len(posts) // 20, missed


def test_every_post_is_found_by_its_summary(searcher: Searcher, posts: list[Post]) -> None:
    assert {post.slug: first_slug(searcher, post.summary) for post in posts} == {
        post.slug: post.slug for post in posts
    }


def test_two_ticked_levels_find_what_each_of_them_finds(searcher: Searcher) -> None:
    def found(*levels: Level) -> set[str]:
        query = Query(text="attention", levels=frozenset(levels), page_size=100)
        return {hit.slug for hit in searcher.search(query).hits}

    for one in Level:
        for other in Level:
            assert found(one, other) == found(one) | found(other)
    assert found(*Level) == found()


def test_counts_of_levels_stay_when_levels_are_ticked(searcher: Searcher) -> None:
    plain = counts(searcher.search(Query(text="attention")).facets.level)
    assert sum(plain.values()) == searcher.search(Query(text="attention")).total
    for level in Level:
        ticked = searcher.search(Query(text="attention", levels=frozenset({level})))
        assert counts(ticked.facets.level) == plain
        assert ticked.total == plain.get(level.value, 0)


def test_the_counts_of_all_posts_are_those_of_the_corpus(
    searcher: Searcher, posts: list[Post]
) -> None:
    results = searcher.search(Query())
    assert results.total == len(posts)
    assert counts(results.facets.level) == Counter(post.level.value for post in posts)
