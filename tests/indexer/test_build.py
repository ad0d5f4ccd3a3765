"""Tests of building: what is parsed, published, refused and survived."""

import hashlib
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.backends import open_generation, open_source
from indexer.build import BuildReport, Progress, build
from indexer.errors import BuildLockedError, BuildRefusedError, CorpusError, EncoderError
from indexer.generations import GenerationStore
from indexer.manifest import Manifest
from indexer.search import Query, Results
from indexer.sources import Outcome, Sources
from indexer.statistics import corpus_statistics
from indexer.synonyms import SYNONYMS_FILE
from indexer.whoosh_backend import writer
from tests.corpora import edition, post_text, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", edition(1))


@pytest.fixture
def store(tmp_path: Path) -> GenerationStore:
    return GenerationStore(tmp_path / "index")


def search(store: GenerationStore, text: str) -> Results:
    with open_source(store.root).lease() as searcher:
        return searcher.search(Query(text=text))


def generation_folders(store: GenerationStore) -> set[str]:
    return {path.name for path in store.root.glob("g*")}


def test_a_built_corpus_can_be_searched(corpus: Path, store: GenerationStore) -> None:
    report = build(corpus, store)
    assert (report.generation, report.indexed, report.is_new) == ("g000001", 8, True)
    assert search(store, "attention").total == 8


def test_nothing_is_written_if_nothing_changed(corpus: Path, store: GenerationStore) -> None:
    build(corpus, store)
    report = build(corpus, store)
    assert not report.is_new
    assert report.parsed == 0
    assert generation_folders(store) == {"g000001"}


def test_only_changed_posts_are_parsed_again(corpus: Path, store: GenerationStore) -> None:
    build(corpus, store)
    write_corpus(corpus, {"notes/post-3.md": post_text("Entropy"), "notes/new.md": post_text("N")})
    (corpus / "notes/post-4.md").unlink()
    report = build(corpus, store)
    assert report.parsed == 2
    assert (report.added, report.changed, report.removed) == (("new",), ("post-3",), ("post-4",))
    assert [hit.slug for hit in search(store, "entropy").hits] == ["post-3"]


def test_a_change_of_synonyms_alone_is_a_change(corpus: Path, store: GenerationStore) -> None:
    build(corpus, store)
    write_corpus(corpus, {SYNONYMS_FILE: '[one_way]\n"gaze" = ["attention"]\n'})
    report = build(corpus, store)
    assert (report.is_new, report.parsed) == (True, 0)
    assert search(store, "gaze").total == 8
    assert not build(corpus, store).is_new


def test_a_full_build_parses_everything(corpus: Path, store: GenerationStore) -> None:
    build(corpus, store)
    report = build(corpus, store, full=True)
    assert (report.is_new, report.parsed) == (True, 8)


def test_a_new_name_of_a_domain_reaches_posts_that_did_not_change(
    corpus: Path, store: GenerationStore
) -> None:
    build(corpus, store)
    write_corpus(corpus, {"notes/domain.toml": 'name = "Field notes"\n'})
    assert build(corpus, store).is_new
    assert {hit.domain for hit in search(store, "").hits} == {"Field notes"}


def test_a_post_with_an_error_is_left_out_and_the_others_are_published(
    corpus: Path, store: GenerationStore
) -> None:
    write_corpus(corpus, {"notes/bad.md": post_text("Bad", level="begginer")})
    report = build(corpus, store)
    assert (report.indexed, report.rejected) == (8, 1)
    assert ["notes/bad.md:5:8" in str(problem) for problem in report.problems] == [True]


def test_an_error_is_named_by_every_build_until_it_is_mended(
    corpus: Path, store: GenerationStore
) -> None:
    write_corpus(corpus, {"notes/bad.md": post_text("Bad", level="begginer")})
    build(corpus, store)
    again = build(corpus, store)
    assert (again.is_new, len(again.problems)) == (False, 1)
    write_corpus(corpus, {"notes/bad.md": post_text("Good")})
    assert build(corpus, store).indexed == 9


