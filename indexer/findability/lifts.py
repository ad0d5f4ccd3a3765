"""Finds what would lift a post, and tries each of it on an index that nobody publishes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from indexer.analysis import words_of
from indexer.findability.standing import Standing, rank_of
from indexer.findability.trial_index import trial_index
from indexer.post import Post
from indexer.stop_words import STOP_WORDS

MAX_LIFTS = 4
MAX_SOURCES = 2
MAX_KEYWORDS = 2


class LiftKind(Enum):
    """What is to be changed."""

    KEYWORD = "keyword"
    SYNONYM = "synonym"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """A change that was tried, as it is to be written, and the post's rank with it."""

    kind: LiftKind
    text: str
    rank: int


def find_lifts(folder: Path, standing: Standing) -> tuple[Lift, ...]:
    """The changes that would let a post stand higher, the best first.

    The folder is that of the generation that the post stands in. A post that stands first
    needs none, and none helps one that a filter shuts out.
    """
    if standing.rank == 1 or standing.obstacles:
        return ()
    lifts = (*_keywords(folder, standing), *_synonyms(folder, standing))
    worst = float("inf") if standing.rank is None else standing.rank
    better = sorted((lift for lift in lifts if lift.rank < worst), key=lambda lift: lift.rank)
    return tuple(better[:MAX_LIFTS])


def _keywords(folder: Path, standing: Standing) -> Iterator[Lift]:
    """The query's words that the post lacks, or holds in its body alone, as a keyword of it."""
    words = " ".join([*standing.absent, *standing.weak])
    if not words:
        return
    post = replace(standing.post, keywords=(*standing.post.keywords, words))
    with trial_index(folder, post=post) as searcher:
        rank = rank_of(searcher, standing.query, post.slug)
    if rank is not None:
        yield Lift(kind=LiftKind.KEYWORD, text=words, rank=rank)


def _synonyms(folder: Path, standing: Standing) -> Iterator[Lift]:
    """The words that the post lacks, with what its keywords or its title say instead."""
    by_weight = sorted(standing.absent, key=lambda word: -_weight(word, standing))
    for word in by_weight[:MAX_SOURCES]:
        for target in _names_of(standing.post):
            with trial_index(folder, synonym=(word, target)) as searcher:
                rank = rank_of(searcher, standing.query, standing.post.slug)
            if rank is not None:
                text = f'"{word}" = ["{target}"]'
                yield Lift(kind=LiftKind.SYNONYM, text=text, rank=rank)


def _weight(word: str, standing: Standing) -> float:
    """How much a word gives to the post to which it gives most."""
    shares = (
        sum(each.share for each in rival.hit.explanation if each.word == word)
        for rival in standing.rivals
    )
    return max(shares, default=0.0)


def _names_of(post: Post) -> list[str]:
    """What a post calls its subject: its first keywords, and the longest word of its title."""
    title = [match[0] for match in words_of(post.title) if match[0].lower() not in STOP_WORDS]
    longest = sorted(title, key=lambda word: -len(word))[:1]
    return list(dict.fromkeys([*post.keywords[:MAX_KEYWORDS], *longest]))
