"""A query's text as its parts: words that score, conditions, filters."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from indexer.post import Level

# Terms in a row; each position is a set of terms any of which may stand there.
Phrase = tuple[tuple[str, ...], ...]


class Scope(Enum):
    """Which fields a condition looks into."""

    ANYWHERE = "anywhere"
    TITLE = "title"


class Source(Enum):
    """Where a way to meet a word that was not typed comes from."""

    SYNONYM = "synonym"
    ABBREVIATION = "abbreviation"
    SPELLING = "spelling"
    COMPLETION = "completion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """What also counts for a word, by a weight of at most 1."""

    phrase: Phrase
    weight: float
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that scores: a post with any of its terms or alternatives gains.

    `start` and `end` are offsets, `count` says how often the word was typed.
    """

    text: str
    terms: tuple[str, ...]
    start: int
    end: int
    count: int = 1
    alternatives: tuple[Alternative, ...] = ()

    @property
    def has_completions(self) -> bool:
        """Whether this is the beginning of a word."""
        return any(found.source is Source.COMPLETION for found in self.alternatives)

    @property
    def own_terms(self) -> tuple[str, ...]:
        """The terms that were typed, or that may become of what was typed."""
        if not self.alternatives:
            return self.terms
        completed = (
            term
            for alternative in self.alternatives
            if alternative.source is Source.COMPLETION
            for term in alternative.phrase[0]
        )
        return (*self.terms, *completed)

    @property
    def all_terms(self) -> tuple[str, ...]:
        """Every term by which this word may be met."""
        others = (
            term
            for alternative in self.alternatives
            for terms in alternative.phrase
            for term in terms
        )
        return (*self.terms, *others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a post must hold: any of these phrases."""

    phrases: tuple[Phrase, ...]
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