def test_a_strict_build_publishes_nothing_if_a_post_has_an_error(
    corpus: Path, store: GenerationStore
) -> None:
    write_corpus(corpus, {"notes/bad.md": "no front matter"})
    with pytest.raises(BuildRefusedError, match=r"notes/bad\.md:1:1: error"):
        build(corpus, store, strict=True)
    assert store.kept() == ()


def test_a_corpus_without_a_fit_post_never_replaces_an_index(
    corpus: Path, store: GenerationStore
) -> None:
    build(corpus, store)
    shutil.rmtree(corpus)
    with pytest.raises(CorpusError, match="does not exist"):
        build(corpus, store)
    corpus.mkdir()
    with pytest.raises(CorpusError, match=r"no post \(\*\.md\)"):
        build(corpus, store)
    write_corpus(corpus, {"notes/bad.md": "no front matter"})
    with pytest.raises(BuildRefusedError, match="no post is fit"):
        build(corpus, store)
    assert search(store, "attention").total == 8


def test_drafts_are_counted_and_not_indexed(corpus: Path, store: GenerationStore) -> None:
    draft = post_text("A secret").replace("level:", "draft: true\nlevel:")
    write_corpus(corpus, {"notes/draft.md": draft})
    report = build(corpus, store)
    assert (report.indexed, report.drafts, report.rejected) == (8, 1, 0)
    assert search(store, "secret").total == 0


def test_a_build_while_another_holds_the_lock_says_so(corpus: Path, store: GenerationStore) -> None:
    with store.lock(), pytest.raises(BuildLockedError):
        build(corpus, store)


def test_the_manifest_says_what_the_generation_was_made_of(
    corpus: Path, store: GenerationStore
) -> None:
    write_corpus(corpus, {"notes/bad.md": "no front matter"})
    build(corpus, store)
    folder = store.folder("g000001")
    manifest = Manifest.read(folder)
    assert manifest.counts == {"posts": 8, "drafts": 0, "rejected": 1}
    files = Sources.read(folder).files
    assert {file.path: file.outcome for file in files}["notes/bad.md"] is Outcome.REJECTED
    assert all(len(file.digest) == 64 for file in files)
    on_disk = {path.name: path.stat().st_size for path in folder.iterdir()}
    del on_disk["manifest.json"]
    assert {name: file.bytes for name, file in manifest.files.items()} == on_disk
    assert all(
        hashlib.sha256((folder / name).read_bytes()).hexdigest() == file.sha256
        for name, file in manifest.files.items()
    )


def test_progress_is_told_of_every_post_read_and_written(
    corpus: Path, store: GenerationStore
) -> None:
    read: list[tuple[int, int]] = []
    written: list[tuple[int, int]] = []
    progress = Progress(
        on_read=lambda done, total: read.append((done, total)),
        on_write=lambda done, total: written.append((done, total)),
    )
    build(corpus, store, progress=progress)
    assert read == [(number, 8) for number in range(1, 9)]
    assert written[-1] == (8, 8)


_WORDS = st.sampled_from(["attention", "cache", "kernel", "token", "entropy", "softmax", "adam"])
_TEXTS = st.lists(_WORDS, min_size=1, max_size=6).map(" ".join)
_LINKS = st.sampled_from(["", "[one](p1.md)", "[two](p2.md#why) and [none](p9.md)"])


def _post_file(fields: dict[str, str], more: str, links: str) -> str:
    return post_text(**fields).replace("level:", f"{more}level:") + f"\n{links}\n"


_FILES = st.builds(
    _post_file,
    st.fixed_dictionaries(
        {
            "title": _TEXTS,
            "summary": _TEXTS,
            "day": st.sampled_from(["2026-04-29", "2026-05-02"]),
            "level": st.sampled_from(["intro", "advanced", "no such level"]),
            "body": _TEXTS,
        }
    ),
    st.sampled_from(["", "", "slug: p1\n", "slug: q\n", "aliases: [p2, r]\n", "draft: true\n"]),
    _LINKS,
)
_CORPORA = st.fixed_dictionaries(
    {"notes/fixed.md": st.just(post_text("Fixed"))},
    optional={
        **{f"{name}/p{number}.md": _FILES for number in range(4) for name in ("notes", "more")},
        "notes/domain.toml": st.sampled_from(["name = 'N'", "name = 'More'", "broken"]),
    },
)


