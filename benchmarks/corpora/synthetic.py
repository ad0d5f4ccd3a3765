"""Makes corpora of any size whose words are distributed as in natural text (Zipf's law)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

import numpy as np

from benchmarks.corpora.questions import simple_words
from indexer.post import Level, Post, Section

VOCABULARY_SIZE = 60_000
ZIPF_EXPONENT = 1.07
FIRST_DAY = date(2024, 1, 1)
DAYS = 730
LEVEL_SHARES = (0.3, 0.5, 0.2)
DOMAINS = ("AI & ML", "Databases", "Networks", "Statistics")
SENTENCE_WORDS = 14
SECTION_SENTENCES = 12
_SYLLABLES = (
    "ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "ne", "pa", "ri", "so", "ta", "ve", "zo",
    "bran", "clen", "dret", "flim", "gron", "pler", "stan", "tror",
)  # fmt: skip


def make_posts(count: int, body_bytes: int, seed: int = 7) -> list[Post]:
    """Posts with bodies of about this many bytes, the same for the same arguments."""
    random = np.random.default_rng(seed)
    words = _vocabulary(seed)
    ranks = np.arange(1, VOCABULARY_SIZE + 1, dtype=np.float64)
    shares = ranks**-ZIPF_EXPONENT
    shares /= shares.sum()
    cumulated = shares.cumsum()
    cumulated /= cumulated[-1]
    mean_length = float((np.array([len(word) for word in words]) * shares).sum()) + 1
    body_words = max(20, int(body_bytes / mean_length))
    levels = random.choice(len(LEVEL_SHARES), size=count, p=LEVEL_SHARES)
    days = random.integers(0, DAYS, size=count)
    domains = random.integers(0, len(DOMAINS), size=count)
    posts = []
    for number in range(count):
        drawn = np.searchsorted(cumulated, random.random(body_words + 30), side="right")
        text = [words[rank] for rank in drawn]
        sections = _sections(text[30:])
        posts.append(
            Post(
                slug=f"post-{number:06d}",
                title=" ".join(text[:6]).capitalize(),
                summary=" ".join(text[6:30]).capitalize() + ".",
                date=FIRST_DAY + timedelta(days=int(days[number])),
                level=list(Level)[levels[number]],
                domain=DOMAINS[domains[number]],
                body="\n\n".join(f"## {s.heading}\n\n{s.text}" for s in sections),
                sections=sections,
            )
        )
    return posts


def frequent_words(posts: Sequence[Post]) -> frozenset[str]:
    """The stop words of made-up text: those that more than one post in ten has in its summary."""
    frequencies = Counter(word for post in posts for word in set(simple_words(post.summary)))
    most = max(1, len(posts) // 10)
    return frozenset(word for word, count in frequencies.items() if count > most)


@cache
def _vocabulary(seed: int) -> Sequence[str]:
    """Different made-up words, the more frequent the shorter on the whole."""
    random = np.random.default_rng([seed, VOCABULARY_SIZE])
    words: dict[str, None] = {}
    while len(words) < VOCABULARY_SIZE:
        syllables = 1 + min(4, len(words) // 24 and 1 + int(np.log10(len(words) / 24 + 1)))
        parts = random.choice(_SYLLABLES, size=syllables + int(random.integers(0, 2)))
        words.setdefault("".join(parts))
    return tuple(words)


def _sections(words: list[str]) -> tuple[Section, ...]:
    size = SENTENCE_WORDS * SECTION_SENTENCES
    sections = []
    for start in range(0, len(words), size):
        part = words[start : start + size]
        sentences = [
            " ".join(part[i : i + SENTENCE_WORDS]).capitalize() + "."
            for i in range(0, len(part), SENTENCE_WORDS)
        ]
        heading = " ".join(part[:4]).capitalize()
        sections.append(
            Section(heading=heading, anchor=f"s{start}", depth=2, text=" ".join(sentences))
        )
    return tuple(sections)
