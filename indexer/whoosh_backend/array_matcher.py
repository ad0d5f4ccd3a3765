"""Finds and scores the posts of a parsed query by adding up slices of arrays."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from indexer.parsed_query import ParsedQuery, Phrase
from indexer.ranking import RankingParameters
from indexer.search import Contribution
from indexer.whoosh_backend.evidence import EvidenceFinder, TermSource
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.kernel import Kernel, padded_length
from indexer.whoosh_backend.layout import TEXT_FIELDS
from indexer.whoosh_backend.matches import Matches
from indexer.whoosh_backend.postings import Positions
from indexer.whoosh_backend.proximity import Proximity
from indexer.whoosh_backend.term_dictionary import TermDictionary


class ArrayMatcher:
    """Answers from the arrays of one generation; safe for threads, as nothing changes."""

    def __init__(
        self,
        folder: Path,
        impacts: Impacts,
        positions: Positions,
        dictionary: TermDictionary,
        kernel: Kernel,
        parameters: RankingParameters,
    ) -> None:
        self._impacts = impacts
        self._kernel = kernel
        self._dictionary = dictionary
        self._length = padded_length(dictionary.document_count)
        self._proximity = Proximity(folder, positions, dictionary, kernel)
        self._evidence = EvidenceFinder(impacts, dictionary, self._proximity, parameters)

    def match(self, parsed: ParsedQuery) -> Matches:
        """All posts that match, with their scores before boosts and titles."""
        evidence = self._evidence.of(parsed)
        scores = self._kernel.accumulate(
            self._impacts, evidence.places, evidence.weights, self._length
        )
        for found in evidence.found:
            scores[found.documents] += found.shares
        if parsed.required or parsed.matches_everything:
            mask = np.zeros(self._length, dtype=np.bool_)
            mask[: self._dictionary.document_count] = True
        else:
            mask = scores > 0
        for condition in parsed.required:
            mask &= self._proximity.holding(condition, self._length)
        for condition in parsed.excluded:
            mask &= ~self._proximity.holding(condition, self._length)
        if parsed.required or parsed.excluded:
            scores *= mask
        return Matches(scores, mask, evidence.possible, evidence.all_known)

    def contributions(self, parsed: ParsedQuery, document: int) -> Sequence[Contribution]:
        """What the score of a document that matches is the sum of."""
        evidence = self._evidence.of(parsed)
        found: list[Contribution] = []
        for place, weight, source in zip(
            evidence.places, evidence.weights, evidence.sources, strict=True
        ):
            found += self._of_fields(place, weight, source, document)
        for part in evidence.found:
            place = int(part.documents.searchsorted(document))
            if place < len(part.documents) and part.documents[place] == document:
                share = float(part.shares[place])
                found.append(Contribution(kind=part.kind, word=part.word, share=share))
        return found

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms in a text field."""
        return bool(self._dictionary.places(terms))

    def holds_phrase(self, phrase: Phrase, without: Iterable[str] = ()) -> bool:
        """Whether a post has terms in a row, one of each position's, and none of the others."""
        documents, _ = self._proximity.frequencies(self._proximity.phrase_places(phrase))
        return not np.isin(documents, self._dictionary.holding(without)).all()

    def close(self) -> None:
        """Nothing is to be closed: the memory is unmapped with the arrays."""

    def _of_fields(
        self, place: int, weight: float, source: TermSource, document: int
    ) -> Iterable[Contribution]:
        """A term's share in a document, divided by its frequencies in the fields."""
        impacts = self._impacts
        part = slice(impacts.starts[place], impacts.starts[place + 1])
        posting = int(impacts.documents[part].searchsorted(document))
        if posting == part.stop - part.start or impacts.documents[part][posting] != document:
            return
        share = float(impacts.shares[part][posting]) * weight
        kind, word, term = source
        frequencies = self._proximity.field_frequencies((term,), document)
        for name, frequency in zip(TEXT_FIELDS, frequencies / frequencies.sum(), strict=True):
            if frequency:
                yield Contribution(kind=kind, word=word, field=name, share=share * float(frequency))
