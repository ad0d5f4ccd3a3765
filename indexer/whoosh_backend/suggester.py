"""Suggests titles, sections and words for what is being typed, from arrays."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.search import Suggestion
from indexer.spelling import forgiven_slips
from indexer.suggestions import suggest_section, suggest_term, suggest_title
from indexer.typed_text import Alternatives, TypedText, TypedWord, read_typed
from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.headlines import Headlines
from indexer.whoosh_backend.vocabulary import NOTHING_NEAR, NearWords, Vocabulary

# More than all slips that can be forgiven in the longest text.
_NOT_MET = 100

Slips = npt.NDArray[np.int16]
Near = Callable[[TypedWord], NearWords]


class Suggester:
    """Suggests from the arrays of one generation; safe for threads, as nothing changes.

    `holds` says whether any post has one of some index terms.
    """

    def __init__(
        self, folder: Path, vocabulary: Vocabulary, holds: Callable[[Iterable[str]], bool]
    ) -> None:
        self._headlines = Headlines.load(folder)
        self._vocabulary = vocabulary
        self._holds = holds

    def suggest(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """The best ways to go on from a text, as `Searcher.suggest` promises."""
        typed = read_typed(text)
        return tuple(islice(self._suggestions(typed), limit)) if typed else ()

    def _suggestions(self, typed: TypedText) -> Iterator[Suggestion]:
        """All suggestions, best first, each computed when it is asked for."""
        begun = self._headlines.beginning_with(typed.key)
        is_title = begun < self._headlines.title_count
        yield from self._leading_to(typed, begun[is_title])
        slips = self._slips(typed, _nothing_near, begun)
        met = np.flatnonzero(slips == 0)
        first_heading = np.searchsorted(met, self._headlines.title_count)
        yield from self._leading_to(typed, met[:first_heading])
        yield from self._leading_to(typed, begun[~is_title])
        yield from self._leading_to(typed, met[first_heading:])
        may_complete = self._are_known(typed.earlier_words)
        if may_complete:
            completions = self._vocabulary.completions(typed.prefix.word)
            yield from self._completing(typed, np.arange(completions.start, completions.stop))
        near = cache(self._near)
        forgiven = self._slips(typed, near, np.concatenate([begun, met]))
        places, made = near(typed.prefix) if may_complete else NOTHING_NEAR
        for count in np.union1d(forgiven[forgiven < _NOT_MET], made[made > 0]):
            yield from self._leading_to(typed, np.flatnonzero(forgiven == count))
            yield from self._completing(typed, places[made == count])

    def _leading_to(self, typed: TypedText, headlines: Ints) -> Iterator[Suggestion]:
        """The posts and sections with these headlines."""
        for number in map(int, headlines):
            post = self._headlines.post(number)
            if number < self._headlines.title_count:
                yield suggest_title(typed, post)
            else:
                yield suggest_section(typed, post, self._headlines.section(number))

    def _completing(self, typed: TypedText, places: Ints) -> Iterator[Suggestion]:
        """The other words at these ascending places, the more frequent first."""
        for place in places[np.argsort(-self._vocabulary.frequencies[places], kind="stable")]:
            word = self._vocabulary.words[place]
            if word != typed.prefix.word:
                yield suggest_term(typed, word)

    def _slips(self, typed: TypedText, near: Near, shown: Ints) -> Slips:
        """For each headline the slips made if it was meant; `_NOT_MET` or more if it cannot be.

        That holds for those shown before, too. Words that are quickly looked up come first, as
        they may leave nothing to be looked up for the others.
        """
        slips = np.zeros(len(self._headlines), dtype=np.int16)
        slips[shown] = _NOT_MET
        for alternatives in sorted(typed.words, key=_most_slips):
            if slips.min() >= _NOT_MET:
                break
            slips += np.minimum.reduce(
                [
                    np.add.reduce([self._slips_in(word, near) for word in words], dtype=np.int16)
                    for words in alternatives
                ]
            )
        return slips

    def _slips_in(self, word: TypedWord, near: Near) -> Slips:
        headlines = self._headlines
        slips = np.full(len(headlines), _NOT_MET, dtype=np.int16)
        places, made = near(word)
        # Of several values that are assigned to a headline the last one stays.
        order = np.argsort(-made, kind="stable")
        owners, found = headlines.words.of_each(places[order])
        slips[found] = made[order][owners]
        for term in word.terms:
            slips[headlines.with_term(term)] = 0
        if word.is_prefix:
            slips[headlines.words.of_range(self._vocabulary.completions(word.word))] = 0
        return slips

    def _near(self, word: TypedWord) -> NearWords:
        if word.is_prefix:
            return self._vocabulary.near_completions(word.word)
        return self._vocabulary.near_words(word.word)

    def _are_known(self, words: Iterable[Alternatives]) -> bool:
        """Whether each of the words is somewhere in the posts."""
        return all(
            any(all(self._holds(part.terms) for part in parts) for parts in alternatives)
            for alternatives in words
        )


def _most_slips(alternatives: Alternatives) -> int:
    return max(forgiven_slips(word.word) for words in alternatives for word in words)


def _nothing_near(_word: TypedWord) -> NearWords:
    return NOTHING_NEAR
