"""A generation that shares segments with the one before is the one written anew."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh.query import Term

from indexer.post import Level, Post
from indexer.search import Query
from indexer.synonyms import Synonyms
from indexer.whoosh_backend import writer
from indexer.whoosh_backend.post_store import PostStore
from indexer.whoosh_backend.post_vectors import PostVectors
from indexer.whoosh_backend.renumbering import Splice
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.segments import Segments
from indexer.whoosh_backend.splicing import search_slices
from indexer.whoosh_backend.writer import MAX_SEGMENTS, WhooshWriter
from tests.concept_encoder import ConceptEncoder
from tests.fakes import make_post

pytestmark = pytest.mark.one_python

WORDS = ["attention", "attend", "cache", "KV-cache", "FP8", "O(n²)", "fine-tuning", "naïve"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)
PARTS = [
    "\n\n## Attention cache\n\n",
    "\n\n## Naïve “one” & two\n\n",
    "\n\n### What is FP8?\n\n",
    "Grouped-query attention (GQA) is small.",
    "Multi-head attention (MHA) came “first”.",
    "O(n. A) C++. Naïve? Yes.",
]
BODIES = st.lists(TEXTS | st.sampled_from(PARTS), max_size=6).map(" ".join)
QUESTIONS = ["attention cache", "GQA", "grouped", '"naïve"', "atention", "what is fp8", "na", ""]
SLUGS = [f"post-{number}" for number in range(6)]


@pytest.fixture(scope="module", autouse=True)
def _small_segments_are_shared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "MIN_SHARED_POSTS", 1)
        patch.setattr(writer, "MAX_DEAD_SHARE", 100.0)
        yield


def posts_of(slug: str) -> st.SearchStrategy[Post]:
    return st.builds(
        make_post,
        st.just(slug),
        title=TEXTS.map(lambda text: text or "Untitled"),
        summary=TEXTS,
        body=BODIES,
        keywords=TEXTS.map(lambda text: tuple(text.split())),
        date=st.sampled_from([date(2026, 4, 29), date(2026, 5, 1), date(2026, 5, 2)]),
        level=st.sampled_from([Level.INTRO, Level.ADVANCED]),
        domain=st.sampled_from(["ai-ml", "databases"]),
        boost=st.sampled_from([1.0, 2.0]),
        aliases=st.sampled_from([(), (f"old-{slug}",)]),
    )


EDITIONS = st.lists(
    st.fixed_dictionaries({}, optional={slug: posts_of(slug) for slug in SLUGS}).filter(bool),
    min_size=2,
    max_size=4,
).map(lambda editions: [list(edition.values()) for edition in editions])


def write_after(base: Path, before: Sequence[Post], posts: Sequence[Post]) -> Path:
    """The folder of a generation of posts that shares what it can with the one before."""
    folder = base.with_name(f"{base.name}x")
    folder.mkdir()
    kept = [post.metadata for post in posts if post in before]
    added = [post.metadata for post in posts if post not in before]
    load = {post.slug: post for post in posts if post not in before}.__getitem__
    WhooshWriter(folder, ConceptEncoder()).update(base, kept, added, load, lambda _more: None)
    return folder


def write_anew(folder: Path, posts: Sequence[Post]) -> Path:
    folder.mkdir()
    WhooshWriter(folder, ConceptEncoder()).write(posts, lambda _more: None)
    return folder


def write_all(root: Path, editions: Sequence[Sequence[Post]]) -> Path:
    """The last of several generations, each of which shares with the one before."""
    folder = write_anew(root / "g", editions[0])
    for before, posts in pairwise(editions):
        folder = write_after(folder, before, posts)
    return folder


def derived_files(folder: Path) -> dict[str, bytes]:
    """Everything that does not say in which segment a document is."""
    segments = Segments.load(folder).segments
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.suffix in {".npy", ".json", ".tsv"}
        and not path.name.startswith("segments.")
        and not any(segment.has_file(path.name) for segment in segments)
    }


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@settings(max_examples=60)
@given(editions=EDITIONS)
def test_all_arrays_are_to_the_byte_those_of_a_generation_written_anew(
    tmp_path_factory: pytest.TempPathFactory, editions: list[list[Post]]
) -> None:
    root = tmp_path_factory.mktemp("incremental")
    shared, anew = write_all(root, editions), write_anew(root / "anew", editions[-1])
    assert derived_files(shared) == derived_files(anew)
    assert len(derived_files(anew)) > 50
    stores = PostStore(shared), PostStore(anew)
    assert list(stores[0]) == list(stores[1])


@settings(max_examples=40)
@given(editions=EDITIONS, text=st.sampled_from(QUESTIONS))
def test_every_answer_is_that_of_a_generation_written_anew(
    tmp_path_factory: pytest.TempPathFactory, editions: list[list[Post]], text: str
) -> None:
    root = tmp_path_factory.mktemp("answers")
    answers = []
    for folder in (write_all(root, editions), write_anew(root / "anew", editions[-1])):
        searcher = WhooshSearcher(folder, open_encoder=ConceptEncoder)
        results = searcher.search(Query(text=text, explain=True))
        readings = [searcher.reading(post.slug) for post in editions[-1]]
        answers.append((replace(results, generation=""), searcher.suggest(text), readings))
        searcher.close()
    assert answers[0] == answers[1]


def test_synonyms_alone_are_written_beside_what_is_shared(tmp_path: Path) -> None:
    posts = [make_post(slug, body=f"cache number {slug}") for slug in SLUGS]
    base = write_anew(tmp_path / "g", posts)
    folder = tmp_path / "gx"
    folder.mkdir()
    synonyms = Synonyms.of_pairs([("memory", "cache")])
    kept, load = [post.metadata for post in posts], dict[str, Post]().__getitem__
    WhooshWriter(folder, ConceptEncoder()).update(
        base, kept, (), load, lambda _more: None, synonyms
    )
    for index, expected in ((base, 0), (folder, len(posts))):
        searcher = WhooshSearcher(index)
        assert searcher.search(Query(text="memory")).total == expected
        searcher.close()


@settings(max_examples=25)
@given(editions=EDITIONS, word=st.sampled_from(WORDS))
def test_whoosh_finds_in_shared_segments_what_it_finds_in_one(
    tmp_path_factory: pytest.TempPathFactory, editions: list[list[Post]], word: str
) -> None:
    root = tmp_path_factory.mktemp("whoosh")
    folders = write_all(root, editions), write_anew(root / "anew", editions[-1])
    found = []
    for folder in folders:
        with whoosh_index.open_dir(str(folder)).searcher() as raw:
            assert raw.doc_count() == len(editions[-1])
            found.append(
                {
                    (name, raw.stored_fields(number)["slug"])
                    for name in ("title", "summary", "keywords", "body")
                    for number in raw.docs_for_query(Term(name, "cach"))
                }
            )
            for post in editions[-1]:
                assert raw.document(slug=post.slug)["summary"] == post.summary
    assert found[0] == found[1]
    answers = []
    for folder in folders:
        searcher = WhooshSearcher(folder, Engine.WHOOSH)
        results = searcher.search(Query(text=f'{word} -"attention cache"'))
        answers.append(({hit.slug for hit in results.hits}, results.total, results.facets))
        searcher.close()
    assert answers[0] == answers[1]


def edited(posts: Sequence[Post], place: int, text: str) -> list[Post]:
    return [make_post(p.slug, body=text) if n == place else p for n, p in enumerate(posts)]


def test_small_segments_are_merged_before_they_are_many(tmp_path: Path) -> None:
    posts = [make_post(slug, body="cache") for slug in SLUGS]
    folder = write_anew(tmp_path / "g", posts)
    counts = []
    for number in range(3 * MAX_SEGMENTS):
        before, posts = posts, edited(posts, number % len(posts), f"cache number {number}")
        folder = write_after(folder, before, posts)
        counts.append(len(Segments.load(folder).segments))
    assert max(counts) <= MAX_SEGMENTS
    assert min(counts[MAX_SEGMENTS:]) < MAX_SEGMENTS
    assert derived_files(folder) == derived_files(write_anew(tmp_path / "anew", posts))


def test_a_generation_with_much_that_is_dead_is_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MAX_DEAD_SHARE", 0.5)
    posts = [make_post(slug, body="cache") for slug in SLUGS]
    first = write_anew(tmp_path / "g", posts)
    second = write_after(first, posts, posts[1:])
    assert Segments.load(second).extent == len(posts)
    third = write_after(second, posts[1:], posts[3:])
    assert Segments.load(third).extent == len(posts) - 3


def shared_names(base: Path, folder: Path) -> set[str]:
    return {
        path.name
        for path in folder.iterdir()
        if (base / path.name).exists() and path.samefile(base / path.name)
    }


def test_a_change_of_texts_alone_leaves_orders_and_facets_shared(tmp_path: Path) -> None:
    posts = [make_post(slug, body="cache") for slug in SLUGS]
    base = write_anew(tmp_path / "g", posts)
    texts = write_after(base, posts, edited(posts, 2, "token"))
    assert {"orders.newest.npy", "cells.starts.npy"} <= shared_names(base, texts)
    boosted = [replace(post, boost=2.0) if post is posts[2] else post for post in posts]
    shutil.rmtree(texts)
    assert "orders.newest.npy" not in shared_names(base, write_after(base, posts, boosted))


def test_the_base_is_left_alone_and_may_be_removed(tmp_path: Path) -> None:
    posts = [make_post(slug, body="cache") for slug in SLUGS]
    base = write_anew(tmp_path / "g", posts)
    before = digests(base)
    folder = write_after(base, posts, edited(posts, 2, "token"))
    assert digests(base) == before
    shared = [path for path in folder.iterdir() if path.stat().st_nlink > 1]
    assert {path.suffix for path in shared} >= {".pst", ".trm", ".jsonl"}
    shutil.rmtree(base)
    for engine in Engine:
        searcher = WhooshSearcher(folder, engine)
        assert searcher.search(Query(text="cache")).total == len(posts) - 1
        assert [hit.slug for hit in searcher.search(Query(text="token")).hits] == [SLUGS[2]]
        searcher.close()


def test_where_there_are_no_links_segments_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(self), None, str(target))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    posts = [make_post(slug, body="cache") for slug in SLUGS]
    folder = write_after(write_anew(tmp_path / "g", posts), posts, posts[1:])
    assert all(path.stat().st_nlink == 1 for path in folder.iterdir())
    assert derived_files(folder) == derived_files(write_anew(tmp_path / "anew", posts[1:]))


@given(data=st.data())
def test_a_splice_is_deletion_and_insertion(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, 12))
    removed = sorted(data.draw(st.sets(st.integers(0, 11))))
    removed = [place for place in removed if place < length]
    places = sorted(data.draw(st.lists(st.integers(0, length), max_size=8)))
    expected: list[int] = []
    for place in range(length + 1):
        expected += [100 + i for i, before in enumerate(places) if before == place]
        expected += [place] if place < length and place not in removed else []
    splice = Splice(length, np.array(removed, dtype=int), np.array(places, dtype=int))
    old, new = np.arange(length), 100 + np.arange(len(places))
    assert splice.apply(old, new).tolist() == expected
    assert splice.apply(np.stack([old, -old]), np.stack([new, -new])).tolist() == [
        expected,
        [-value for value in expected],
    ]


@given(
    values=st.lists(st.integers(0, 9), max_size=12),
    cuts=st.lists(st.integers(0, 12), max_size=4),
    target=st.integers(-1, 10),
)
def test_each_slice_is_searched_by_itself(values: list[int], cuts: list[int], target: int) -> None:
    bounds = sorted({0, len(values), *(cut for cut in cuts if cut <= len(values))})
    slices = list(pairwise(bounds)) or [(0, 0)]
    line = [value for start, end in slices for value in sorted(values[start:end])]
    starts, ends = np.array(slices).T
    found = search_slices(np.array(line, dtype=int), starts, ends, np.full(len(starts), target))
    assert found.tolist() == [
        start + sum(value < target for value in line[start:end]) for start, end in slices
    ]


def encoded_after(base: Path, before: Sequence[Post], posts: Sequence[Post]) -> list[str]:
    """What was encoded to write these posts after those."""
    folder = base.with_name(f"{base.name}x")
    folder.mkdir()
    encoder = ConceptEncoder()
    kept = [post.metadata for post in posts if post in before]
    added = [post.metadata for post in posts if post not in before]
    load = {post.slug: post for post in posts}.__getitem__
    WhooshWriter(folder, encoder).update(base, kept, added, load, lambda _more: None)
    return encoder.encoded


def test_only_texts_that_changed_are_encoded_again(tmp_path: Path) -> None:
    body = "First.\n\n## Cache\n\nIt keeps.\n\n## Cost\n\nIt takes."
    posts = [make_post(slug, body=f"{body} {slug}.") for slug in SLUGS]
    base = write_anew(tmp_path / "g", posts)
    edited_posts = [make_post(SLUGS[0], body=f"{body} And gives."), *posts[1:]]
    assert encoded_after(base, posts, edited_posts) == ["Cost. It takes. And gives."]


def test_a_generation_that_is_written_anew_encodes_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    posts = [make_post(slug, body=f"cache {slug}") for slug in SLUGS]
    base = write_anew(tmp_path / "g", posts)
    monkeypatch.setattr(writer, "MIN_SHARED_POSTS", 100)
    assert encoded_after(base, posts, posts[1:]) == []


def test_another_encoder_encodes_everything(tmp_path: Path) -> None:
    posts = [make_post(slug, body=f"cache {slug}") for slug in SLUGS]
    base = tmp_path / "g"
    base.mkdir()
    WhooshWriter(base, ConceptEncoder(digest="another")).write(posts, lambda _more: None)
    assert len(encoded_after(base, posts, posts)) == 2 * len(posts)
    vectors = PostVectors(tmp_path / "gx")
    assert vectors.identity.digest == ConceptEncoder().digest


def test_damaged_vectors_are_made_again(tmp_path: Path) -> None:
    posts = [make_post(slug, body=f"cache {slug}") for slug in SLUGS]
    base = write_anew(tmp_path / "g", posts)
    (base / "vectors.documents.unity.npy").write_bytes(b"")
    assert len(encoded_after(base, posts, posts[1:])) == 2 * len(posts[1:])
