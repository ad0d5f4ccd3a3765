"""Each backend over a test's own posts, or over the example posts."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from indexer.post import Post
from indexer.search import Searcher
from tests.contract.backends import BACKENDS, GENERATION, Opener, SearchIn
from tests.fakes import EXAMPLE_POSTS

# Matching is pure arithmetic: one backend on disk shows what another Python could change.
ON_EVERY_PYTHON = ("fake", "arrays")


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(name, marks=() if name in ON_EVERY_PYTHON else pytest.mark.one_python)
        for name in BACKENDS
    ],
)
def opener(request: pytest.FixtureRequest) -> Opener:
    return BACKENDS[request.param]


@pytest.fixture
def search_in(opener: Opener, tmp_path: Path) -> Iterator[SearchIn]:
    """Opens searchers over posts of a test's own and closes them after it."""
    opened: list[Searcher] = []

    def open_searcher(posts: Sequence[Post]) -> Searcher:
        opened.append(opener(posts, tmp_path / f"g{len(opened):06d}"))
        return opened[-1]

    yield open_searcher
    for searcher in opened:
        searcher.close()


@pytest.fixture(scope="module")
def searcher(opener: Opener, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """A searcher over the example posts."""
    searcher = opener(EXAMPLE_POSTS, tmp_path_factory.mktemp("index") / GENERATION)
    yield searcher
    searcher.close()
