"""Draws questions, unfinished questions and phrases from texts, stop words left out."""

import re
from collections.abc import Collection, Sequence

import numpy as np

from benchmarks.jobs import Prefixed, Questions
from indexer.post import Post

MIN_WORDS, MAX_WORDS = 3, 5
MIN_PREFIX_LETTERS = 3
_MIN_WORD_LETTERS = 2
# Where all analyzers agree what a word is: no digits, no accents, no letter alone.
_WORD = re.compile(r"[a-z]+")
_RAW_WORD = re.compile(r"\S+")


def simple_words(text: str) -> list[str]:
    """The words of a text in small letters, split where every analyzer splits."""
    return _WORD.findall(text.lower())


def is_simple(word: str, stop_words: Collection[str]) -> bool:
    """Whether a word may stand in a question."""
    return len(word) >= _MIN_WORD_LETTERS and word not in stop_words


def ask_about(
    posts: Sequence[Post],
    texts: Sequence[Sequence[str]],
    stop_words: Collection[str],
    count: int,
    seed: int = 11,
) -> Questions:
    """This many questions of each kind, the same for the same arguments.

    Words come from `texts`, given as words; phrases of two or three from the posts' sections.
    """
    random = np.random.default_rng(seed)
    words = [
        draw_words(texts[number], stop_words, random)
        for number in random.integers(0, len(texts), size=count)
    ]
    return Questions(
        words=words,
        prefixed=[unfinished(question) for question in words if len(question) > 1],
        phrases=_draw_phrases(posts, stop_words, count, random),
    )


def draw_words(
    text: Sequence[str], stop_words: Collection[str], random: np.random.Generator
) -> list[str]:
    """Three to five different words of a text, fewer if it has not as many, in any order."""
    words = [word for word in dict.fromkeys(text) if is_simple(word, stop_words)]
    size = min(int(random.integers(MIN_WORDS, MAX_WORDS + 1)), len(words))
    return [str(word) for word in random.choice(words, size=size, replace=False)]


def unfinished(question: Sequence[str]) -> Prefixed:
    """A question of which half the last word is typed, three letters at the least."""
    *words, last = question
    return Prefixed(words=words, prefix=last[: max(MIN_PREFIX_LETTERS, -(-len(last) // 2))])


def _draw_phrases(
    posts: Sequence[Post], stop_words: Collection[str], count: int, random: np.random.Generator
) -> list[list[str]]:
    phrases: list[list[str]] = []
    # A post may hold no fit phrase, so there are more draws than phrases.
    for number in random.integers(0, len(posts), size=count * 20):
        if len(phrases) == count:
            break
        sections = posts[number].sections
        if not sections:
            continue
        section = sections[int(random.integers(len(sections)))]
        phrase = _phrase_from(section.text, int(random.integers(2, 4)), stop_words, random)
        if phrase:
            phrases.append(phrase)
    return phrases


def _phrase_from(
    text: str, length: int, stop_words: Collection[str], random: np.random.Generator
) -> list[str]:
    """A stretch of words between blanks, without sentence ends within; empty if none is fit."""
    words = _RAW_WORD.findall(text)
    for start in random.permutation(max(0, len(words) - length + 1))[:50]:
        phrase = [word.lower() for word in words[start : start + length]]
        if all(_WORD.fullmatch(word) and is_simple(word, stop_words) for word in phrase):
            return phrase
    return []
