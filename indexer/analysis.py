"""The analyzer: text to index terms, the same for posts and for queries.

Ordinary words are folded and stemmed. Terms of the trade survive whole: numbers with units
(`70B`), names with digits (`FP8`, `GPT-4`), languages (`C++`, `C#`), orders of growth
(`O(n²)`), and abbreviations, which are recognised by their capitals and lose no more than
the s of a plural, so that "SOLR" does not meet "solve". A compound (`fine-tuning`,
`FlashAttention`, `max_tokens`) yields itself, written together, and its parts at consecutive
positions.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

MAX_TERM_LENGTH = 64
_MIN_STEMMED_LENGTH = 4
_MIN_CAMEL_PART = 3

# Letters and digits; accents may stand behind their letters, as in decomposed text.
_LETTERS = r"[^\W_]+ (?: [\u0300-\u036f]+ [^\W_]* )*"
_PIECE = rf"{_LETTERS} (?: (?<=[0-9]) [.,] [0-9]+ [^\W_]* )*"
_SURFACE = re.compile(
    rf"""
      [OoΘθΩω] (?<!\w.) \( (?: [^()\n] | \([^()\n]*\) ){{1,24}} \)
    | [A-Za-z] (?<!\w.) (?: \+\+ | \# ) (?!\w)
    | {_PIECE} (?: ['’\-‐‑_.] {_PIECE} )*
    """,
    re.VERBOSE,
)
# Of all words only an order of growth may hold spaces.
_MAY_HOLD_SPACES = re.compile(r"[OoΘθΩω](?<!\w.)\(")
_JOINTS = re.compile(r"(?<![0-9])[.]|[.](?![0-9])|[\-‐‑_]")
_CAMEL_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]+s?|[A-Z]+[a-z]?[A-Z]+s?")
# What the stemmer leaves alone for want of a vowel: llms, gpus.
_ABBREVIATIONS = re.compile(r"[b-df-hj-np-tv-xz]{2,}u?s(?<!ss)")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])")
_GROWTH = re.compile(r"[\s^·*\\{}]+")

_stem_word = Stemmer.Stemmer("english").stemWord


@dataclass(frozen=True, slots=True)
class Token:
    """One term of a text.

    `term` is what the index holds, `word` the same before stemming; `start` and `end` are
    character offsets of the word the term comes from, whole even for a part of it.
    """

    term: str
    word: str
    start: int
    end: int
    position: int


@dataclass(frozen=True, slots=True)
class Form:
    """A term that a surface yields, at an offset in positions from where it stands."""

    term: str
    word: str
    offset: int


@dataclass(frozen=True, slots=True)
class Surface:
    """A word as typed, the terms it yields as a whole, and those of its parts in order.

    A simple word has no parts.
    """

    whole: Form
    parts: tuple[Form, ...]

    @property
    def forms(self) -> tuple[Form, ...]:
        """All terms that the index holds for this word."""
        return (self.whole, *self.parts)

    @property
    def width(self) -> int:
        """How many positions the word takes."""
        return max(1, len(self.parts))


def analyze(text: str) -> Iterator[Token]:
    """The tokens of a text in the order of their positions."""
    position = 0
    for match in _SURFACE.finditer(text):
        surface = analyze_word(match[0])
        start, end = match.span()
        for form in surface.forms:
            yield Token(form.term, form.word, start, end, position + form.offset)
        position += surface.width


def chunks_of(text: str) -> list[str]:
    """Stretches of a text that no word crosses; analyzed one by one they yield the same words.

    Much quicker than `words_of` for a long text whose stretches are met again and again.
    """
    if _may_hold_spaces(text):
        return _SURFACE.findall(text)
    return text.split()


def words_with_spaces(text: str) -> list[tuple[int, int]]:
    """Where the few words of a text stand that hold spaces."""
    if not _may_hold_spaces(text):
        return []
    return [word.span() for word in words_of(text) if len(word[0].split()) > 1]


def _may_hold_spaces(text: str) -> bool:
    # Looking for one character is many times as quick as looking for the pattern.
    return "(" in text and _MAY_HOLD_SPACES.search(text) is not None


def words_of(text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """The words of a text, or of a part of it, as typed, with their places."""
    return _SURFACE.finditer(text, start, end)


@lru_cache(maxsize=200_000)
def analyze_word(surface: str) -> Surface:
    """Analyze one word as `words_of` finds it."""
    if surface[-1] in "+#" or surface[-1] == ")":
        compact = _GROWTH.sub("", fold(surface))[:MAX_TERM_LENGTH]
        return Surface(whole=Form(compact, compact, 0), parts=())
    surface = re.sub(r"['’]s?$", "", re.sub(r"['’][sS]$", "", surface)) or surface
    pieces = [piece for piece in _JOINTS.split(surface) if piece]
    if len(pieces) == 1:
        camel = _CAMEL_JOINT.split(surface)
        if len(camel) > 1 and min(map(len, camel)) >= _MIN_CAMEL_PART:
            pieces = camel
    if len(pieces) == 1:
        return Surface(whole=_form(surface, 0), parts=())
    parts = tuple(_form(piece, offset) for offset, piece in enumerate(pieces))
    return Surface(whole=_form("".join(pieces), 0), parts=parts)


def fold(text: str) -> str:
    """Lower case, compatibility forms made plain, accents taken off; a lone accent stays."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c)) or text


def _form(piece: str, offset: int) -> Form:
    word = fold(piece.replace("'", "").replace("’", ""))
    if _THOUSANDS.match(word):
        word = word.replace(",", "")
    word = word[:MAX_TERM_LENGTH]
    if _ACRONYM.fullmatch(piece) and word.isascii():
        term = word[:-1] if piece.endswith("s") else word
        return Form(term, term, offset)
    return Form(stem(word), word, offset)


def stem(word: str) -> str:
    """The stem of a folded word; short words and words with digits are their own."""
    if _ABBREVIATIONS.fullmatch(word):
        return word[:-1]
    if len(word) < _MIN_STEMMED_LENGTH or not word.isalpha():
        return word
    return str(_stem_word(word))
