"""What a query is taken to mean: its parts, mended and widened by what posts hold."""

from dataclasses import dataclass
from functools import lru_cache

from indexer.analysis import analyze_word
from indexer.expansion import Expander, Lexicon
from indexer.parsed_query import ParsedQuery
from indexer.query_syntax import parse_query, plain_query, without_required_phrases
from indexer.ranking import RankingParameters
from indexer.spelling import Speller

MAX_KEPT_TEXTS = 1_000


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A parsed query, its text, and what was searched for in place of that text, or None."""

    parsed: ParsedQuery
    text: str
    corrected: str | None


class Interpreter:
    """Reads queries as one generation understands them; safe for threads."""

    def __init__(self, lexicon: Lexicon, speller: Speller, parameters: RankingParameters) -> None:
        self._speller = speller
        self._expander = Expander(lexicon, parameters)
        # Whoever turns a page or ticks a facet asks for the same text again.
        self._read_before = lru_cache(MAX_KEPT_TEXTS)(self._read)

    def read(self, text: str, *, plain: bool = False) -> Interpretation:
        """Parse a text, correct words that nothing can be made of, and widen the others.

        A plain one holds no syntax.
        """
        return self._read_before(text, text, plain=plain)

    def loosen(self, interpretation: Interpretation) -> Interpretation | None:
        """The same without quotes, for a text with phrases that no post holds; None without."""
        text = interpretation.text
        loose = without_required_phrases(text)
        if not interpretation.parsed.required or loose == text:
            return None
        return self._read_before(text, loose, plain=False)

    def _read(self, typed: str, text: str, *, plain: bool) -> Interpretation:
        parse = plain_query if plain else parse_query
        parsed = parse(text)
        corrected = text
        for word in sorted(parsed.words, key=lambda word: word.start, reverse=True):
            if self._expander.is_understood(word, text):
                continue
            meant = self._speller.correct(analyze_word(word.text).whole.word)
            if meant is not None:
                corrected = corrected[: word.start] + meant + corrected[word.end :]
        if corrected != text:
            parsed = parse(corrected)
        return Interpretation(
            parsed=self._expander.expand(parsed, corrected),
            text=typed,
            corrected=None if corrected == typed else corrected,
        )
