"""Cuts the passage of a post that best shows why it was found."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.analysis import analyze_word, chunks_of, words_of
from indexer.post import Post
from indexer.search import Fragment, SectionLink

MAX_EXCERPT_CHARACTERS = 280
# The gap behind a sentence, whose closing quotes belong to it.
_GAP = re.compile(r"[.!?…][\"'”’)]*(?P<gap>\s+)(?=[\"'“‘(]?[A-Z0-9])|(?P<lines>\n+)")
_SUMMARY_FAVOUR = 0.25


@dataclass(frozen=True, slots=True)
class _Match:
    """A word that was looked for, and the terms by which it was found."""

    start: int
    end: int
    terms: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Passage:
    """Sentences in a row, from `start` to `end` of a text, and the matches in them."""

    text: str
    start: int
    end: int
    matches: Sequence[_Match]

    @property
    def value(self) -> float:
        """Different terms count most; repetitions break ties."""
        terms = {term for match in self.matches for term in match.terms}
        return len(terms) + min(len(self.matches), 9) / 100


def cut_excerpt(
    post: Post, terms: Collection[str]
) -> tuple[tuple[Fragment, ...], SectionLink | None]:
    """The best passage with its matches as data, and the section it stands in.

    The passage is made of whole sentences that hold as many different terms as possible;
    without a match in summary or body it is the summary. `terms` are terms of the index.
    """
    wanted = frozenset(terms)
    best, link = _best_passage(post.summary, wanted), None
    best_value = best.value + _SUMMARY_FAVOUR
    for section in post.sections:
        passage = _best_passage(section.text, wanted)
        if passage.value > best_value:
            best, best_value, link = passage, passage.value, None
            if section.heading:
                link = SectionLink(heading=section.heading, anchor=section.anchor)
    return tuple(_fragments(best)), link


def _best_passage(text: str, wanted: frozenset[str]) -> _Passage:
    sentences = list(_sentences(text))
    matches = [
        match
        for start, end in sentences
        if any(not wanted.isdisjoint(_terms_of(chunk)) for chunk in chunks_of(text[start:end]))
        for match in _matches(text, start, end, wanted)
    ]
    nothing = _Passage(text, 0, 0, ())
    passages = _passages(text, sentences, matches)
    return max(passages, key=lambda passage: passage.value, default=nothing)


def _matches(text: str, start: int, end: int, wanted: frozenset[str]) -> Iterator[_Match]:
    for word in words_of(text, start, end):
        if terms := wanted & _terms_of(word[0]):
            yield _Match(*word.span(), terms)


@lru_cache(maxsize=200_000)
def _terms_of(chunk: str) -> frozenset[str]:
    """The terms of all words in a stretch of text."""
    words = (analyze_word(match[0]) for match in words_of(chunk))
    return frozenset(form.term for word in words for form in word.forms)


def _passages(
    text: str, sentences: Sequence[tuple[int, int]], matches: Sequence[_Match]
) -> Iterator[_Passage]:
    """For each sentence with a match, and the first, it and as many more as there is room for."""
    places = [match.start for match in matches]
    ends = [end for _, end in sentences]
    for number, (start, first_end) in enumerate(sentences):
        first = bisect_left(places, start)
        if number and (first == len(places) or places[first] >= first_end):
            continue
        limit = max(first_end, start + MAX_EXCERPT_CHARACTERS)
        end = ends[bisect_right(ends, limit) - 1]
        yield _Passage(text, start, end, matches[first : bisect_left(places, end)])


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a text starts and ends."""
    start = len(text) - len(text.lstrip())
    for found in _GAP.finditer(text, start):
        end, following = found.span(found.lastgroup or 0)
        if end > start:
            yield start, end
        start = following
    if (end := len(text.rstrip())) > start:
        yield start, end


def _fragments(passage: _Passage) -> Iterator[Fragment]:
    """A passage on one line, with its matches apart; an ellipsis marks where it is cut."""
    start, end = _cut(passage)
    text = passage.text.replace("\n", " ")
    position = start
    before, behind = "…" if start > passage.start else "", "…" if end < passage.end else ""
    for match in passage.matches:
        if match.start >= end:
            break
        if head := before + text[position : match.start]:
            yield Fragment(head, is_match=False)
        position, before = min(match.end, end), ""
        yield Fragment(text[match.start : position], is_match=True)
    if tail := before + text[position:end] + behind:
        yield Fragment(tail, is_match=False)


def _cut(passage: _Passage) -> tuple[int, int]:
    """Where to cut a passage that is too long: around its first match, between words."""
    text, start, end = passage.text, passage.start, passage.end
    if end - start <= MAX_EXCERPT_CHARACTERS:
        return start, end
    first_start, first_end = start, start
    if passage.matches:
        first_start, first_end = passage.matches[0].start, passage.matches[0].end
    if first_start - start > MAX_EXCERPT_CHARACTERS // 2:
        earliest = min(first_start - MAX_EXCERPT_CHARACTERS // 4, end - MAX_EXCERPT_CHARACTERS)
        start = text.find(" ", earliest, first_start) + 1 or earliest
    if end - start > MAX_EXCERPT_CHARACTERS:
        limit = start + MAX_EXCERPT_CHARACTERS
        gap = text.rfind(" ", first_end, limit + 1)
        end = gap if gap > start else limit
    return start, end
