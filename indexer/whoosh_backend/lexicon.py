"""What one generation knows about words: which it holds, which begin alike, which mean the same."""

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.expansion import MAX_COMPLETIONS
from indexer.parsed_query import Phrase
from indexer.synonyms import Synonyms
from indexer.whoosh_backend.matches import Matcher
from indexer.whoosh_backend.vocabulary import Vocabulary

SYNONYMS_FILE = "synonyms.json"
ABBREVIATIONS_FILE = "abbreviations.json"


def write_synonyms(folder: Path, synonyms: Synonyms) -> None:
    """Write what maintainers declare."""
    _write(folder / SYNONYMS_FILE, synonyms)


def read_synonyms(folder: Path) -> Synonyms:
    """Read what maintainers declared."""
    return _from_json((folder / SYNONYMS_FILE).read_bytes())


def write_abbreviations(folder: Path, spelled_out: Iterable[tuple[str, str]]) -> None:
    """Write which abbreviations posts spell out, and as what, both ways."""
    _write(folder / ABBREVIATIONS_FILE, Synonyms.both_ways(spelled_out))


class GenerationLexicon:
    """A `Lexicon` over the folder of one generation, of which it reads two small files."""

    def __init__(self, folder: Path, matcher: Matcher, vocabulary: Vocabulary) -> None:
        # Read now, for the folder may go away; understood when first needed.
        self._declared = (folder / SYNONYMS_FILE).read_bytes()
        self._spelled_out = (folder / ABBREVIATIONS_FILE).read_bytes()
        self._matcher = matcher
        self._vocabulary = vocabulary

    @cached_property
    def synonyms(self) -> Synonyms:
        """What maintainers declare."""
        return _from_json(self._declared)

    @cached_property
    def abbreviations(self) -> Synonyms:
        """What posts spell out."""
        return _from_json(self._spelled_out)

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms."""
        return self._matcher.holds(terms)

    def holds_phrase(self, phrase: Phrase, without: Iterable[str] = ()) -> bool:
        """Whether a post has terms in a row, one of each position's, and none of the others."""
        return self._matcher.holds_phrase(phrase, without)

    def completions(self, prefix: str) -> Sequence[str]:
        """The words that begin with a prefix, the most frequent first."""
        places = self._vocabulary.completions(prefix)
        frequencies = self._vocabulary.frequencies[places.start : places.stop]
        order = np.argsort(-frequencies, kind="stable") + places.start
        return [self._vocabulary.words[int(place)] for place in order[:MAX_COMPLETIONS]]


def _write(path: Path, synonyms: Synonyms) -> None:
    rows = [[list(source), list(targets)] for source, targets in synonyms.targets.items()]
    path.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")


def _from_json(text: bytes) -> Synonyms:
    rows = json.loads(text)
    return Synonyms({tuple(source): tuple(targets) for source, targets in rows})
