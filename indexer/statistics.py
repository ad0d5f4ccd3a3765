"""Figures on the corpus and the generations of an index folder."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from indexer.abbreviations import never_spelled_out
from indexer.backends import describe_meaning, open_generation
from indexer.errors import IndexFormatError, IndexUnavailableError
from indexer.generations import GenerationStore
from indexer.manifest import Manifest
from indexer.post import Post
from indexer.reading_time import count_words
from indexer.sources import Outcome, Sources


def corpus_statistics(store: GenerationStore) -> dict[str, Any]:
    """What the current generation holds; raises IndexUnavailableError if there is none."""
    name = store.current()
    if name is None:
        raise IndexUnavailableError(f"no index lies in {store.root}: run 'indexer build'")
    manifest = Manifest.read(store.folder(name))
    return {
        "generation": name,
        "built_at": manifest.built_at,
        **_content(_posts(store, manifest), manifest.names),
        "drafts": manifest.counts["drafts"],
        "rejected": manifest.counts["rejected"],
        "bytes": sum(file.bytes for file in manifest.files.values()),
        "meaning": describe_meaning(store.folder(name), manifest),
    }


def generation_listing(store: GenerationStore) -> list[dict[str, Any]]:
    """The generations that are kept, the one that serves first."""
    return [
        _describe(store, name, is_current=index == 0) for index, name in enumerate(store.kept())
    ]


def _posts(store: GenerationStore, manifest: Manifest) -> list[Post]:
    folder = store.folder(manifest.generation)
    indexed = [file for file in Sources.read(folder).files if file.outcome is Outcome.INDEXED]
    searcher = open_generation(folder, with_meaning=False)
    try:
        return [searcher.post(file.metadata.slug) for file in indexed if file.metadata]
    finally:
        searcher.close()


def _content(posts: Sequence[Post], names: Sequence[str]) -> dict[str, Any]:
    words = {post.slug: count_words(post) for post in posts}
    shortest = min(words, key=lambda slug: words[slug])
    targets = {name for post in posts for name in (post.slug, *post.aliases)}
    links = [link.target for post in posts for link in post.links]
    return {
        "posts": len(posts),
        "words": sum(words.values()),
        "sections": sum(1 for post in posts for section in post.sections if section.heading),
        "shortest_post": f"{shortest} ({words[shortest]} words)",
        "answers": sum(len(post.answers) for post in posts),
        "links": len(links),
        "dead_links": sum(1 for target in links if target not in targets),
        "abbreviations_never_spelled_out": never_spelled_out(map(_whole_text, posts), names),
    }


def _whole_text(post: Post) -> str:
    texts = (text for section in post.sections for text in (section.heading, section.text))
    return "\n".join((post.title, post.summary, *texts))


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
            "gate": None,
        }
    return {
        "generation": name,
        "current": is_current,
        "built_at": manifest.built_at,
        "posts": manifest.counts["posts"],
        "bytes": sum(file.bytes for file in manifest.files.values()),
        "gate": manifest.gate and asdict(manifest.gate),
    }