@contextmanager
def sharing_small_segments() -> Iterator[None]:
    """Let builds share segments as they do in a large corpus."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "MIN_SHARED_POSTS", 1)
        patch.setattr(writer, "MAX_DEAD_SHARE", 100.0)
        yield


def replace_corpus(root: Path, files: dict[str, str]) -> None:
    """Make a folder hold these files, without touching those that it holds already."""
    for path in root.rglob("*.*"):
        if files.get(path.relative_to(root).as_posix()) != path.read_text("utf-8"):
            path.unlink()
    write_corpus(root, {name: text for name, text in files.items() if not (root / name).exists()})


@pytest.mark.one_python
@settings(max_examples=20)
@given(editions=st.lists(_CORPORA, min_size=2, max_size=4), query=_TEXTS)
def test_an_incremental_build_answers_byte_for_byte_like_a_full_one(
    tmp_path_factory: pytest.TempPathFactory, editions: list[dict[str, str]], query: str
) -> None:
    root = tmp_path_factory.mktemp("incremental")
    incremental, full = GenerationStore(root / "a"), GenerationStore(root / "b")
    with sharing_small_segments():
        for files in editions:
            replace_corpus(root / "corpus", files)
            report = build(root / "corpus", incremental)
    anew = build(root / "corpus", full)
    assert report.problems == anew.problems
    assert (report.indexed, report.drafts, report.rejected) == (
        anew.indexed,
        anew.drafts,
        anew.rejected,
    )
    for text in (query, "", f'"{query}"', f"attention -{query.split(maxsplit=1)[0]}", "entropi"):
        results = [replace(search(store, text), generation="") for store in (incremental, full)]
        assert repr(results[0]) == repr(results[1])
    with open_source(incremental.root).lease() as one, open_source(full.root).lease() as other:
        for hit in other.search(Query(page_size=100)).hits:
            assert one.reading(hit.slug) == other.reading(hit.slug)


def test_an_incremental_build_shares_what_did_not_change(
    corpus: Path, store: GenerationStore
) -> None:
    with sharing_small_segments():
        first = build(corpus, store)
        write_corpus(corpus, {"notes/post-3.md": post_text("Entropy")})
        second = build(corpus, store)
    folders = [store.folder(report.generation) for report in (first, second)]
    shared = [
        path.name
        for path in folders[1].iterdir()
        if (folders[0] / path.name).exists() and path.samefile(folders[0] / path.name)
    ]
    assert {Path(name).suffix for name in shared} >= {".pst", ".trm", ".jsonl"}
    entries = [Manifest.read(folder).files for folder in folders]
    assert all(entries[0][name] == entries[1][name] for name in shared)
    assert all(
        hashlib.sha256((folders[1] / name).read_bytes()).hexdigest() == entry.sha256
        for name, entry in entries[1].items()
    )


def test_names_that_a_domain_declares_reach_the_next_generation(
    corpus: Path, store: GenerationStore
) -> None:
    with sharing_small_segments():
        build(corpus, store)
        write_corpus(corpus, {"notes/domain.toml": 'name = "notes"\nnames = ["ELMo"]\n'})
        report = build(corpus, store)
    assert (report.is_new, report.parsed) == (True, 0)
    assert Manifest.read(store.folder(report.generation)).names == ["ELMo"]
    assert search(store, "attention").total == 8


def test_what_an_older_generation_shared_outlives_it(corpus: Path, store: GenerationStore) -> None:
    with sharing_small_segments():
        for number in range(5):
            write_corpus(corpus, {"notes/post-3.md": post_text(f"Entropy {number}")})
            build(corpus, store, keep=1)
            assert len(generation_folders(store)) == 1
            assert search(store, "attention").total == 7
            assert [hit.title for hit in search(store, "entropy").hits] == [f"Entropy {number}"]


BUILD_SCRIPT = """
import sys
from pathlib import Path
from indexer.build import build
from indexer.generations import GenerationStore
from indexer.synonyms import SYNONYMS_FILE
from indexer.whoosh_backend import writer
writer.MIN_SHARED_POSTS, writer.MAX_DEAD_SHARE = 1, 100.0
print("ready", flush=True)
build(Path(sys.argv[1]), GenerationStore(Path(sys.argv[2])), full="full" in sys.argv)
"""

HOLDING_SCRIPT = """
import sys
from pathlib import Path
from indexer.generations import GenerationStore
with GenerationStore(Path(sys.argv[1])).lock():
    print("held", flush=True)
    input()
