"""Keys by which a query that is a post's title is recognised."""

from indexer.analysis import analyze_word, stem, words_of
from indexer.stop_words import STOP_WORDS


def title_key(text: str) -> str:
    """Equal for texts that differ in case, accents and punctuation alone; "" without words."""
    return " ".join(analyze_word(match[0]).whole.word for match in words_of(text))


def letters_key(text: str) -> str:
    """The title's key without spaces: one text begins with another however words are joined."""
    return title_key(text).replace(" ", "")


def content_key(text: str) -> str:
    """Equal for texts with the same stems in any order, question and function words aside."""
    surfaces = (analyze_word(match[0]).whole for match in words_of(text))
    return " ".join(sorted({stem(form.word) for form in surfaces if form.word not in STOP_WORDS}))
