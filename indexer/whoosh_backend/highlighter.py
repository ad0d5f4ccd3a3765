"""Cuts the excerpts of a page of hits at once, from the positions that the index has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from indexer.excerpts import (
    MAX_REPETITIONS,
    REPETITION_WEIGHT,
    SUMMARY_FAVOUR,
    Weights,
    mark_matches,
    rarity_weights,
)
from indexer.search import Fragment
from indexer.whoosh_backend.arrays import Ints, Mask
from indexer.whoosh_backend.passages import NO_SENTENCE, Passages
from indexer.whoosh_backend.postings import Positions
from indexer.whoosh_backend.records import Records
from indexer.whoosh_backend.term_dictionary import TermDictionary


@dataclass(frozen=True, slots=True)
class Highlight:
    """An excerpt, and the number of its section within its post; None is the summary."""

    fragments: tuple[Fragment, ...]
    section: int | None


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Where terms stand, in the order of places: the terms' and the sentences' numbers."""

    places: Ints
    terms: Ints
    sentences: Ints


class Highlighter:
    """Cuts the excerpts that `indexer.excerpts.cut_excerpt` defines; safe for threads.

    Passages are chosen by arrays; only the characters of those that are shown are read.
    """

    def __init__(
        self, folder: Path, texts: Records, positions: Positions, dictionary: TermDictionary
    ) -> None:
        self._positions = positions
        self._passages = Passages.load(folder)
        self._texts = texts
        self._dictionary = dictionary

    def rarity_weights(self, terms: Iterable[str]) -> Weights:
        """What each of these terms is worth in a passage."""
        dictionary = self._dictionary
        frequencies = {
            term: dictionary.frequency(term) for term in terms if dictionary.place(term) >= 0
        }
        return rarity_weights(frequencies, dictionary.document_count)

    def highlight(self, documents: Sequence[int], weights: Weights) -> list[Highlight]:
        """The excerpts of different documents; `weights` has terms of the index."""
        sentences = self._best_passages(np.array(documents, dtype=np.int64), weights)
        terms = frozenset(weights)
        return [
            self._highlight(document, sentence, terms)
            for document, sentence in zip(documents, sentences.tolist(), strict=True)
        ]

    def _highlight(self, document: int, sentence: int, terms: frozenset[str]) -> Highlight:
        """The passage of a document that starts with this sentence, with its matches."""
        table = self._passages
        last = table.passage_ends[sentence] - 1
        passage = self._texts[document][table.starts[sentence] : table.ends[last]].decode()
        section = None
        if sentence >= table.first_sentences[1, 0]:
            number = table.section_places.searchsorted(table.places[sentence], "right") - 1
            section = int(number - table.first_sections[document])
        return Highlight(mark_matches(passage, terms), section)

    def _best_passages(self, documents: Ints, weights: Weights) -> Ints:
        """The sentence that each document's best passage starts with."""
        table = self._passages
        first, behind = table.first_sentences[0, documents], table.first_sentences[0, documents + 1]
        best = np.where(first < behind, first, NO_SENTENCE)
        found = self._occurrences(documents, list(weights))
        if not len(found.places):
            return best
        candidates = np.concatenate((found.sentences, table.openings[found.sentences]))
        candidates.sort()
        candidates = candidates[_differs_from_previous(candidates)]
        values = self._values(candidates, found, np.array(list(weights.values())))
        owners = self._owners(candidates, documents)
        # Candidates ascend; of those of one owner with the same value the first is the best.
        order = np.argsort(owners * (int(values.max()) + 1) - values, kind="stable")
        owners = owners[order]
        is_best = _differs_from_previous(owners)
        best[owners[is_best]] = candidates[order[is_best]]
        return best

    def _occurrences(self, documents: Ints, terms: Sequence[str]) -> _Occurrences:
        """Where these terms stand in the sentences of these documents."""
        table, positions = self._passages, self._positions
        # Borders of another type would have all places of a term converted.
        borders = table.text_places[:, [documents, documents + 1]].astype(positions.places.dtype)
        runs = np.zeros((len(terms), *borders.shape), dtype=np.int64)
        for number, term in enumerate(terms):
            if (place := self._dictionary.place(term)) >= 0:
                start, end = positions.starts[place], positions.starts[place + 1]
                runs[number] = start + positions.places[start:end].searchsorted(borders)
        firsts = runs[:, :, 0].ravel()
        counts = runs[:, :, 1].ravel() - firsts
        behind = counts.cumsum()
        shifts = np.repeat(firsts - behind + counts, counts)
        places = positions.places[np.arange(len(shifts)) + shifts]
        numbers = np.repeat(np.arange(len(terms)), 2 * len(documents)).repeat(counts)
        order = np.argsort(places, kind="stable")
        places, numbers = places[order].astype(table.places.dtype), numbers[order]
        sentences = table.places.searchsorted(places, "right") - 1
        # Headings lie between sentences.
        is_inside = places < table.place_ends[sentences]
        return _Occurrences(places[is_inside], numbers[is_inside], sentences[is_inside])

    def _values(self, candidates: Ints, found: _Occurrences, weights: Ints) -> Ints:
        """The value of the passage that starts with each of these sentences."""
        table = self._passages
        first = found.sentences.searchsorted(candidates)
        behind = found.sentences.searchsorted(table.passage_ends[candidates])
        steps = np.zeros((len(found.places) + 1, len(weights)), dtype=np.int32)
        steps[np.arange(1, len(steps)), found.terms] = 1
        counts = steps.cumsum(axis=0)
        spots = np.append(0, _differs_from_previous(found.places).cumsum())
        repetitions = np.minimum(spots[behind] - spots[first], MAX_REPETITIONS)
        values = (counts[behind] > counts[first]) @ weights + REPETITION_WEIGHT * repetitions
        # A summary has candidates only if it has a match.
        is_summary = candidates < table.first_sentences[1, 0]
        favoured: Ints = values + SUMMARY_FAVOUR * is_summary
        return favoured

    def _owners(self, sentences: Ints, documents: Ints) -> Ints:
        """Which of the documents each sentence belongs to, by its place among them."""
        starts = self._passages.text_places[:, documents].ravel()
        order = np.argsort(starts)
        texts = starts[order].searchsorted(self._passages.places[sentences], "right") - 1
        return order[texts] % len(documents)


def _differs_from_previous(values: Ints) -> Mask:
    """Which of the values, of which there is at least one, is the first of a run."""
    differs = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=differs[1:])
    return differs
