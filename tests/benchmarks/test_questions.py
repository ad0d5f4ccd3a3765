"""Tests of the made-up corpus and of the questions that are put to it."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from benchmarks.corpora.corpus import folder_corpus, synthetic_corpus
from benchmarks.corpora.files import change, read_json, write_json, write_markdown
from benchmarks.corpora.questions import draw_words, simple_words, unfinished
from benchmarks.corpora.synthetic import frequent_words, make_posts
from benchmarks.jobs import Job, Record
from indexer.corpus import read_corpus
from indexer.errors import CorpusError
from indexer.stop_words import STOP_WORDS
from tests.corpora import post_text, write_corpus

pytestmark = pytest.mark.one_python


def test_the_generator_makes_the_same_posts_and_questions_again() -> None:
    assert synthetic_corpus(30, 10, 5) == synthetic_corpus(30, 10, 5)


def test_another_seed_makes_other_posts() -> None:
    assert make_posts(20, 500, seed=1) != make_posts(20, 500, seed=2)


def test_a_corpus_grows_by_posts_and_by_bytes() -> None:
    small, large = make_posts(20, 500), make_posts(40, 2_000)
    assert (len(small), len(large)) == (20, 40)
    assert len(Record.of(large[0]).text) > 2 * len(Record.of(small[0]).text)


def test_words_are_distributed_as_in_natural_text() -> None:
    words = [word for post in make_posts(60, 4_500) for word in simple_words(post.body)]
    counts = sorted((words.count(word) for word in set(words[:3_000])), reverse=True)
    # By Zipf's law the first of all words is about ten times as frequent as the tenth.
    assert 5 < counts[0] / counts[9] < 25


def test_questions_hold_no_stop_words() -> None:
    corpus = synthetic_corpus(200, 50, 50)
    stop_words = STOP_WORDS | frequent_words(corpus.posts)
    assert frequent_words(corpus.posts)
    asked = [
        *corpus.questions.words,
        *corpus.questions.phrases,
        *corpus.page_questions,
        *(prefixed.words for prefixed in corpus.questions.prefixed),
    ]
    assert not stop_words & {word for words in asked for word in words}


def test_questions_have_three_to_five_different_words() -> None:
    for words in synthetic_corpus(100, 50, 5).questions.words:
        assert 3 <= len(words) == len(set(words)) <= 5


def test_phrases_stand_in_a_post() -> None:
    corpus = synthetic_corpus(50, 20, 5)
    texts = [Record.of(post).text.lower() for post in corpus.posts]
    assert corpus.questions.count(Job.PHRASE) == 20
    for words in corpus.questions.phrases:
        assert 2 <= len(words) <= 3
        assert any(" ".join(words) in text for text in texts)


@pytest.mark.parametrize(
    ("question", "prefix"),
    [
        (["graph", "attention"], "atten"),
        (["graph", "token"], "tok"),
        (["graph", "gpu"], "gpu"),
        (["graph", "ai"], "ai"),
    ],
)
def test_half_of_the_last_word_is_typed_but_three_letters_at_the_least(
    question: list[str], prefix: str
) -> None:
    found = unfinished(question)
    assert (list(found.words), found.prefix) == (["graph"], prefix)


def test_words_are_split_where_every_analyzer_splits() -> None:
    assert simple_words("Fine-tuning GPT-4, don't") == ["fine", "tuning", "gpt", "don", "t"]


def test_a_short_text_gives_as_many_words_as_it_has() -> None:
    words = draw_words(["the", "graph", "a", "token"], {"the"}, np.random.default_rng(1))
    assert sorted(words) == ["graph", "token"]


def test_six_posts_in_ten_lie_in_the_period() -> None:
    corpus = synthetic_corpus(500, 5, 5)
    inside = [corpus.period.since <= post.date <= corpus.period.until for post in corpus.posts]
    assert 0.55 < np.mean(inside) < 0.65


def test_a_made_up_corpus_survives_as_markdown(tmp_path: Path) -> None:
    corpus = synthetic_corpus(25, 5, 5)
    write_markdown(corpus, tmp_path / "posts")
    reading = read_corpus(tmp_path / "posts")
    assert not reading.errors
    by_slug = {post.slug: post for post in reading.posts}
    for post in corpus.posts:
        assert Record.of(by_slug[post.slug]).text == Record.of(post).text
        assert (by_slug[post.slug].date, by_slug[post.slug].domain) == (post.date, post.domain)


def test_a_changed_file_is_another_post(tmp_path: Path) -> None:
    paths = write_markdown(synthetic_corpus(20, 5, 5), tmp_path / "posts")
    before = read_corpus(tmp_path / "posts").posts
    change(paths[3], 1)
    after = read_corpus(tmp_path / "posts").posts
    assert [a.slug for a, b in zip(after, before, strict=True) if a != b] == [paths[3].stem]


def test_posts_survive_as_json(tmp_path: Path) -> None:
    posts = make_posts(5, 500)
    write_json(posts, tmp_path / "posts.jsonl")
    # JSON knows no difference between a list and a tuple.
    read = read_json(tmp_path / "posts.jsonl")
    assert [Record.of(post).text for post in read] == [Record.of(post).text for post in posts]


def test_a_folder_is_asked_what_its_posts_say_they_answer(tmp_path: Path) -> None:
    answers = "answers:\n  - 'Why do graphs need attention?'\n"
    text = post_text("Anything").replace("level: intro\n", f"level: intro\n{answers}")
    folder = write_corpus(tmp_path / "notes", {"notes/one.md": text})
    corpus = folder_corpus(folder, 4, 4)
    assert (corpus.name, corpus.folder) == ("notes", folder)
    assert {word for words in corpus.questions.words for word in words} == {
        "graphs", "need", "attention",
    }  # fmt: skip


def test_a_folder_without_answers_is_asked_by_titles_and_summaries(tmp_path: Path) -> None:
    text = post_text("Graph attention", "Tokens meet tokens.", "2026-04-29")
    folder = write_corpus(tmp_path / "notes", {"notes/one.md": text})
    corpus = folder_corpus(folder, 4, 4)
    asked = {word for words in corpus.questions.words for word in words}
    assert asked == {"graph", "attention", "tokens", "meet"}
    assert corpus.period.since == corpus.period.until == date(2026, 4, 29)


def test_a_folder_with_nothing_to_ask_for_is_refused(tmp_path: Path) -> None:
    folder = write_corpus(tmp_path, {"notes/one.md": post_text("Who is it?", "It is she.")})
    with pytest.raises(CorpusError, match="two words"):
        folder_corpus(folder, 4, 4)
