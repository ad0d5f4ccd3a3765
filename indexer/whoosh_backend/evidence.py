"""All that speaks for documents in a query: the terms to add up, and what is found beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from indexer.parsed_query import ParsedQuery, Source, Word
from indexer.ranking import SATURATION, RankingParameters, rarity, repetition_factor
from indexer.search import EvidenceKind
from indexer.whoosh_backend.arrays import Floats, Ints
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.matches import EVIDENCE_OF
from indexer.whoosh_backend.proximity import Proximity
from indexer.whoosh_backend.term_dictionary import TermDictionary

_FOUND = (Source.COMPLETION, Source.SPELLING)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEvidence:
    """A term that counts with its impacts, times a weight."""

    kind: EvidenceKind
    word: str
    term: str
    place: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundEvidence:
    """Documents, ascending, and what each gains by a phrase, a pair or completions."""

    kind: EvidenceKind
    word: str
    documents: Ints
    shares: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The evidence of one query; `possible` is what a document with all words in full would have.

    A word that no post holds counts there as the rarest of all; `all_known` says that there
    is none.
    """

    terms: Sequence[TermEvidence]
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
        self._dictionary = dictionary
        self._proximity = proximity
        self._parameters = parameters

    def of(self, parsed: ParsedQuery) -> Evidence:
        """All evidence of a query's words."""
        terms: list[TermEvidence] = []
        found: list[FoundEvidence] = []
        for word in parsed.words:
            terms += self._terms(word)
            if word.alternatives:
                found += self._phrases(word)
                found += self._completions(word)
        if self._parameters.pairs:
            in_order = sorted(parsed.words, key=lambda word: word.start)
            for first, second in pairwise(in_order):
                found += self._pair(first, second)
        return Evidence(
            terms=terms,
            found=found,
            possible=self._possible(parsed.words),
            all_known=all(self._dictionary.places(word.all_terms) for word in parsed.words),
        )

    def _terms(self, word: Word) -> Iterator[TermEvidence]:
        factor = repetition_factor(word.count, self._parameters)
        for term in word.terms:
            place = self._dictionary.place(term)
            if place >= 0:
                yield TermEvidence(
                    kind=EvidenceKind.WORD, word=word.text, term=term, place=place, weight=factor
                )
        for alternative in word.alternatives:
            if len(alternative.phrase) > 1 or alternative.source in _FOUND:
                continue
            for term in alternative.phrase[0]:
                place = self._dictionary.place(term)
                if place >= 0:
                    yield TermEvidence(
                        kind=EVIDENCE_OF[alternative.source],
                        word=word.text,
                        term=term,
                        place=place,
                        weight=factor * alternative.weight,
                    )

    def _phrases(self, word: Word) -> Iterator[FoundEvidence]:
        factor = repetition_factor(word.count, self._parameters)
        for alternative in word.alternatives:
            is_spelling = alternative.source is Source.SPELLING
            if len(alternative.phrase) > 1 or is_spelling:
                places = self._proximity.phrase_places(alternative.phrase)
                documents, frequencies = self._proximity.frequencies(places)
                scale = rarity(len(documents), self._document_count) * factor * alternative.weight
                if is_spelling:
                    # Who writes the word in two ways has been given its share already.
                    is_new = ~np.isin(documents, self._dictionary.holding(word.terms))
                    documents, frequencies = documents[is_new], frequencies[is_new]
                yield FoundEvidence(
                    kind=EVIDENCE_OF[alternative.source],
                    word=word.text,
                    documents=documents,
                    shares=scale * frequencies / (SATURATION + frequencies),
                )

    def _completions(self, word: Word) -> Iterator[FoundEvidence]:
        """All completions as one word that is as frequent as they are together."""
        terms = [
            term
            for alternative in word.alternatives
            if alternative.source is Source.COMPLETION
            for term in alternative.phrase[0]
        ]
        impacts = self._impacts
        parts = [
            slice(impacts.starts[place], impacts.starts[place + 1])
            for place in dict.fromkeys(self._dictionary.places(terms))
        ]
        if not parts:
            return
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
                documents=documents,
                shares=scale * frequencies / (SATURATION + frequencies),
            )

    def _possible(self, words: Sequence[Word]) -> float:
        unknown = rarity(0, self._document_count)
        rarities = (self._dictionary.word_rarity(word) or unknown for word in words)
        factors = (repetition_factor(word.count, self._parameters) for word in words)
        return sum(map(float.__mul__, rarities, factors))
