"""Widens a parsed query by what also counts for its words: synonyms, spellings, completions.

What was typed always weighs most. A word that posts hold as it is gets synonyms and other
spellings; one that none holds, and that ends the text, is taken for a beginning.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from indexer.analysis import analyze_word, stem, words_of
from indexer.parsed_query import Alternative, ParsedQuery, Phrase, Source, Word
from indexer.query_syntax import scoring_terms
from indexer.ranking import RankingParameters
from indexer.spelling import MIN_LENGTH
from indexer.synonyms import MAX_SOURCE_WORDS, Synonyms, key_of

MIN_PREFIX_LENGTH = 2
MAX_COMPLETIONS = 32
MAX_KEPT_WORDS = 100_000
_MIN_PART = 3
_PAIR = 2
# Ends of words in British and American English.
_VARIANTS = (
    ("isation", "ization"),
    ("isations", "izations"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("ouring", "oring"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("lling", "ling"),
    ("lled", "led"),
    ("ogue", "og"),
)


class Lexicon(Protocol):
    """What the posts of one generation hold, and what is known about words."""

    @property
    def synonyms(self) -> Synonyms:
        """What maintainers declare."""
        ...

    @property
    def abbreviations(self) -> Synonyms:
        """What posts spell out."""
        ...

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms."""
        ...

    def holds_phrase(self, phrase: Phrase, without: Iterable[str] = ()) -> bool:
        """Whether a post has terms in a row, one of each position's, and none of the others."""
        ...

    def completions(self, prefix: str) -> Sequence[str]:
        """The words that begin with a prefix, the most frequent first."""
        ...


class Expander:
    """Finds alternatives by the lexicon of one generation; safe for threads."""

    def __init__(self, lexicon: Lexicon, parameters: RankingParameters) -> None:
        self._lexicon = lexicon
        self._parameters = parameters
        # What a word's spelling alone yields; racing threads at worst look it up twice.
        self._spellings: dict[str, tuple[Alternative, ...]] = {}

    def expand(self, parsed: ParsedQuery, text: str) -> ParsedQuery:
        """Give each word of a parsed text its alternatives."""
        words = sorted(parsed.words, key=lambda word: word.start)
        synonyms = self._synonyms(words)
        expanded = [
            replace(word, alternatives=tuple(dict.fromkeys(alternatives)))
            if (
                alternatives := (
                    *synonyms.get(place, ()),
                    *self._joined(words[place : place + 2]),
                    *self._of_spelling(word),
                    *self._completions(word, text),
                )
            )
            else word
            for place, word in enumerate(words)
        ]
        return replace(parsed, words=tuple(expanded))

    def is_understood(self, word: Word, text: str) -> bool:
        """Whether a word of a text can be met as it is, or by an alternative."""
        if self._lexicon.holds(word.terms):
            return True
        return bool(self.expand(ParsedQuery(words=(word,)), text).words[0].alternatives)

    def _synonyms(self, words: Sequence[Word]) -> dict[int, list[Alternative]]:
        """The synonyms of words in a row, by the place of the first of them."""
        parts = [(part, place) for place, word in enumerate(words) for part in key_of(word.text)]
        found: dict[int, list[Alternative]] = {}
        for first, (_, place) in enumerate(parts):
            for last in range(first + 1, min(first + MAX_SOURCE_WORDS, len(parts)) + 1):
                key = tuple(part for part, _ in parts[first:last])
                for source, known in (
                    (Source.SYNONYM, self._lexicon.synonyms),
                    (Source.ABBREVIATION, self._lexicon.abbreviations),
                ):
                    for target in known.of(key):
                        phrase = phrase_of(target)
                        if self._adds_something(phrase, words):
                            found.setdefault(place, []).append(
                                Alternative(
                                    phrase=phrase, weight=self._parameters.synonyms, source=source
                                )
                            )
        return found

    def _adds_something(self, phrase: Phrase, words: Iterable[Word]) -> bool:
        """Whether posts hold a phrase, and nobody typed what it consists of."""
        if len(phrase) > 1:
            return self._lexicon.holds_phrase(phrase)
        typed = {term for word in words for term in word.terms}
        return typed.isdisjoint(phrase[0]) and self._lexicon.holds(phrase[0])

    def _joined(self, pair: Sequence[Word]) -> Iterator[Alternative]:
        """Two words side by side, written as one: "layer norm" finds "layernorm"."""
        if len(pair) == _PAIR:
            whole = "".join(analyze_word(word.text).whole.word for word in pair)
            terms = scoring_terms(analyze_word(whole))
            if self._lexicon.holds(terms):
                yield self._spelling((terms,))

    def _of_spelling(self, word: Word) -> tuple[Alternative, ...]:
        """The same word as others write it."""
        surface = analyze_word(word.text)
        whole = surface.whole.word
        found = self._spellings.get(word.text)
        if found is None:
            can_vary = whole.isalpha() and not surface.parts
            found = (*self._split(whole), *self._variants(whole)) if can_vary else ()
            if len(self._spellings) < MAX_KEPT_WORDS:
                self._spellings[word.text] = found
        return found

    def _split(self, whole: str) -> Iterator[Alternative]:
        """One word, written as two: "layernorm" finds "layer norm"."""
        own = (whole, stem(whole))
        for place in range(_MIN_PART, len(whole) - _MIN_PART + 1):
            phrase = tuple(
                tuple(dict.fromkeys((part, stem(part)))) for part in (whole[:place], whole[place:])
            )
            if all(map(self._lexicon.holds, phrase)) and self._lexicon.holds_phrase(phrase, own):
                yield self._spelling(phrase)

    def _variants(self, whole: str) -> Iterator[Alternative]:
        """British for American and the other way round."""
        if len(whole) < MIN_LENGTH:
            return
        own = {whole, stem(whole)}
        for spelling in sorted(
            whole.removesuffix(one) + other
            for pair in _VARIANTS
            for one, other in (pair, pair[::-1])
            if whole.endswith(one)
        ):
            terms = tuple(dict.fromkeys((stem(spelling), spelling)))
            if own.isdisjoint(terms) and self._lexicon.holds(terms):
                yield self._spelling((terms,))

    def _spelling(self, phrase: Phrase) -> Alternative:
        return Alternative(phrase=phrase, weight=self._parameters.spellings, source=Source.SPELLING)

    def _completions(self, word: Word, text: str) -> Iterator[Alternative]:
        """The words that one which no post holds, at the end of a text, may become."""
        prefix = analyze_word(word.text).whole.word
        if (
            word.end == len(text)
            and len(prefix) >= MIN_PREFIX_LENGTH
            and not self._lexicon.holds(word.terms)
        ):
            for completion in self._lexicon.completions(prefix)[:MAX_COMPLETIONS]:
                terms = scoring_terms(analyze_word(completion))
                yield Alternative(phrase=(terms,), weight=1.0, source=Source.COMPLETION)


def phrase_of(text: str) -> Phrase:
    """What stands at each position where a text stands in a post."""
    surfaces = (analyze_word(match[0]) for match in words_of(text))
    return tuple(
        tuple(dict.fromkeys((form.term, form.word, stem(form.word))))
        for surface in surfaces
        for form in surface.parts or (surface.whole,)
    )
