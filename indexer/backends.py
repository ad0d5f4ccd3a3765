"""The one place that names backends: opens searchers and writers for everybody else."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from importlib.util import find_spec
from pathlib import Path

from indexer.encoders.choice import open_encoder
from indexer.encoders.encoder import Encoder
from indexer.errors import EncoderError, IndexFormatError
from indexer.following import FollowingSource
from indexer.generations import GenerationStore
from indexer.manifest import Manifest
from indexer.search import IndexWriter, Searcher
from indexer.stop_words import STOP_WORDS
from indexer.synonyms import Synonyms
from indexer.whoosh_backend.layout import layout_description
from indexer.whoosh_backend.lexicon import read_synonyms
from indexer.whoosh_backend.neighbours import Thesaurus
from indexer.whoosh_backend.neighbours import near_duplicates as find_near_duplicates
from indexer.whoosh_backend.post_store import PostStore
from indexer.whoosh_backend.post_vectors import PostVectors
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.vocabulary import Vocabulary

__all__ = [
    "Engine",
    "code_digest",
    "declared_synonyms",
    "describe_meaning",
    "encoder_of",
    "fastest_engine",
    "near_duplicates",
    "open_candidate",
    "open_generation",
    "open_source",
    "open_writer",
    "schema_digest",
    "shared_encoder",
    "synonym_proposals",
    "word_counts",
]

_WITHOUT_MEANING = (
    "none: run \"pip install 'explainer-search[semantic]'\" and 'indexer build' to have posts "
    "found by what they mean"
)
# Shorter and rarer words are nobody's synonyms.
_MIN_LETTERS = 4
_MIN_FREQUENCY = 4
_PACKAGE = Path(__file__).parent
# What must be the same when posts are indexed and when queries are put.
_SHARED_BY_BOTH_ENDS = (
    "analysis.py",
    "encoded_texts.py",
    "intents.py",
    "post_json.py",
    "ranking.py",
    "spelling.py",
    "stop_words.py",
    "synonyms.py",
    "titles.py",
)


def open_generation(
    folder: Path, engine: Engine = Engine.ARRAYS, *, with_meaning: bool = True
) -> Searcher:
    """A searcher over one generation's folder, which this engine answers for.

    Without meaning, words alone answer.

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
    setting = manifest.encoder.get("setting")
    if setting is None or not with_meaning:
        return WhooshSearcher(folder, engine)
    return WhooshSearcher(folder, engine, open_encoder=partial(shared_encoder, setting))


def open_candidate(
    folder: Path, engine: Engine = Engine.ARRAYS, encoder: Encoder | None = None
) -> Searcher:
    """A searcher over what a writer of ours has just written, before it has a manifest."""
    if encoder is None:
        return WhooshSearcher(folder, engine)
    return WhooshSearcher(folder, engine, open_encoder=lambda: encoder)


def open_source(
    index_folder: Path, engine: Engine = Engine.ARRAYS, *, with_meaning: bool = True
) -> FollowingSource:
    """A source that follows what is published in an index folder."""
    return FollowingSource(
        GenerationStore(index_folder),
        lambda folder: open_generation(folder, engine, with_meaning=with_meaning),
    )


def fastest_engine() -> Engine:
    """The engine for a process that lives long, by what is installed."""
    return Engine.COMPILED if find_spec("numba") else Engine.ARRAYS


@lru_cache(maxsize=2)
def shared_encoder(setting: str) -> Encoder:
    """The encoder of a setting, opened once for all generations; raises EncoderError."""
    return open_encoder(setting)


def encoder_of(folder: Path) -> Encoder | None:
    """The encoder that told a generation's meanings, if it is at hand."""
    setting = Manifest.read(folder).encoder.get("setting")
    try:
        return shared_encoder(setting) if setting else None
    except EncoderError:
        return None


def describe_meaning(folder: Path, manifest: Manifest) -> str:
    """What tells a generation's meanings, or why nothing does, and how to mend it."""
    setting = manifest.encoder.get("setting")
    if setting is None:
        return _WITHOUT_MEANING
    try:
        vectors = PostVectors(folder)
        vectors.refuse(shared_encoder(setting))
    except (EncoderError, IndexFormatError) as error:
        return f"none: {error}"
    return vectors.identity.name


def near_duplicates(folder: Path) -> list[tuple[str, str, float]]:
    """Pairs of slugs of posts that say nearly the same, with their cosine, the nearest first.

    Raises IndexFormatError if the generation has no vectors, or damaged ones.
    """
    vectors, posts = PostVectors(folder), PostStore(folder)
    return [
        (posts[first].slug, posts[second].slug, cosine)
        for first, second, cosine in find_near_duplicates(vectors)
    ]


def synonym_proposals(folder: Path, encoder: Encoder) -> Callable[[str], Sequence[str]]:
    """Proposes frequent words of a generation's posts that mean what a given word means.

    A costly encoder takes some milliseconds a word of the posts.
    """

    @cache
    def thesaurus() -> Thesaurus:
        vocabulary = Vocabulary.load(folder)
        words = [
            word
            for word in vocabulary.words
            if len(word) >= _MIN_LETTERS
            and word.isalpha()
            and word not in STOP_WORDS
            and vocabulary.frequency(word) >= _MIN_FREQUENCY
        ]
        return Thesaurus(words, encoder)

    return lambda word: thesaurus().near(word)


def open_writer(folder: Path, encoder: Encoder | None = None) -> IndexWriter:
    """A writer for the empty folder of a candidate; without an encoder, of words alone."""
    # Whoosh and what writes its files are loaded by those who build, not by those who search.
    from indexer.whoosh_backend.writer import WhooshWriter  # noqa: PLC0415 - as said

    return WhooshWriter(folder, encoder)


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
