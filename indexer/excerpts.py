"""Cuts the passage of a post that best shows why it was found."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis import analyze
from indexer.post import Post
from indexer.search import Fragment, SectionLink

MAX_EXCERPT_CHARACTERS = 280
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9])|\n+")
_SUMMARY_FAVOUR = 0.25


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence with the spans of its matched words, counted from its own start."""

    text: str
    matches: tuple[tuple[int, int], ...]
    terms: frozenset[str]


def cut_excerpt(
    post: Post, terms: Collection[str]
) -> tuple[tuple[Fragment, ...], SectionLink | None]:
    """The best passage with its matches as data, and the section it stands in.

    The passage is made of whole sentences that hold as many different terms as possible;
    without a match in summary or body it is the summary. `terms` are terms of the index.
    """
    wanted = frozenset(terms)
    best = _best_window(list(_sentences(post.summary, wanted)))
    best_value, link = _value(best) + _SUMMARY_FAVOUR, None
    for section in post.sections:
        window = _best_window(list(_sentences(section.text, wanted)))
        if (value := _value(window)) > best_value:
            best, best_value = window, value
            link = None
            if section.heading:
                link = SectionLink(heading=section.heading, anchor=section.anchor)
    return tuple(_fragments(best)), link


def _sentences(text: str, wanted: frozenset[str]) -> Iterator[_Sentence]:
    start = 0
    breaks = [match.span() for match in _SENTENCE_END.finditer(text)]
    for end, following in (*breaks, (len(text), len(text))):
        if sentence := text[start:end].strip():
            found = [token for token in analyze(sentence) if token.term in wanted]
            spans = tuple(dict.fromkeys((token.start, token.end) for token in found))
            yield _Sentence(sentence, spans, frozenset(token.term for token in found))
        start = following


def _best_window(sentences: Sequence[_Sentence]) -> Sequence[_Sentence]:
    """The run of sentences worth most among the longest that an excerpt has room for."""
    windows = (
        _window_from(sentences, start)
        for start, sentence in enumerate(sentences)
        if start == 0 or sentence.matches
    )
    return max(windows, key=_value, default=())


def _window_from(sentences: Sequence[_Sentence], start: int) -> Sequence[_Sentence]:
    length = len(sentences[start].text)
    end = start + 1
    while end < len(sentences):
        length += 1 + len(sentences[end].text)
        if length > MAX_EXCERPT_CHARACTERS:
            break
        end += 1
    return sentences[start:end]


def _value(window: Sequence[_Sentence]) -> float:
    """Different terms count most; repetitions break ties."""
    if not window:
        return 0.0
    terms = {term for sentence in window for term in sentence.terms}
    repetitions = sum(len(sentence.matches) for sentence in window)
    return len(terms) + min(repetitions, 9) / 100


def _fragments(window: Sequence[_Sentence]) -> Iterator[Fragment]:
    text, matches = "", []
    for sentence in window:
        offset = len(text) + 1 if text else 0
        text = f"{text} {sentence.text}" if text else sentence.text
        matches += [(start + offset, end + offset) for start, end in sentence.matches]
    text, matches = _shortened(text, matches)
    position = 0
    for start, end in matches:
        if start > position:
            yield Fragment(text[position:start], is_match=False)
        yield Fragment(text[start:end], is_match=True)
        position = end
    if position < len(text):
        yield Fragment(text[position:], is_match=False)


def _shortened(text: str, matches: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Cut a long text at words, keeping the first match; an ellipsis marks each cut."""
    if len(text) <= MAX_EXCERPT_CHARACTERS:
        return text, matches
    first = matches[0][0] if matches else 0
    start = 0
    if first > MAX_EXCERPT_CHARACTERS // 2:
        start = text.rfind(" ", 0, first - MAX_EXCERPT_CHARACTERS // 4) + 1
    end = start + MAX_EXCERPT_CHARACTERS
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + MAX_EXCERPT_CHARACTERS // 2)
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    shift = len(head) - start
    kept = [(a + shift, b + shift) for a, b in matches if a >= start and b <= end]
    return head + text[start:end] + tail, kept
