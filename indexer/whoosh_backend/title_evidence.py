"""What a title says for a post: the words it shares with a query, and the answer it promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from indexer.analysis import stem
from indexer.intents import Intent, intent_of
from indexer.parsed_query import ParsedQuery
from indexer.post import PostMetadata
from indexer.ranking import RankingParameters
from indexer.stop_words import STOP_WORDS
from indexer.whoosh_backend.arrays import Floats, Ints, Stored
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.postings import Postings
from indexer.whoosh_backend.term_dictionary import TermDictionary

_STOP_TERMS = STOP_WORDS | {stem(word) for word in STOP_WORDS}
_INTENTS = {None: 0} | {intent: code for code, intent in enumerate(Intent, start=1)}
_STOP_NAMES = np.array(sorted(term.encode() for term in _STOP_TERMS))


def intents_of(posts: Sequence[PostMetadata]) -> Ints:
    """The number of what each post's title promises."""
    return np.array([_INTENTS[intent_of(post.title)] for post in posts], dtype=np.int8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factors:
    """What the scores of some documents are multiplied by, for what their titles say."""

    documents: Ints
    title: Floats
    intent: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleEvidence(Stored):
    """The titles that hold each term, and what each title is made of.

    Term i stands in the titles of `documents[starts[i]:starts[i + 1]]`; `lengths` counts a
    title's terms without stop words, one at least, `intents` numbers what it promises, 0 for
    nothing.
    """

    FILES = "title_evidence"

    starts: Ints
    documents: Ints
    lengths: Ints
    intents: Ints

    @classmethod
    def of(cls, postings: Postings, field: int, intents: Ints) -> Self:
        """The titles of documents; they are the text field of this number."""
        held = np.flatnonzero(postings.frequencies[field])
        starts = np.searchsorted(held, postings.starts)
        documents = postings.documents[held].astype(np.int32)
        is_counted = np.ones(len(held), dtype=np.bool_)
        terms = postings.terms
        for name, place in zip(_STOP_NAMES, np.searchsorted(terms, _STOP_NAMES), strict=True):
            if place < len(terms) and terms[place] == name:
                is_counted[starts[place] : starts[place + 1]] = False
        lengths = np.bincount(documents[is_counted], minlength=len(intents))
        return cls(
            starts=starts,
            documents=documents,
            lengths=np.maximum(lengths, 1),
            intents=intents,
        )

    def factors(
        self,
        parsed: ParsedQuery,
        dictionary: TermDictionary,
        kernel: Kernel,
        parameters: RankingParameters,
    ) -> Factors | None:
        """The factors of the documents whose titles hold a word of a query; None if there are none.

        The title's part grows with the share of the query, by rarity, that the title holds,
        times the share of the title's words that were typed.
        """
        if not parameters.title and not parameters.intent:
            return None
        places: list[int] = []
        weights: list[float] = []
        total = 0.0
        for word in parsed.words:
            own = dictionary.places(word.own_terms)
            rarity = dictionary.word_rarity(word)
            # The parts of a compound share its rarity; of completions any is the whole word.
            shared_by = 1 if word.has_completions else max(1, len(own))
            total += rarity
            places += own
            weights += [rarity / shared_by] * len(own)
        documents, sums, counts = kernel.unite(self, places, weights, len(self.lengths))
        if not len(documents):
            return None
        # Several completions in one title count no more than one.
        held = np.minimum(sums, total) if len(places) > len(parsed.words) else sums
        title = held * (parameters.title / total)
        title *= np.minimum(counts / self.lengths[documents], 1.0)
        intent = intent_of(parsed.plain_text)
        if intent is None:
            return Factors(documents=documents, title=title, intent=np.zeros(len(documents)))
        agrees = self.intents[documents] == _INTENTS[intent]
        return Factors(documents=documents, title=title, intent=parameters.intent * agrees)
