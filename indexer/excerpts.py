"""Cuts the passage of a post that best shows why it was found."""

import math
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from indexer.analysis import Token, analyze, analyze_word, stem, words_of, words_with_spaces
from indexer.post import Post
from indexer.search import Fragment, SectionLink
from indexer.sentences import Span, passage_ends, sentence_spans

MAX_EXCERPT_CHARACTERS = 280
# Weights are whole numbers, so that passages of the same worth are told apart by their order.
HEAVIEST = 1_000
SUMMARY_FAVOUR = 250
REPETITION_WEIGHT = 10
MAX_REPETITIONS = 9

Weights = Mapping[str, int]
Excerpt = tuple[tuple[Fragment, ...], SectionLink | None]


def rarity_weights(frequencies: Mapping[str, int], document_count: int) -> dict[str, int]:
    """What each term is worth in a passage: the rarest of the query's is worth most.

    `frequencies` are numbers of documents. The forms of one word, which have one stem, are
    as frequent as the most frequent of them; terms of no document are left out. Rarity is
    the inverse document frequency of Lucene's BM25.
    """
    by_stem: dict[str, int] = {}
    for term, frequency in frequencies.items():
        by_stem[stem(term)] = max(frequency, by_stem.get(stem(term), 0))
    rarities = {
        term: math.log1p((document_count - by_stem[stem(term)] + 0.5) / (by_stem[stem(term)] + 0.5))
        for term, frequency in frequencies.items()
        if frequency
    }
    most = max(rarities.values(), default=1.0)
    return {term: max(1, round(HEAVIEST * rarity / most)) for term, rarity in rarities.items()}


def cut_excerpt(post: Post, weights: Weights) -> Excerpt:
    """The best passage with its matches as data, and the section it stands in.

    A passage is whole sentences, the first of which has a match or opens its text. The
    different terms in it count most, each by its weight; then the summary is favoured, and
    places with a term break ties. Without a match in summary or body it is the summary.
    `weights` has terms of the index.
    """
    best, best_value = _best_passage(post.summary, weights)
    best_value += SUMMARY_FAVOUR * (best_value > 0)
    link = None
    for section in post.sections:
        passage, value = _best_passage(section.text, weights)
        if value > best_value:
            best, best_value, link = passage, value, None
            if section.heading:
                link = SectionLink(heading=section.heading, anchor=section.anchor)
    return mark_matches(best, weights.keys()), link


def _best_passage(text: str, weights: Weights) -> tuple[str, int]:
    """The first of the passages of a text that have the most value, and its value."""
    tokens = [token for token in analyze(text) if token.term in weights]
    sentences = sentence_spans(text)
    best, best_value = "", -1
    for number, behind in enumerate(passage_ends(sentences, MAX_EXCERPT_CHARACTERS)):
        start, first_end = sentences[number]
        if number and not _within(tokens, start, first_end):
            continue
        end = sentences[behind - 1][1]
        value = _value(_within(tokens, start, end), weights)
        if value > best_value:
            best, best_value = text[start:end], value
    return best, max(best_value, 0)


def _within(tokens: Sequence[Token], start: int, end: int) -> list[Token]:
    return [token for token in tokens if start <= token.start < end]


def _value(tokens: Sequence[Token], weights: Weights) -> int:
    terms = {token.term for token in tokens}
    places = {token.position for token in tokens}
    repetitions = min(len(places), MAX_REPETITIONS)
    return sum(weights[term] for term in terms) + REPETITION_WEIGHT * repetitions


def mark_matches(passage: str, terms: AbstractSet[str]) -> tuple[Fragment, ...]:
    """A passage on one line, with the words apart that yield one of the terms.

    One that is too long is cut around its first match, with an ellipsis at each cut.
    """
    line = " ".join(passage.split())
    matches = _matches(line, frozenset(terms))
    start, end = _cut(line, matches[0] if matches else (0, 0))
    return tuple(_fragments(line, matches, start, end))


def _matches(line: str, terms: frozenset[str]) -> list[Span]:
    """Where words stand that yield a term that is looked for."""
    if words_with_spaces(line):
        return [span for span, found in _words(line) if not terms.isdisjoint(found)]
    chunks = line.split(" ")
    matches = []
    start = previous = 0
    for number, is_other in enumerate(map(terms.isdisjoint, map(_terms_of, chunks))):
        if not is_other:
            start += sum(map(len, chunks[previous:number])) + number - previous
            previous = number
            matches += [
                (start + first, start + last)
                for (first, last), found in _words(chunks[number])
                if not terms.isdisjoint(found)
            ]
    return matches


@lru_cache(maxsize=50_000)
def _terms_of(chunk: str) -> frozenset[str]:
    """The terms of all words in a stretch of text."""
    return frozenset(term for _, terms in _words(chunk) for term in terms)


@lru_cache(maxsize=50_000)
def _words(text: str) -> tuple[tuple[Span, frozenset[str]], ...]:
    """Each word of a text: where it stands, and its terms."""
    return tuple(
        (word.span(), frozenset(form.term for form in analyze_word(word[0]).forms))
        for word in words_of(text)
    )


def _fragments(line: str, matches: Sequence[Span], start: int, end: int) -> Iterator[Fragment]:
    before, behind = "…" if start else "", "…" if end < len(line) else ""
    position = start
    for first, last in matches:
        if first >= end:
            break
        if head := before + line[position:first]:
            yield Fragment(head, is_match=False)
        position, before = min(last, end), ""
        yield Fragment(line[first:position], is_match=True)
    if tail := before + line[position:end] + behind:
        yield Fragment(tail, is_match=False)


def _cut(line: str, first_match: Span) -> Span:
    """Where to cut a passage that is too long: around its first match, between words."""
    start, end = 0, len(line)
    if end <= MAX_EXCERPT_CHARACTERS:
        return start, end
    match_start, match_end = first_match
    if match_start > MAX_EXCERPT_CHARACTERS // 2:
        earliest = min(match_start - MAX_EXCERPT_CHARACTERS // 4, end - MAX_EXCERPT_CHARACTERS)
        start = line.find(" ", earliest, match_start) + 1 or earliest
    if end - start > MAX_EXCERPT_CHARACTERS:
        limit = start + MAX_EXCERPT_CHARACTERS
        gap = line.rfind(" ", match_end, limit + 1)
        end = gap if gap > start else limit
    return start, end
