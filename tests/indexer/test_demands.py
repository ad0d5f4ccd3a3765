"""What users of site search ask for most (docs/ranking.md), on the real corpus, one test each."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.backends import open_candidate, open_writer
from indexer.corpus import read_corpus
from indexer.post import Post
from indexer.search import Query, Searcher

pytestmark = pytest.mark.one_python

CORPUS = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def posts() -> list[Post]:
    return list(read_corpus(CORPUS).posts)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    folder = tmp_path_factory.mktemp("g000001")
    reading = read_corpus(CORPUS)
    open_writer(folder).write(reading.posts, lambda _more: None, reading.synonyms)
    searcher = open_candidate(folder)
    yield searcher
    searcher.close()


def slugs(searcher: Searcher, text: str) -> list[str]:
    return [hit.slug for hit in searcher.search(Query(text=text, page_size=100)).hits]


def with_a_slip(title: str, seed: int) -> str:
    """A title with one slip in one of its longer words: a letter left out, doubled or swapped."""
    dice = random.Random(seed)  # noqa: S311 - the same slips each time
    words = title.split()
    long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return title
    place = dice.choice(long)
    word, letter = words[place], dice.randrange(1, len(words[place]) - 2)
    slips = (
        word[:letter] + word[letter + 1 :],
        word[:letter] + word[letter] + word[letter:],
        word[:letter] + word[letter + 1] + word[letter] + word[letter + 2 :],
    )
    words[place] = dice.choice(slips)
    return " ".join(words)


def test_demand_1_the_post_whose_title_i_typed_comes_first(
    searcher: Searcher, posts: list[Post]
) -> None:
    assert [slugs(searcher, post.title)[0] for post in posts] == [post.slug for post in posts]


def test_demand_1_even_with_a_slip_in_the_title(searcher: Searcher, posts: list[Post]) -> None:
    missed = [
        text
        for seed, post in enumerate(posts)
        if slugs(searcher, text := with_a_slip(post.title, seed))[:1] != [post.slug]
    ]
    assert len(missed) <= 2, missed


def test_demand_2_a_whole_word_counts_above_a_part_of_one(searcher: Searcher) -> None:
    assert slugs(searcher, "token")[0] == "why-does-tokenization-exist"
    best = slugs(searcher, "attention")
    assert best.index("what-is-attention-in-transformers") < best.index(
        "why-flashattention-was-a-breakthrough"
    )


def test_demand_3_stems_do_not_break_terms(searcher: Searcher) -> None:
    assert slugs(searcher, "embedding") == slugs(searcher, "embeddings")
    assert slugs(searcher, "RAG")[0].startswith("rag-")
    assert slugs(searcher, "rags")[0].startswith("rag-")
    assert slugs(searcher, "agents") == slugs(searcher, "agent")


def test_demand_4_more_words_narrow_and_words_nearby_count_more(searcher: Searcher) -> None:
    assert slugs(searcher, "attention")[0] != slugs(searcher, "attention sinks")[0]
    assert slugs(searcher, "attention sinks")[0] == "why-do-attention-sinks-exist"
    assert slugs(searcher, "beam search")[0] == "why-beam-search-died-for-llms"
    assert slugs(searcher, "vector search")[0] == "why-vector-search-is-approximate-on-purpose"


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("quantizaton", "why-quantization-works"),
        ("specualtive decoding", "why-does-speculative-decoding-exist"),
        ("halucinate", "why-do-llms-hallucinate-confidently-instead-of-saying-i-dont-know"),
    ],
)
def test_demand_5_slips_are_forgiven(searcher: Searcher, typed: str, slug: str) -> None:
    assert slugs(searcher, typed)[0] == slug


@pytest.mark.parametrize("text", ["adam", "lora", "mla", "70b", "fp8", "c++"])
def test_demand_5_without_false_friends(searcher: Searcher, text: str) -> None:
    assert searcher.search(Query(text=text)).corrected is None


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("rag", "retrieval-augmented generation"),
        ("moe", "mixture of experts"),
        ("gqa", "grouped-query attention"),
        ("rlhf", "reinforcement learning from human feedback"),
    ],
)
def test_demand_7_abbreviations_and_what_they_stand_for(
    searcher: Searcher, short: str, long: str
) -> None:
    assert slugs(searcher, short)[0] == slugs(searcher, long)[0]


def test_demand_7_synonyms(searcher: Searcher) -> None:
    assert slugs(searcher, "gpu memory")[0] in slugs(searcher, "graphics card memory")[:3]
