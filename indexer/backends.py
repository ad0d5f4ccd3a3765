"""The one place that names backends: opens searchers and writers for everybody else."""

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from indexer.errors import IndexFormatError
from indexer.following import FollowingSource
from indexer.generations import GenerationStore
from indexer.manifest import Manifest
from indexer.search import IndexWriter, Searcher
from indexer.synonyms import Synonyms
from indexer.whoosh_backend.layout import layout_description
from indexer.whoosh_backend.lexicon import read_synonyms
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.vocabulary import Vocabulary

__all__ = [
    "Engine",
    "code_digest",
    "declared_synonyms",
    "fastest_engine",
    "open_candidate",
    "open_generation",
    "open_source",
    "open_writer",
    "schema_digest",
    "word_counts",
]

_PACKAGE = Path(__file__).parent
# What must be the same when posts are indexed and when queries are put.
_SHARED_BY_BOTH_ENDS = (
    "analysis.py",
    "intents.py",
    "post_json.py",
    "ranking.py",
    "spelling.py",
    "stop_words.py",
    "synonyms.py",
    "titles.py",
)


def open_generation(folder: Path, engine: Engine = Engine.ARRAYS) -> Searcher:
    """A searcher over one generation's folder, which this engine answers for.

    Raises IndexFormatError if another version wrote it, FileNotFoundError if it is gone.
    """
    if not folder.is_dir():
        raise FileNotFoundError(2, "no such generation", str(folder))
    manifest = Manifest.read(folder)
    if manifest.schema_digest != schema_digest():
        raise IndexFormatError(
            f"generation {folder.name} was written by another version of this program: "
            "run 'indexer build'"
        )
    return WhooshSearcher(folder, engine)


def open_candidate(folder: Path, engine: Engine = Engine.ARRAYS) -> Searcher:
    """A searcher over what a writer of ours has just written, before it has a manifest."""
    return WhooshSearcher(folder, engine)


def open_source(index_folder: Path, engine: Engine = Engine.ARRAYS) -> FollowingSource:
    """A source that follows what is published in an index folder."""
    return FollowingSource(
        GenerationStore(index_folder), lambda folder: open_generation(folder, engine)
    )


def fastest_engine() -> Engine:
    """The engine for a process that lives long, by what is installed."""
    return Engine.COMPILED if find_spec("numba") else Engine.ARRAYS


def open_writer(folder: Path) -> IndexWriter:
    """A writer for the empty folder of a candidate."""
    # Whoosh and what writes its files are loaded by those who build, not by those who search.
    from indexer.whoosh_backend.writer import WhooshWriter  # noqa: PLC0415 - as said

    return WhooshWriter(folder)


def word_counts(folder: Path) -> dict[str, int]:
    """How often each word stands in the texts of a generation."""
    vocabulary = Vocabulary.load(folder)
    return dict(zip(vocabulary.words, vocabulary.frequencies.tolist(), strict=True))


def declared_synonyms(folder: Path) -> Synonyms:
    """What a generation was told to mean the same."""
    return read_synonyms(folder)


@cache
def schema_digest() -> str:
    """Differs between versions that cannot read each other's indexes."""
    digest = hashlib.sha256(layout_description().encode())
    for name in _SHARED_BY_BOTH_ENDS:
        digest.update((_PACKAGE / name).read_bytes())
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """Differs between versions that may parse or write a post differently."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*.py")):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()
