"""Splits texts into sentences, and finds passages: sentences in a row that fit into a limit."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from indexer.analysis import words_with_spaces

Span = tuple[int, int]

# A sentence's end with the gap behind it; closing quotes belong to the sentence. That a
# single set of characters comes first lets the search skip all others.
_GAP = re.compile(
    r"""
    [.!?…\n] (?: (?<=\n) \s* | (?<!\n) ["'”’)]* \s+ (?= ["'“‘(]? [A-Z0-9] ) )
    """,
    re.VERBOSE,
)


def sentence_spans(text: str) -> list[Span]:
    """Where each sentence of a text starts and ends.

    A line's end ends a sentence; no word reaches from one sentence into the next.
    """
    words = words_with_spaces(text)
    spans = []
    start = len(text) - len(text.lstrip())
    for gap in _GAP.finditer(text, start):
        following = gap.end()
        if any(first < following < last for first, last in words):
            continue
        if (end := gap.start() + len(gap[0].rstrip())) > start:
            spans.append((start, end))
        start = following
    if (end := len(text.rstrip())) > start:
        spans.append((start, end))
    return spans


def passage_ends(sentences: Sequence[Span], limit: int) -> list[int]:
    """For each sentence, the number of the sentence before which its passage ends.

    A passage starts with a sentence and takes in those behind it as long as it stays within
    `limit` characters; a sentence that is too long by itself makes a passage alone.
    """
    ends = [end for _, end in sentences]
    return [bisect_right(ends, max(end, start + limit)) for start, end in sentences]
