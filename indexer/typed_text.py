"""A text that is being typed, and how a title or a heading meets it."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis import Form, Surface, analyze_word, fold, stem, words_of
from indexer.spelling import slips_in_prefix, slips_in_word
from indexer.titles import letters_key

MAX_TYPED_CHARACTERS = 200
MIN_TYPED_LETTERS = 2


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word to be found as such or by one of its index terms; a prefix may go on."""

    word: str
    terms: frozenset[str]
    is_prefix: bool

    def is_met_by(self, form: Form) -> bool:
        """Whether this is a form of the same word, or a prefix of it."""
        return form.term in self.terms or self.begins(form)

    def slips(self, words: Iterable[str]) -> dict[str, int]:
        """Those of some words that may be meant if slips were made, and how many."""
        return (slips_in_prefix if self.is_prefix else slips_in_word)(self.word, words)

    def begins(self, form: Form) -> bool:
        """Whether this is a prefix of the form's word."""
        return self.is_prefix and form.word.startswith(self.word)


# A compound is met by itself, written together, or by all of its parts.
Alternatives = tuple[tuple[TypedWord, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedText:
    """A text whose last word may go on.

    `key` are the letters of the whole text, `last` is the last word as it was typed, `prefix`
    the same to be looked for, and `before` all that stands in front of it.
    """

    key: str
    before: str
    last: str
    earlier_words: tuple[Alternatives, ...]
    last_word: Alternatives

    @property
    def words(self) -> tuple[Alternatives, ...]:
        """All words, each of which must be met."""
        return (*self.earlier_words, self.last_word)

    @property
    def prefix(self) -> TypedWord:
        """What a word of the vocabulary must begin with to complete the last one."""
        return self.last_word[0][0]

    def begins(self, text: str) -> bool:
        """Whether a title or heading begins with the typed letters, however they are spaced."""
        return letters_key(text).startswith(self.key)


@dataclass(frozen=True, slots=True)
class Meeting:
    """The slips made if a title or heading was meant, and where the typed words stand in it."""

    slips: int
    spans: tuple[tuple[int, int], ...]


def read_typed(text: str) -> TypedText | None:
    """Read what is being typed; None if it is too short or too long to be completed."""
    words = list(words_of(text)) if len(text) <= MAX_TYPED_CHARACTERS else []
    key = letters_key(text) if words else ""
    if len(key) < MIN_TYPED_LETTERS:
        return None
    *earlier, last = words
    return TypedText(
        key=key,
        before=text[: last.start()].lstrip(),
        last=last[0],
        earlier_words=tuple(_alternatives(analyze_word(match[0])) for match in earlier),
        last_word=_alternatives(analyze_word(last[0]), is_prefix=True),
    )


def meet(typed: TypedText, text: str) -> Meeting | None:
    """How a title or heading holds all typed words; None if it does not hold them all."""
    forms = list(_placed_forms(text))
    slips, spans = 0, set[tuple[int, int]]()
    for alternatives in typed.words:
        found = [
            met for words in alternatives if (met := _meet_all(words, forms, text)) is not None
        ]
        if not found:
            return None
        best = min(found, key=lambda met: met.slips)
        slips += best.slips
        spans.update(best.spans)
    return Meeting(slips, tuple(sorted(spans)))


def span_of_letters(text: str, word: str, first: int, last: int) -> tuple[int, int]:
    """Where in a text the letters `first` to `last` of its folded word stand, with accents.

    The whole text if the word was made of it in a way that cannot be followed.
    """
    letters: list[tuple[int, int]] = []
    for start, character in enumerate(text):
        folded = fold(character)
        if word.startswith(folded, len(letters)):
            end = start + 1
            while end < len(text) and unicodedata.combining(text[end]):
                end += 1
            letters += [(start, end)] * len(folded)
    if not 0 <= first < last <= len(letters):
        return 0, len(text)
    return letters[first][0], letters[last - 1][1]


@dataclass(frozen=True, slots=True)
class _PlacedForm:
    """A form that a text holds, its word's place there, and with which letter of it it starts.

    `first_letter` is −1 if the form is not found in its word.
    """

    form: Form
    start: int
    end: int
    word: str
    first_letter: int

    def span(self, text: str, length: int) -> tuple[int, int]:
        """Where in the text so many letters of the form stand."""
        first, last = self.first_letter, self.first_letter + length
        start, end = span_of_letters(text[self.start : self.end], self.word, first, last)
        return self.start + start, self.start + end


def _placed_forms(text: str) -> Iterator[_PlacedForm]:
    for match in words_of(text):
        surface = analyze_word(match[0])
        word, letter = surface.whole.word, 0
        yield _PlacedForm(surface.whole, *match.span(), word, 0)
        for part in surface.parts:
            found = word.find(part.word, letter)
            yield _PlacedForm(part, *match.span(), word, found)
            letter = max(letter, found + len(part.word))


def _meet_all(
    words: Iterable[TypedWord], forms: Sequence[_PlacedForm], text: str
) -> Meeting | None:
    """Each of the words where it is met with the fewest slips; None if one is nowhere."""
    slips, spans = 0, list[tuple[int, int]]()
    for word in words:
        met = [placed for placed in forms if word.is_met_by(placed.form)]
        if not met:
            made = word.slips(placed.form.word for placed in forms)
            if not made:
                return None
            fewest = min(made.values())
            slips += fewest
            met = [placed for placed in forms if made.get(placed.form.word) == fewest]
        spans += [
            placed.span(text, len((word if word.begins(placed.form) else placed.form).word))
            for placed in met
        ]
    return Meeting(slips, tuple(spans))


def _alternatives(surface: Surface, *, is_prefix: bool = False) -> Alternatives:
    whole = (_typed_word(surface.whole, is_prefix=is_prefix),)
    if not surface.parts:
        return (whole,)
    *parts, last = surface.parts
    return (whole, (*map(_typed_word, parts), _typed_word(last, is_prefix=is_prefix)))


def _typed_word(form: Form, *, is_prefix: bool = False) -> TypedWord:
    return TypedWord(form.word, frozenset((form.term, form.word, stem(form.word))), is_prefix)
