"""Keys by which a query that is a post's title is recognised."""

import re

from indexer.analysis import analyze_word, fold, stem, words_of
from indexer.stop_words import STOP_WORDS

_NO_PART_OF_A_NAME = re.compile(r"(?:[^\w+#]|_)+")


def title_key(text: str) -> str:
    """Equal for texts with the same letters and digits, which may be grouped in other words.

    Case, accents and punctuation make no difference, the signs of C++ and C# do; "" if
    there is nothing else.
    """
    return _NO_PART_OF_A_NAME.sub("", fold(text))


def letters_key(text: str) -> str:
    """All words of a text as they are analyzed, without spaces: however words are joined."""
    return "".join(analyze_word(match[0]).whole.word for match in words_of(text))


def content_key(text: str) -> str:
    """Equal for texts with the same stems in any order, question and function words aside."""
    surfaces = (analyze_word(match[0]).whole for match in words_of(text))
    return " ".join(sorted({stem(form.word) for form in surfaces if form.word not in STOP_WORDS}))
