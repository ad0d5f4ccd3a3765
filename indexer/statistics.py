"""Figures on the corpus and the generations of an index folder."""

from typing import Any

from indexer.errors import IndexFormatError, IndexUnavailableError
from indexer.generations import GenerationStore
from indexer.manifest import Manifest


def corpus_statistics(store: GenerationStore) -> dict[str, Any]:
    """What the current generation holds; raises IndexUnavailableError if there is none."""
    name = store.current()
    if name is None:
        raise IndexUnavailableError(f"no index lies in {store.root}: run 'indexer build'")
    manifest = Manifest.read(store.folder(name))
    outcomes = [post.outcome for post in manifest.posts]
    return {
        "generation": name,
        "built at": manifest.built_at,
        **manifest.counts,
        "drafts": outcomes.count("draft"),
        "rejected": outcomes.count("rejected"),
        "bytes": sum(file.bytes for file in manifest.files.values()),
    }


def generation_listing(store: GenerationStore) -> list[dict[str, Any]]:
    """The generations that are kept, the one that serves first."""
    return [
        _describe(store, name, is_current=index == 0) for index, name in enumerate(store.kept())
    ]


def _describe(store: GenerationStore, name: str, *, is_current: bool) -> dict[str, Any]:
    try:
        manifest = Manifest.read(store.folder(name))
    except IndexFormatError:
        return {
            "generation": name,
            "current": is_current,
            "built_at": "unreadable",
            "posts": 0,
            "bytes": 0,
        }
    return {
        "generation": name,
        "current": is_current,
        "built_at": manifest.built_at,
        "posts": manifest.counts["posts"],
        "bytes": sum(file.bytes for file in manifest.files.values()),
    }
