"""Tests of what differs between two generations, and of how it is shown."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.build import build
from indexer.cli import main
from indexer.errors import BuildRefusedError, GenerationNotFoundError
from indexer.generations import GenerationStore
from indexer.judging.admission import Admission
from indexer.judging.generation_diff import (
    GenerationDiff,
    diff_generations,
    post_changes,
    synonym_changes,
    word_changes,
)
from indexer.judging.succession import Succession
from indexer.synonyms import Synonyms
from tests.corpora import post_text, write_corpus
from tests.fakes import make_post


def cache(body: str) -> str:
    text = post_text("The KV cache", "On <memory>.", body=body)
    return text.replace("level:", "answers: ['where are keys kept']\nlevel:")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A corpus whose second generation was forced: it spoils the answer to a question."""
    files = {
        "notes/cache.md": cache("Keys are kept here.\n"),
        "notes/door.md": post_text("Doors", body="Where keys turn.\n"),
        "notes/old.md": post_text("Old", body="Rust.\n"),
    }
    corpus = write_corpus(tmp_path / "corpus", files)
    store = GenerationStore(tmp_path / "index")
    build(corpus, store)
    (corpus / "notes/old.md").unlink()
    write_corpus(
        corpus,
        {
            "notes/cache.md": cache("Nothing.\n"),
            "notes/new.md": post_text("New", body="Zinc and zinc.\n"),
            "synonyms.toml": '[one_way]\n"gate" = ["door"]\n',
        },
    )
    build(corpus, store, admission=Admission(forced="a test"))
    return tmp_path


def diff(place: Path, before: str = "g000001", after: str = "g000002") -> GenerationDiff:
    store = GenerationStore(place / "index")
    return diff_generations(store, before, after, [], lambda _step, _done, _total: None)


def indexer(place: Path, *arguments: str) -> Result:
    environment = {
        "EXPLAINER_CORPUS": str(place / "corpus"),
        "EXPLAINER_INDEX": str(place / "index"),
        "COLUMNS": "160",
    }
    return CliRunner().invoke(main, arguments, env=environment)


def test_posts_words_and_synonyms_that_came_and_went_are_told(place: Path) -> None:
    found = diff(place)
    assert (found.posts.added, found.posts.changed, found.posts.removed) == (
        ("new",),
        ("cache",),
        ("old",),
    )
    assert found.words.gained["zinc"] == 2
    assert {"rust", "kept"} <= found.words.lost.keys()
    assert found.synonyms.gained == ("gate → door",)


def test_queries_that_moved_are_told_with_the_reason(place: Path) -> None:
    found = diff(place)
    assert found.comparison is not None
    assert [move.after.judgement.query for move in found.comparison.moves] == [
        "where are keys kept"
    ]
    assert list(found.reasons.values()) == ["cache is not found any more"]


def test_a_diff_the_other_way_round_tells_the_opposite(place: Path) -> None:
    found = diff(place, "g000002", "g000001")
    assert (found.posts.added, found.posts.removed) == (("old",), ("new",))
    assert found.synonyms.lost == ("gate → door",)


def test_a_generation_does_not_differ_from_itself(place: Path) -> None:
    found = diff(place, "g000002", "g000002")
    assert found.posts.added == found.posts.changed == found.posts.removed == ()
    assert not found.words.gained
    assert (
        "No post, word or synonym differs." in indexer(place, "diff", "g000002", "g000002").stdout
    )


def test_a_candidate_that_was_refused_can_be_compared(place: Path) -> None:
    store = GenerationStore(place / "index")
    store.roll_back("g000001")
    with pytest.raises(BuildRefusedError):
        build(place / "corpus", store)
    assert diff(place, "g000001", "g000003").posts.added == ("new",)


@pytest.mark.parametrize("name", ["g000009", "corpus", ".."])
def test_an_unknown_generation_is_named(place: Path, name: str) -> None:
    with pytest.raises(GenerationNotFoundError, match="is not kept; there are g000002, g000001"):
        diff(place, "g000001", name)


def test_the_command_compares_what_serves_with_the_one_before(place: Path) -> None:
    shown = indexer(place, "diff").stdout
    assert "From g000001 to g000002:" in shown
    assert "Queries that moved: 1" in shown
    assert "cache is not found any more" in shown


def test_the_json_holds_all_that_differs(place: Path) -> None:
    plain = json.loads(indexer(place, "diff", "--json").stdout)
    assert plain["posts"]["added"] == ["new"]
    assert plain["judged"]["compared_with"]["moved"][0]["query"] == "where are keys kept"
    assert list(plain["judged"]["reasons"].values()) == ["cache is not found any more"]


def test_the_page_plots_the_moves_and_escapes_what_it_shows(place: Path) -> None:
    assert indexer(place, "diff", "--report", str(place / "diff.html")).exit_code == 0
    page = (place / "diff.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "nDCG@10 before and after" in page
    assert "<memory>" not in page
    assert "cache is not found any more" in page


def test_without_a_build_there_is_nothing_to_compare(tmp_path: Path) -> None:
    result = indexer(tmp_path, "diff")
    assert (result.exit_code, "run 'indexer build'" in result.stderr) == (1, True)


def test_a_renamed_post_is_neither_added_nor_removed() -> None:
    succession = Succession.of([make_post("old")], [make_post("new", aliases=("old",))])
    found = post_changes(succession, {"old": "1"}, {"new": "2"})
    assert (found.added, found.changed, found.removed, found.renamed) == (
        (),
        ("new",),
        (),
        {"old": "new"},
    )


def test_gained_words_stand_in_the_order_of_their_counts() -> None:
    found = word_changes({"a": 1}, {"a": 1, "c": 2, "b": 2, "d": 9})
    assert list(found.gained) == ["d", "b", "c"]


def test_synonyms_are_told_apart_by_both_sides() -> None:
    found = synonym_changes(
        Synonyms.of_pairs([("gate", "door")]), Synonyms.of_pairs([("gate", "iron")])
    )
    assert (found.gained, found.lost) == (("gate → iron",), ("gate → door",))
