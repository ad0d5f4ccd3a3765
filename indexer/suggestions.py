"""Suggestions as they are shown: what was typed is marked in a title, a heading or a word."""

from collections.abc import Iterable, Iterator

from indexer.analysis import analyze_word, words_of
from indexer.search import Fragment, Reference, SectionLink, Suggestion, SuggestionKind
from indexer.typed_text import TypedText, meet, span_of_letters


def suggest_title(typed: TypedText, post: Reference) -> Suggestion:
    """The suggestion of a post by its title."""
    return Suggestion(kind=SuggestionKind.TITLE, text=_marked(typed, post.title), post=post)


def suggest_section(typed: TypedText, post: Reference, section: SectionLink) -> Suggestion:
    """The suggestion of a section of a post by its heading."""
    return Suggestion(
        kind=SuggestionKind.SECTION,
        text=_marked(typed, section.heading),
        post=post,
        section=section,
    )


def suggest_term(typed: TypedText, word: str) -> Suggestion:
    """The suggestion to search for the text with its last word completed, or mended."""
    prefix = typed.prefix.word
    if word.startswith(prefix):
        _, end = span_of_letters(typed.last, prefix, 0, len(prefix))
        begun, rest = typed.before + typed.last[:end], word[len(prefix) :]
        if typed.last.isupper() and len(typed.last) > 1:
            rest = rest.upper()
    else:
        begun, rest = typed.before + word, ""
    text = tuple(_fragments(begun + rest, [(0, len(begun))]))
    return Suggestion(kind=SuggestionKind.TERM, text=text)


def _marked(typed: TypedText, text: str) -> tuple[Fragment, ...]:
    """A text in which the typed beginning is marked or, if it begins otherwise, each word."""
    if typed.begins(text):
        return tuple(_fragments(text, [_beginning(text, len(typed.key))]))
    met = meet(typed, text)
    return tuple(_fragments(text, met.spans if met else ()))


def _beginning(text: str, letters: int) -> tuple[int, int]:
    """Where the first letters of a text stand in it."""
    first = None
    for match in words_of(text):
        word = analyze_word(match[0]).whole.word
        first = match.start() if first is None else first
        if letters <= len(word):
            return first, match.start() + span_of_letters(match[0], word, 0, letters)[1]
        letters -= len(word)
    return 0, len(text)


def _fragments(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[Fragment]:
    """A text in pieces, those that ascending spans cover as matches; none of them is empty."""
    position = 0
    for start, end in _merged(spans):
        if start > position:
            yield Fragment(text[position:start], is_match=False)
        yield Fragment(text[start:end], is_match=True)
        position = end
    if position < len(text):
        yield Fragment(text[position:], is_match=False)


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ascending spans as ones that neither overlap nor touch."""
    open_start, open_end = 0, 0
    for start, end in spans:
        if start > open_end:
            if open_end:
                yield open_start, open_end
            open_start = start
        open_end = max(open_end, end)
    if open_end:
        yield open_start, open_end
