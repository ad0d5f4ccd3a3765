"""The backends that the contract holds for, and how each is opened over some posts."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.post import Post
from indexer.search import Searcher
from indexer.whoosh_backend import writer
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import FakeSearcher, make_post

GENERATION = "g000042"
Opener = Callable[[Sequence[Post], Path], Searcher]
SearchIn = Callable[[Sequence[Post]], Searcher]


def open_fake(posts: Sequence[Post], folder: Path) -> Searcher:
    return FakeSearcher(posts, folder.name)


def open_arrays(posts: Sequence[Post], folder: Path) -> Searcher:
    folder.mkdir(exist_ok=True)
    WhooshWriter(folder).write(posts, lambda _more: None)
    return WhooshSearcher(folder)


def open_compiled(posts: Sequence[Post], folder: Path) -> Searcher:
    folder.mkdir(exist_ok=True)
    WhooshWriter(folder).write(posts, lambda _more: None)
    return WhooshSearcher(folder, Engine.COMPILED)


def open_whoosh(posts: Sequence[Post], folder: Path) -> Searcher:
    folder.mkdir(exist_ok=True)
    WhooshWriter(folder).write(posts, lambda _more: None)
    return WhooshSearcher(folder, Engine.WHOOSH)


def open_spliced(posts: Sequence[Post], folder: Path) -> Searcher:
    """A generation that shares all posts but the first with one before, which had one more."""
    folder.mkdir(exist_ok=True)
    base = folder.with_name(f"{folder.name}-base")
    base.mkdir(exist_ok=True)
    changed, *kept = posts
    before = [replace(changed, title="Before", summary="Unknown words."), *kept, make_post("gone")]
    WhooshWriter(base).write(before, lambda _more: None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "MIN_SHARED_POSTS", 1)
        patch.setattr(writer, "MAX_DEAD_SHARE", 100.0)
        WhooshWriter(folder).update(
            base,
            [post.metadata for post in kept],
            [changed.metadata],
            {changed.slug: changed}.__getitem__,
            lambda _more: None,
        )
    return WhooshSearcher(folder)


# Another backend joins by one line here.
BACKENDS: dict[str, Opener] = {
    "fake": open_fake,
    "arrays": open_arrays,
    "spliced": open_spliced,
    "compiled": open_compiled,
    "whoosh": open_whoosh,
}
