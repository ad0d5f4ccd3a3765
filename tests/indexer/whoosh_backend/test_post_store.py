"""Posts are read one by one from a file of lines, by number, slug or alias."""

import json
from pathlib import Path

import pytest

from indexer.errors import IndexFormatError, PostNotFoundError
from indexer.whoosh_backend.post_store import POSTS, TEXTS, PostStore
from indexer.whoosh_backend.records import records_file
from tests.fakes import EXAMPLE_POSTS, make_post
from tests.indexer.whoosh_backend.segments import write_posts


@pytest.fixture
def store(tmp_path: Path) -> PostStore:
    write_posts(tmp_path, EXAMPLE_POSTS)
    return PostStore(tmp_path)


def test_posts_come_back_in_the_order_of_their_numbers(store: PostStore) -> None:
    assert [store[number] for number in range(len(EXAMPLE_POSTS))] == list(EXAMPLE_POSTS)


def test_slugs_and_aliases_lead_to_their_posts(store: PostStore) -> None:
    for post in EXAMPLE_POSTS:
        for name in (post.slug, *post.aliases):
            assert store.by_slug(name) == post


@pytest.mark.parametrize("name", ["", "a", "kv-cach", "kv-cache2", "kv-cache\0", "\udcff", "zz"])
def test_other_names_lead_nowhere(store: PostStore, name: str) -> None:
    with pytest.raises(PostNotFoundError):
        store.by_slug(name)


def test_a_slug_wins_over_an_alias_whatever_their_order(tmp_path: Path) -> None:
    for number, posts in enumerate(
        [
            [make_post("a", aliases=("b",)), make_post("b")],
            [make_post("b"), make_post("a", aliases=("b",))],
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_posts(folder, posts)
        store = PostStore(folder)
        assert store.by_slug("b").slug == "b"


def test_each_post_is_one_line_that_anybody_can_read(tmp_path: Path) -> None:
    write_posts(tmp_path, EXAMPLE_POSTS)
    lines = (tmp_path / records_file(POSTS, "one")).read_text("utf-8").splitlines()
    assert [json.loads(line)["slug"] for line in lines] == [
        *(post.slug for post in EXAMPLE_POSTS[::2]),
        "dead",
    ]
    assert "naïve" in "".join(lines)


@pytest.mark.parametrize("kind", [POSTS, TEXTS])
def test_a_file_cut_short_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    write_posts(tmp_path, EXAMPLE_POSTS)
    path = tmp_path / records_file(kind, "two")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexFormatError, match=records_file(kind, "two")):
        PostStore(tmp_path)
