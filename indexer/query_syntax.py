"""Reads what a reader types: a small query language in which nothing is an error.

`"a phrase"`, `-word`, `title:word`, `level:intro`, `after:2026-04-30` and `before:…` have a
meaning, the last two without their own day; everything else is plain text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from indexer.analysis import Surface, analyze_word, words_of
from indexer.dates import parse_date
from indexer.post import Level
from indexer.stop_words import STOP_WORDS

MAX_QUERY_CHARACTERS = 2_000
MAX_WORDS = 32
MAX_CONDITIONS = 16
MAX_PHRASE_WORDS = 12
MAX_SHOWN_CHARACTERS = 40

_ELEMENT = re.compile(
    r"""
      (?P<minus> (?<!\S)-(?=["\w]) )? (?P<title> (?<![^\s-])title: (?=["\w]) )? "(?P<phrase>[^"]*)"
    | (?P<filter> (?<!\S) (?:level|after|before):[^\s"]+ )
    | (?P<exclusion> (?<!\S)-(?=(?:title:)?[^\W\d]) (?:title:(?=\w))? [^\s"]+ )
    | (?P<titled> (?<!\S)title:(?=\w)[^\s"]+ )
    | (?P<plain> [^\s"]+ | " )
    """,
    re.VERBOSE,
)


class Scope(Enum):
    """Which fields a condition looks into."""

    ANYWHERE = "anywhere"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that scores: a post with any of its terms gains; `start` and `end` are offsets."""

    text: str
    terms: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a post must hold: any of these phrases.

    A phrase is a sequence of positions, a position a set of alternative terms.
    """

    phrases: tuple[tuple[tuple[str, ...], ...], ...]
    scope: Scope = Scope.ANYWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """The parts of a query's text.

    `has_text` is false for an empty text or one of filters alone, which every post
    matches; a text without any word to search for matches none.
    """

    words: tuple[Word, ...] = ()
    required: tuple[Condition, ...] = ()
    excluded: tuple[Condition, ...] = ()
    levels: frozenset[Level] = frozenset()
    after: date | None = None
    before: date | None = None
    ignored_words: tuple[str, ...] = ()
    plain_text: str = ""
    has_text: bool = False

    @property
    def matches_everything(self) -> bool:
        """Whether no word or phrase narrows the posts."""
        return not (self.has_text or self.required)


def parse_query(text: str) -> ParsedQuery:
    """Parse a query's text; never raises."""
    return _QueryReader().read(text)


class _QueryReader:
    """Gathers the parts of one query, within the limits on their number."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, ...], Word] = {}
        self._stop_words: dict[tuple[str, ...], Word] = {}
        self._required: list[Condition] = []
        self._excluded: list[Condition] = []
        self._levels: set[Level] = set()
        self._after: date | None = None
        self._before: date | None = None
        self._in_phrases: set[str] = set()
        self._ignored: dict[str, None] = {}
        self._symbols: dict[str, None] = {}
        self._plain: list[str] = []
        self._has_text = False

    def read(self, text: str) -> ParsedQuery:
        if len(text) > MAX_QUERY_CHARACTERS:
            cut = text.rfind(" ", 0, MAX_QUERY_CHARACTERS)
            cut = cut if cut > 0 else MAX_QUERY_CHARACTERS
            self._ignored[_shortened(text[cut:].strip())] = None
            text = text[:cut]
        for element in _ELEMENT.finditer(text):
            self._read_element(element)
        words = self._words or self._stop_words
        if not words:
            self._ignored |= self._symbols
        elif words is self._words:
            stopped = (word.text for word in self._stop_words.values())
            self._ignored |= {text: None for text in stopped if text not in self._in_phrases}
        return ParsedQuery(
            words=tuple(words.values()),
            required=tuple(self._required),
            excluded=tuple(self._excluded),
            levels=frozenset(self._levels),
            after=self._after,
            before=self._before,
            ignored_words=tuple(self._ignored),
            plain_text=" ".join(self._plain),
            has_text=self._has_text,
        )

    def _read_element(self, element: re.Match[str]) -> None:
        if (phrase := element["phrase"]) is not None:
            scope = Scope.TITLE if element["title"] else Scope.ANYWHERE
            self._read_phrase(
                phrase, element.start("phrase"), scope, is_excluded=bool(element["minus"])
            )
        elif element["filter"]:
            if not self._read_filter(element["filter"]):
                self._read_words(element["filter"], element.start())
        elif element["exclusion"]:
            value = element["exclusion"][1:]
            scope = Scope.TITLE if value.startswith("title:") else Scope.ANYWHERE
            self._exclude(value.removeprefix("title:"), scope)
        elif element["titled"]:
            prefix = len("title:")
            value = element["titled"][prefix:]
            self._require_each(value, Scope.TITLE)
            self._read_words(value, element.start() + prefix)
        else:
            self._read_words(element["plain"], element.start())

    def _read_filter(self, text: str) -> bool:
        name, _, value = text.partition(":")
        if name == "level":
            chosen = {level for level in Level if level.value in value.lower().split(",")}
            self._levels |= chosen
            return bool(chosen)
        try:
            day = parse_date(value)
        except ValueError:
            return False
        if name == "after":
            self._after = max(day, self._after or day)
        else:
            self._before = min(day, self._before or day)
        return True

    def _read_words(self, text: str, offset: int) -> None:
        self._has_text = True
        self._plain.append(text)
        found = False
        for match in words_of(text):
            found = True
            surface = analyze_word(match[0])
            terms = scoring_terms(surface)
            word = Word(
                text=match[0],
                terms=terms,
                start=offset + match.start(),
                end=offset + match.end(),
            )
            if surface.whole.word in STOP_WORDS:
                self._stop_words.setdefault(terms, word)
            elif terms in self._words:
                continue
            elif len(self._words) < MAX_WORDS:
                self._words[terms] = word
            else:
                self._ignored[_shortened(match[0])] = None
        if not found:
            self._symbols[_shortened(text)] = None

    def _read_phrase(self, phrase: str, offset: int, scope: Scope, *, is_excluded: bool) -> None:
        positions = tuple(
            alternatives
            for match in words_of(phrase)
            for alternatives in _positions(analyze_word(match[0]))
        )
        if not positions:
            return
        condition = Condition(phrases=(positions[:MAX_PHRASE_WORDS],), scope=scope)
        if is_excluded:
            self._add(self._excluded, condition)
        else:
            self._add(self._required, condition)
            self._in_phrases.update(match[0] for match in words_of(phrase))
            self._read_words(phrase, offset)

    def _exclude(self, text: str, scope: Scope) -> None:
        for condition in _conditions(text, scope):
            self._add(self._excluded, condition)

    def _require_each(self, text: str, scope: Scope) -> None:
        for condition in _conditions(text, scope):
            self._add(self._required, condition)

    def _add(self, conditions: list[Condition], condition: Condition) -> None:
        if len(conditions) < MAX_CONDITIONS:
            conditions.append(condition)


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[: MAX_SHOWN_CHARACTERS - 1] + "…"


def scoring_terms(surface: Surface) -> tuple[str, ...]:
    """The index terms that a typed word meets, whatever case it was typed in."""
    forms = [form for form in surface.forms if not _is_fragment(form.word, surface)]
    terms = {term: None for form in forms for term in (form.term, form.word)}
    return tuple(terms)


def _is_fragment(word: str, surface: Surface) -> bool:
    """Whether this is a part too small to speak for its compound, as the 4 of GPT-4."""
    return word != surface.whole.word and (len(word) < 2 or word.isdigit() or word in STOP_WORDS)  # noqa: PLR2004


def _positions(surface: Surface) -> Iterator[tuple[str, ...]]:
    for form in surface.parts or (surface.whole,):
        yield tuple(dict.fromkeys((form.term, form.word)))


def _conditions(text: str, scope: Scope) -> Iterator[Condition]:
    for match in words_of(text):
        surface = analyze_word(match[0])
        whole = (tuple(dict.fromkeys((surface.whole.term, surface.whole.word))),)
        phrases = (whole, tuple(_positions(surface))) if surface.parts else (whole,)
        yield Condition(phrases=phrases, scope=scope)
