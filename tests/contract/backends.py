"""The backends that the contract holds for, and how each is opened over some posts."""

from collections.abc import Callable, Sequence
from pathlib import Path

from indexer.post import Post
from indexer.search import Searcher
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import FakeSearcher

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


# Another backend joins by one line here.
BACKENDS: dict[str, Opener] = {
    "fake": open_fake,
    "arrays": open_arrays,
    "compiled": open_compiled,
    "whoosh": open_whoosh,
}
