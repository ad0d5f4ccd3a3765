"""The unstemmed words of a generation on disk, with their document frequencies."""

from collections.abc import Mapping
from pathlib import Path

VOCABULARY_FILE = "vocabulary.tsv"


def write_vocabulary(folder: Path, frequencies: Mapping[str, int]) -> None:
    """Write one word a line, in order of the alphabet."""
    lines = (f"{word}\t{count}\n" for word, count in sorted(frequencies.items()))
    (folder / VOCABULARY_FILE).write_text("".join(lines), "utf-8")


def read_vocabulary(folder: Path) -> dict[str, int]:
    """Read what `write_vocabulary` wrote."""
    lines = (folder / VOCABULARY_FILE).read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines)
    return {word: int(count) for word, count in pairs}
