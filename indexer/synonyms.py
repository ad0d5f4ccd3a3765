"""What a maintainer declares to mean the same: the content of a corpus's `synonyms.toml`.

[one_way]                             # typed: what is looked for as well
"graphics card" = ["GPU"]
[two_way]                             # each finds all the others
groups = [["layer norm", "layer normalization"]]
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeGuard

from indexer.analysis import analyze_word, words_of
from indexer.problems import Problem, shorten
from indexer.stop_words import STOP_WORDS

SYNONYMS_FILE = "synonyms.toml"
MAX_SOURCE_WORDS = 6
_HINT = 'write, for one, under [one_way]: "graphics card" = ["GPU"]'


@dataclass(frozen=True, slots=True)
class Synonyms:
    """For words in a row, each as its term, the texts that are looked for as well."""

    targets: Mapping[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)

    def of(self, terms: tuple[str, ...]) -> tuple[str, ...]:
        """The texts that words in a row also stand for."""
        return self.targets.get(terms, ())

    @property
    def digest(self) -> str:
        """The SHA-256 of what is declared."""
        return sha256(repr(sorted(self.targets.items())).encode()).hexdigest()

    @classmethod
    def of_pairs(cls, pairs: Iterable[tuple[str, str]]) -> "Synonyms":
        """The synonyms that let each first text find its second one."""
        targets: defaultdict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        for source, target in pairs:
            targets[key_of(source)].setdefault(target)
        return cls({source: tuple(found) for source, found in targets.items()})

    @classmethod
    def both_ways(cls, pairs: Iterable[tuple[str, str]]) -> "Synonyms":
        """The synonyms that let each text of a pair find the other, whatever the pairs' order."""
        return cls.of_pairs(sorted({way for pair in pairs for way in (pair, pair[::-1])}))


NO_SYNONYMS = Synonyms()


def key_of(text: str) -> tuple[str, ...]:
    """The terms by which words in a row are looked up: compounds in parts, no stop words."""
    surfaces = (analyze_word(match[0]) for match in words_of(text))
    forms = (form for surface in surfaces for form in surface.parts or (surface.whole,))
    return tuple(form.term for form in forms if form.word not in STOP_WORDS)


def read_synonyms(text: str, path: str) -> tuple[Synonyms, list[Problem]]:
    """Read a synonyms file; what has no meaning is a problem at its line and left out."""
    try:
        tables = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (1, 1)
        message = f"the file is not valid TOML: {error}"
        return Synonyms(), [Problem.error(path, line, column, message, _HINT)]
    reader = _Reader(text, path)
    for name, table in tables.items():
        if name == "one_way" and isinstance(table, dict):
            reader.read_one_way(table)
        elif name == "two_way" and isinstance(table, dict):
            reader.read_two_way(table)
        else:
            reader.report(name, f"{shorten(name)} is neither [one_way] nor [two_way]")
    return Synonyms.of_pairs(reader.pairs), reader.problems


class _Reader:
    """Gathers pairs of texts, and problems with the line that each name stands on."""

    def __init__(self, text: str, path: str) -> None:
        self._lines = text.splitlines()
        self._path = path
        self.pairs: list[tuple[str, str]] = []
        self.problems: list[Problem] = []

    def read_one_way(self, table: Mapping[str, object]) -> None:
        for source, targets in table.items():
            if not _are_texts(targets):
                self.report(source, f"{shorten(source)} needs a list of texts")
                continue
            for target in targets:
                self._add(source, target)

    def read_two_way(self, table: Mapping[str, object]) -> None:
        groups = table.get("groups")
        if set(table) != {"groups"} or not isinstance(groups, list):
            self.report("two_way", "[two_way] needs one key, 'groups', a list of lists of texts")
            return
        for group in groups:
            if not _are_texts(group):
                self.report("groups", "each of the groups must be a list of texts")
                continue
            for source in group:
                for target in group:
                    if source != target:
                        self._add(source, target)

    def report(self, name: str, message: str) -> None:
        line = next((n for n, line in enumerate(self._lines, start=1) if name in line), 1)
        self.problems.append(Problem.error(self._path, line, 1, message, _HINT))

    def _add(self, source: str, target: str) -> None:
        key = key_of(source)
        if not any(words_of(target)):
            self.report(target or source, f"{shorten(target)} holds no word")
        elif not key or len(key) > MAX_SOURCE_WORDS:
            message = f"{shorten(source)} must have from 1 to {MAX_SOURCE_WORDS} words"
            self.report(source, message)
        elif key == key_of(target):
            self.report(source, f"{shorten(source)} finds {shorten(target)} already")
        else:
            self.pairs.append((source, target))


def _are_texts(values: object) -> TypeGuard[list[str]]:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
