"""Counts a post's words and says how long it takes to read."""

from indexer.analysis import words_of
from indexer.post import Post

WORDS_A_MINUTE = 220


def count_words(post: Post) -> int:
    """The words of a post's body, headings included."""
    texts = (text for section in post.sections for text in (section.heading, section.text))
    return sum(1 for text in texts for _ in words_of(text))


def reading_minutes(post: Post) -> int:
    """Minutes to read the body, at least one if there is a body, else zero."""
    words = count_words(post)
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0
