"""Reads what a reader types: a small query language in which nothing is an error.

`"a phrase"`, `-word`, `title:word`, `level:intro`, `after:2026-04-30` and `before:…` have a
meaning, the last two without their own day; everything else is plain text. Curly quotes are
quotes, and the names before a colon may be written in capitals, as telephones do.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from indexer.analysis import Form, Surface, analyze_word, stem, words_of
from indexer.dates import parse_date
from indexer.intents import scaffolding_of
from indexer.parsed_query import Condition, ParsedQuery, Phrase, Scope, Word
from indexer.post import Level
from indexer.stop_words import STOP_WORDS

if TYPE_CHECKING:
    from datetime import date

MAX_QUERY_CHARACTERS = 2_000
MAX_WORDS = 32
MAX_CONDITIONS = 16
MAX_PHRASE_WORDS = 12
MAX_SHOWN_CHARACTERS = 40

# What is more than plain text; a minus before a number is no exclusion.
_ELEMENT = re.compile(
    r"""
      (?P<minus> (?<!\S)- )? (?P<title> (?<![^\s-])title: )? "(?P<phrase>[^"]*)"
    | (?<!\S) (?P<filter> (?P<name>level|after|before) : (?P<value>[^\s"]+) )
    | (?<!\S) - (?P<not_title> title:(?=\w) )? (?P<excluded> (?=\w*[^\W\d_]) [^\s"]+ )
    | (?<!\S) title: (?P<titled> (?=\w) [^\s"]+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_REQUIRED_PHRASE = re.compile(r'(?<![-:])"(?P<words>[^"]*)"')
_STRAIGHT_QUOTES = str.maketrans("“”„", '"""')


def parse_query(text: str) -> ParsedQuery:
    """Parse a query's text; never raises."""
    reader = _QueryReader()
    reader.read(text)
    return reader.parsed()


def without_required_phrases(text: str) -> str:
    """The same words, with no quotes around those that a post must hold in a row."""
    return _REQUIRED_PHRASE.sub(r"\g<words>", text.translate(_STRAIGHT_QUOTES))


def without_each_condition(text: str) -> Iterator[tuple[str, str]]:
    """Each condition and filter of a text, and the text without it.

    Of a phrase and of a word in titles the words stay, for they are looked for as well.
    """
    straight = text.translate(_STRAIGHT_QUOTES)
    for element in _ELEMENT.finditer(straight):
        is_out = element["minus"] or element["filter"] or element["excluded"]
        words = "" if is_out else element["phrase"] or element["titled"] or ""
        yield element[0], f"{straight[: element.start()]}{words}{straight[element.end() :]}"


def plain_query(text: str) -> ParsedQuery:
    """All words of a text, none of which has a special meaning, as far as there is room."""
    reader = _QueryReader()
    reader.read_plain(text)
    return reader.parsed()


class _QueryReader:
    """Gathers the parts of one query, within the limits on their number."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, ...], Word] = {}
        self._stop_words: dict[tuple[str, ...], Word] = {}
        self._required: list[Condition] = []
        self._excluded: list[Condition] = []
        self._in_required: set[tuple[str, ...]] = set()
        self._levels: set[Level] = set()
        self._after: date | None = None
        self._before: date | None = None
        self._ignored: dict[str, str] = {}
        self._symbols: list[str] = []
        self._plain: list[str] = []
        self._has_text = False

    def read(self, text: str) -> None:
        """Take in a text with all its syntax."""
        text = self._limited(text.translate(_STRAIGHT_QUOTES))
        position = 0
        for element in _ELEMENT.finditer(text):
            self._read_words(text[position : element.start()], position)
            self._read_element(element)
            position = element.end()
        self._read_words(text[position:], position)

    def read_plain(self, text: str) -> None:
        """Take in a text as nothing but words."""
        self._read_words(self._limited(text), 0)

    def parsed(self) -> ParsedQuery:
        """What was taken in."""
        self._ignore_what_does_not_score()
        return ParsedQuery(
            words=tuple((self._words or self._stop_words).values()),
            required=tuple(self._required),
            excluded=tuple(self._excluded),
            levels=frozenset(self._levels),
            after=self._after,
            before=self._before,
            ignored_words=tuple(self._ignored.values()),
            plain_text=" ".join(self._plain),
            has_text=self._has_text,
        )

    def _limited(self, text: str) -> str:
        """As many whole words of the text as there is room for; the rest is ignored."""
        if len(text) <= MAX_QUERY_CHARACTERS:
            return text
        head = text[: MAX_QUERY_CHARACTERS + 1]
        cut = len(head.rstrip()) if head[-1].isspace() else len(head) - len(head.split()[-1])
        cut = min(cut or MAX_QUERY_CHARACTERS, MAX_QUERY_CHARACTERS)
        if rest := text[cut:].strip():
            self._has_text = True
            self._ignore(rest)
        return text[:cut]

    def _read_element(self, element: re.Match[str]) -> None:
        if element["phrase"] is not None:
            self._read_phrase(element)
        elif element["filter"]:
            if not self._read_filter(element["name"].lower(), element["value"]):
                self._read_words(element["filter"], element.start("filter"))
        elif element["excluded"]:
            scope = Scope.TITLE if element["not_title"] else Scope.ANYWHERE
            for condition in _conditions(element["excluded"], scope):
                self._add(self._excluded, condition, element[0])
        else:
            for condition in _conditions(element["titled"], Scope.TITLE):
                self._add(self._required, condition, element[0])
            self._read_words(element["titled"], element.start("titled"), is_required=True)

    def _read_phrase(self, element: re.Match[str]) -> None:
        scope = Scope.TITLE if element["title"] else Scope.ANYWHERE
        condition = _phrase_condition(element["phrase"], scope)
        if condition is None:
            self._has_text = True
            self._symbols.append(element[0])
        elif element["minus"]:
            self._add(self._excluded, condition, element[0])
        else:
            self._add(self._required, condition, element[0])
            self._read_words(element["phrase"], element.start("phrase"), is_required=True)

    def _read_filter(self, name: str, value: str) -> bool:
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

    def _read_words(self, text: str, offset: int, *, is_required: bool = False) -> None:
        if not text.strip():
            return
        self._has_text = True
        self._plain.append(text.strip())
        found = list(words_of(text))
        if not found:
            self._symbols += text.split()
        scaffolding = list(scaffolding_of(text))
        for match in found:
            surface = analyze_word(match[0])
            start, end = match.span()
            word = Word(
                text=match[0],
                terms=scoring_terms(surface),
                start=offset + start,
                end=offset + end,
            )
            is_scaffolding = any(first <= start and end <= last for first, last in scaffolding)
            is_stop_word = is_scaffolding or surface.whole.word in STOP_WORDS
            self._read_word(word, is_stop_word=is_stop_word)
            if is_required:
                self._in_required.add(word.terms)

    def _read_word(self, word: Word, *, is_stop_word: bool) -> None:
        words = self._stop_words if is_stop_word else self._words
        if known := words.get(word.terms):
            words[word.terms] = replace(known, count=known.count + 1)
        elif len(words) < MAX_WORDS:
            words[word.terms] = word
        else:
            self._ignore(word.text)

    def _ignore_what_does_not_score(self) -> None:
        if self._words:
            for terms, word in self._stop_words.items():
                if terms not in self._in_required:
                    self._ignore(word.text)
        elif not self._stop_words:
            for symbol in self._symbols:
                self._ignore(symbol)

    def _add(self, conditions: list[Condition], condition: Condition, text: str) -> None:
        if len(conditions) < MAX_CONDITIONS:
            conditions.append(condition)
        else:
            self._ignore(text)

    def _ignore(self, text: str) -> None:
        """Say that this is ignored, once for all its spellings in small and capital letters."""
        if len(self._ignored) < MAX_WORDS:
            self._ignored.setdefault(text.casefold(), _shortened(text))


def _shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_CHARACTERS else text[: MAX_SHOWN_CHARACTERS - 1] + "…"


def scoring_terms(surface: Surface) -> tuple[str, ...]:
    """The index terms that a typed word meets, whatever case it was typed in."""
    forms = (form for form in surface.forms if not _is_fragment(form.word, surface))
    terms = (term for form in islice(forms, MAX_PHRASE_WORDS) for term in _alternatives(form))
    return tuple(dict.fromkeys(terms))


def _alternatives(form: Form) -> tuple[str, ...]:
    """The terms of one form: as typed, and as an ordinary word or an abbreviation."""
    return tuple(dict.fromkeys((form.term, form.word, stem(form.word))))


def _is_fragment(word: str, surface: Surface) -> bool:
    """Whether this is a part too small to speak for its compound, as the 4 of GPT-4."""
    return word != surface.whole.word and (len(word) < 2 or word.isdigit() or word in STOP_WORDS)  # noqa: PLR2004


def _conditions(text: str, scope: Scope) -> Iterator[Condition]:
    """One condition for each word of a text."""
    for match in words_of(text):
        surface = analyze_word(match[0])
        whole = (_alternatives(surface.whole),)
        phrases = (whole, _positions([surface])) if surface.parts else (whole,)
        yield Condition(phrases=phrases, scope=scope)


def _phrase_condition(phrase: str, scope: Scope) -> Condition | None:
    """The condition that a phrase stands for; None if it has no words."""
    surfaces = [analyze_word(match[0]) for match in words_of(phrase)]
    if len(surfaces) <= 1:
        return next(_conditions(phrase, scope), None)
    return Condition(phrases=(_positions(surfaces),), scope=scope)


def _positions(surfaces: Iterable[Surface]) -> Phrase:
    """What stands at each position of words in a row, the parts of compounds one by one."""
    forms = (form for surface in surfaces for form in surface.parts or (surface.whole,))
    return tuple(_alternatives(form) for form in islice(forms, MAX_PHRASE_WORDS))
