"""The rows of the tables in which the differences of two generations are shown."""

from collections.abc import Iterator, Mapping
from itertools import islice

from indexer.judging.generation_diff import GenerationDiff
from indexer.judging.tables import Row

CHANGE_HEADINGS = ("what", "how many", "which")
MAX_NAMES = 12


def change_rows(diff: GenerationDiff, most: int = MAX_NAMES) -> Iterator[Row]:
    """What came, changed and went, at most so many names each; kinds without any are left out."""
    renamed = [f"{old} → {new}" for old, new in diff.posts.renamed.items()]
    for what, names in (
        ("posts added", diff.posts.added),
        ("posts changed", diff.posts.changed),
        ("posts removed", diff.posts.removed),
        ("posts renamed", renamed),
        ("words gained", list(_counted(diff.words.gained))),
        ("words lost", list(_counted(diff.words.lost))),
        ("synonyms gained", diff.synonyms.gained),
        ("synonyms lost", diff.synonyms.lost),
    ):
        if names:
            rest = f", and {len(names) - most} more" if len(names) > most else ""
            yield what, str(len(names)), ", ".join(islice(names, most)) + rest


def _counted(words: Mapping[str, int]) -> Iterator[str]:
    return (f"{word} ({count})" if count > 1 else word for word, count in words.items())
