"""What of a post is given to an encoder: its head, and the sections of its body in pieces.

An encoder sees a short text better than a long one: a vector of a whole chapter is near to
everything and to nothing.
"""

from collections.abc import Iterator, Sequence

from indexer.post import Post, Section

PIECE_WORDS = 120
# What is longer than a piece by this factor is cut, so that no crumbs are left.
_TOLERANCE = 1.5


def encoded_texts(post: Post) -> Sequence[str]:
    """The texts of a post, first its head: title, summary and keywords."""
    head = (f"{post.title}.", post.summary, ", ".join(post.keywords))
    pieces = (piece for section in post.sections for piece in _pieces(section))
    return [" ".join(filter(None, head)), *pieces]


def count_words(text: str) -> int:
    """How many words a text has, by its spaces."""
    return len(text.split())


def _pieces(section: Section) -> Iterator[str]:
    """The text of a section in pieces of about the same length, each below the heading."""
    words = section.text.split()
    heading = f"{section.heading}. " if section.heading else ""
    if not words:
        if section.heading:
            yield section.heading
        return
    count = 1 if len(words) <= _TOLERANCE * PIECE_WORDS else round(len(words) / PIECE_WORDS)
    length = -(-len(words) // count)
    for start in range(0, len(words), length):
        yield heading + " ".join(words[start : start + length])