"""


def start_build(corpus: Path, store: GenerationStore, kind: str) -> "subprocess.Popen[str]":
    """A build in another process, which has just finished its imports."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD_SCRIPT, str(corpus), str(store.root), kind],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.one_python
@pytest.mark.parametrize("kind", ["full", "incremental"])
@pytest.mark.parametrize("seed", range(12))
def test_a_killed_build_leaves_the_old_index_serving(
    tmp_path: Path, store: GenerationStore, seed: int, kind: str
) -> None:
    corpus = write_corpus(tmp_path / "corpus", edition(1, posts=40))
    build(corpus, store)
    before = search(store, "attention")
    second = edition(2, posts=40)
    if kind == "incremental":
        second = dict(list(second.items())[:4])
    write_corpus(corpus, second)
    process = start_build(corpus, store, kind)
    try:
        process.wait(timeout=random.Random(seed).uniform(0.0, 0.25))  # noqa: S311 - no secret
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()
    served = store.current()
    if served == before.generation:
        assert search(store, "attention") == before
    else:
        assert search(store, "edition2").total == len(second)
    with sharing_small_segments():
        report = build(corpus, store, keep=1)
    assert search(store, "edition2").total == len(second)
    assert search(store, "attention").total == 40
    assert generation_folders(store) == set(store.kept())
    assert report.generation == store.current()


def test_a_dead_builds_lock_is_taken_over(corpus: Path, store: GenerationStore) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDING_SCRIPT, str(store.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(BuildLockedError, match=f"process {holder.pid}"):
        build(corpus, store)
    holder.kill()
    holder.communicate()
    assert build(corpus, store).is_new


def test_a_generation_that_was_damaged_is_no_base_for_the_next_build(
    corpus: Path, store: GenerationStore
) -> None:
    first: BuildReport = build(corpus, store)
    (store.folder(first.generation) / "posts.owners.npy").unlink()
    write_corpus(corpus, {"notes/post-0.md": post_text("Changed")})
    report = build(corpus, store)
    assert report.parsed == 8
    open_generation(store.folder(report.generation)).close()


def meaning(store: GenerationStore) -> str:
    return str(corpus_statistics(store)["meaning"])


def test_a_build_with_an_encoder_finds_what_is_meant(corpus: Path, store: GenerationStore) -> None:
    write_corpus(corpus, {"notes/bread.md": post_text("Baking bread", "Bread rises in an oven.")})
    build(corpus, store, encoder="wordllama")
    assert meaning(store) == "wordllama-256"
    (hit,) = search(store, "bakery pastries flour").hits[:1]
    assert (hit.slug, hit.is_related) == ("bread", True)


def test_a_change_of_the_encoder_alone_is_a_change(corpus: Path, store: GenerationStore) -> None:
    for encoder in ("wordllama-64", "wordllama-128", None):
        report = build(corpus, store, encoder=encoder)
        assert (report.is_new, report.indexed) == (True, 8)
        assert not build(corpus, store, encoder=encoder).is_new
        manifest = Manifest.read(store.folder(report.generation))
        assert manifest.encoder.get("setting") == encoder
        assert meaning(store).startswith(encoder or 'none: run "pip install')


def test_statistics_say_why_meaning_is_of_no_use(corpus: Path, store: GenerationStore) -> None:
    folder = store.folder(build(corpus, store, encoder="wordllama-64").generation)
    (folder / "vectors.documents.unity.npy").write_bytes(b"")
    assert meaning(store).startswith("none: the vectors cannot be read")
    (folder / "vectors.documents.unity.npy").unlink()
    assert search(store, "attention").total == 8


def test_an_encoder_that_is_not_there_ends_a_build_and_the_old_index_serves(
    corpus: Path, store: GenerationStore
) -> None:
    build(corpus, store)
    with pytest.raises(EncoderError):
        build(corpus, store, encoder="onnx:/nowhere")
    assert search(store, "attention").total == 8
