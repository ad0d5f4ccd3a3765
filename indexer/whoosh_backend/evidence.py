"""All that speaks for documents in a query: the terms to add up, and what is found beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter

import numpy as np

from indexer.parsed_query import ParsedQuery, Phrase, Source, Word
from indexer.ranking import SATURATION, RankingParameters, rarity, repetition_factor
from indexer.search import EvidenceKind
from indexer.whoosh_backend.arrays import Floats, Ints
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.matches import EVIDENCE_OF
from indexer.whoosh_backend.proximity import Proximity
from indexer.whoosh_backend.term_dictionary import TermDictionary

MAX_KEPT_PHRASES = 1_000
# Each may hold some thousand documents, of twelve bytes each.
MAX_KEPT_EVIDENCE = 1_000
_FOUND = (Source.COMPLETION, Source.SPELLING)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvidence:
    """Documents, ascending, and what each gains by a phrase, a pair or completions."""

    kind: EvidenceKind
    word: str
    documents: Ints
    shares: Floats


# What was typed, the term that it became, and of what kind that is.
TermSource = tuple[EvidenceKind, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence of one query.

    The terms at `places` count with their impacts times `weights`; `sources` says where each
    comes from. `possible` is what a document with all words in full would have. A word that
    no post holds counts there as the rarest of all; `all_known` says that there is none.
    """

    places: Sequence[int]
    weights: Sequence[float]
    sources: Sequence[TermSource]
    found: Sequence[FoundEvidence]
    possible: float
    all_known: bool


class EvidenceFinder:
    """Finds the evidence of queries in one generation."""

    def __init__(
        self,
        impacts: Impacts,
        dictionary: TermDictionary,
        proximity: Proximity,
        parameters: RankingParameters,
    ) -> None:
        self._impacts = impacts
        self._document_count = dictionary.document_count
        self._unknown = rarity(0, dictionary.document_count)
        self._dictionary = dictionary
        self._proximity = proximity
        self._parameters = parameters
        # Which phrases stand for a word is the same in every query.
        self._phrase_shares = lru_cache(MAX_KEPT_PHRASES)(self._find_phrase_shares)
        # Whoever turns a page or ticks a facet asks for the same again, and where words stand
        # side by side takes longer to find than all else.
        self._kept = lru_cache(MAX_KEPT_EVIDENCE)(self._gather)

    def of(self, parsed: ParsedQuery) -> Evidence:
        """All evidence of a query's words."""
        return self._kept(parsed)

    def _gather(self, parsed: ParsedQuery) -> Evidence:
        places: list[int] = []
        weights: list[float] = []
        sources: list[TermSource] = []
        found: list[FoundEvidence] = []
        possible, all_known = 0.0, True
        find = self._dictionary.find
        for word in parsed.words:
            factor = repetition_factor(word.count, self._parameters)
            rarest = 0.0
            for term in word.terms:
                place, term_rarity = find(term)
                if place >= 0:
                    places.append(place)
                    weights.append(factor)
                    sources.append((EvidenceKind.WORD, word.text, term))
                    rarest = max(rarest, term_rarity)
            if word.alternatives:
                for kind, term, place, weight in self._other_terms(word):
                    places.append(place)
                    weights.append(factor * weight)
                    sources.append((kind, word.text, term))
                found += self._phrases(word)
                found += self._completions(word)
                rarest = self._dictionary.word_rarity(word)
                all_known &= bool(self._dictionary.places(word.all_terms))
            else:
                all_known &= rarest > 0.0
            possible += factor * (rarest or self._unknown)
        if self._parameters.pairs:
            in_order = sorted(parsed.words, key=attrgetter("start"))
            for first, second in pairwise(in_order):
                found += self._pair(first, second)
        return Evidence(
            places=places,
            weights=weights,
            sources=sources,
            found=found,
            possible=possible,
            all_known=all_known,
        )

    def _other_terms(self, word: Word) -> Iterator[tuple[EvidenceKind, str, int, float]]:
        """The single terms that also count for a word, their places and weights."""
        for alternative in word.alternatives:
            if len(alternative.phrase) == 1 and alternative.source not in _FOUND:
                for term in alternative.phrase[0]:
                    place = self._dictionary.place(term)
                    if place >= 0:
                        yield EVIDENCE_OF[alternative.source], term, place, alternative.weight

    def _phrases(self, word: Word) -> Iterator[FoundEvidence]:
        factor = repetition_factor(word.count, self._parameters)
        for alternative in word.alternatives:
            is_spelling = alternative.source is Source.SPELLING
            if len(alternative.phrase) > 1 or is_spelling:
                # Who writes the word in two ways has been given its share already.
                documents, shares = self._phrase_shares(
                    alternative.phrase, word.terms if is_spelling else ()
                )
                yield FoundEvidence(
                    kind=EVIDENCE_OF[alternative.source],
                    word=word.text,
                    documents=documents,
                    shares=factor * alternative.weight * shares,
                )

    def _find_phrase_shares(self, phrase: Phrase, without: tuple[str, ...]) -> tuple[Ints, Floats]:
        """The documents with a phrase but none of some terms, and what it is worth there."""
        documents, frequencies = self._proximity.frequencies(self._proximity.phrase_places(phrase))
        scale = rarity(len(documents), self._document_count)
        if without:
            is_new = ~np.isin(documents, self._dictionary.holding(without))
            documents, frequencies = documents[is_new], frequencies[is_new]
        return documents, scale * frequencies / (SATURATION + frequencies)

    def _completions(self, word: Word) -> Iterator[FoundEvidence]:
        """All completions as one word that is as frequent as they are together."""
        if not word.has_completions:
            return
        impacts = self._impacts
        # What was typed is no term of any post, or it would not be completed.
        parts = [
            slice(impacts.starts[place], impacts.starts[place + 1])
            for place in dict.fromkeys(self._dictionary.places(word.own_terms))
        ]
        documents, inverse = np.unique(
            np.concatenate([impacts.documents[part] for part in parts]), return_inverse=True
        )
        together = rarity(len(documents), self._document_count)
        shares = np.concatenate(
            [
                impacts.shares[part]
                * min(1.0, together / rarity(part.stop - part.start, self._document_count))
                for part in parts
            ]
        )
        factor = repetition_factor(word.count, self._parameters)
        yield FoundEvidence(
            kind=EvidenceKind.COMPLETION,
            word=word.text,
            documents=documents,
            shares=factor * np.minimum(np.bincount(inverse, shares), together),
        )

    def _pair(self, first: Word, second: Word) -> Iterator[FoundEvidence]:
        """Words typed side by side that stand side by side."""
        places = self._proximity.pair_places(first.own_terms, second.own_terms)
        if len(places):
            documents, frequencies = self._proximity.frequencies(places)
            scale = self._parameters.pairs * min(
                self._dictionary.word_rarity(first), self._dictionary.word_rarity(second)
            )
            yield FoundEvidence(
                kind=EvidenceKind.PROXIMITY,
                word=f"{first.text} {second.text}",
                documents=documents.astype(np.int32),
                shares=scale * frequencies / (SATURATION + frequencies),
            )
