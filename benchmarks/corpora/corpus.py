"""A corpus under measurement with its questions, made up or read from a folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpora.questions import ask_about, is_simple, simple_words
from benchmarks.corpora.synthetic import frequent_words, make_posts
from benchmarks.jobs import Period, Questions
from indexer.corpus import read_corpus
from indexer.errors import CorpusError
from indexer.post import Post
from indexer.stop_words import STOP_WORDS

LONG_POST_BYTES = 4_500
SHORT_POST_BYTES = 1_100
MANY_POSTS = 50_000
_PERIOD_SHARES = (0.15, 0.75)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Posts, the questions of all jobs, and the period of the date filter.

    `folder` is where its files lie if it was read from files; `page_questions` are for the web
    page, more and others, so that no cache of answers is what is measured.
    """

    name: str
    posts: Sequence[Post]
    questions: Questions
    page_questions: Sequence[Sequence[str]]
    period: Period
    folder: Path | None = None


def synthetic_corpus(size: int, question_count: int, page_question_count: int) -> Corpus:
    """A made-up corpus, the same for the same arguments."""
    posts = make_posts(size, LONG_POST_BYTES if size < MANY_POSTS else SHORT_POST_BYTES)
    stop_words = STOP_WORDS | frequent_words(posts)
    texts = [simple_words(f"{post.title} {post.summary}") for post in posts]
    return Corpus(
        name=str(size),
        posts=posts,
        questions=ask_about(posts, texts, stop_words, question_count),
        page_questions=ask_about(posts, texts, stop_words, page_question_count, seed=13).words,
        period=_period(posts),
    )


def folder_corpus(folder: Path, question_count: int, page_question_count: int) -> Corpus:
    """The posts of a folder that parse, asked what they say they answer, or by their titles.

    Raises CorpusError if the folder holds no post, or none with two words to ask for.
    """
    posts = read_corpus(folder).posts
    answers = [answer for post in posts for answer in post.answers]
    texts = [
        simple_words(text) for text in answers or [f"{post.title} {post.summary}" for post in posts]
    ]
    texts = [text for text in texts if sum(is_simple(word, STOP_WORDS) for word in text) > 1]
    if not texts:
        raise CorpusError(f"no post in {folder} has two words to ask for")
    return Corpus(
        name=folder.resolve().name,
        posts=posts,
        questions=ask_about(posts, texts, STOP_WORDS, question_count),
        page_questions=ask_about(posts, texts, STOP_WORDS, page_question_count, seed=13).words,
        period=_period(posts),
        folder=folder,
    )


def _period(posts: Sequence[Post]) -> Period:
    """Days within which six posts in ten lie."""
    days = sorted(post.date for post in posts)
    since, until = (days[int(share * (len(days) - 1))] for share in _PERIOD_SHARES)
    return Period(since=since, until=until)
