"""Tests of new posts: valid at once, and never in another's place."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from indexer.cli import main
from indexer.corpus import read_corpus
from indexer.post import Level
from indexer.post_fields import parse_post
from indexer.post_template import new_post_text
from tests.corpora import post_text, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", {"notes/domain.toml": 'name = "Notes"\n'})


def indexer(corpus: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"EXPLAINER_CORPUS": str(corpus)})


def test_a_new_post_is_valid_at_once(corpus: Path) -> None:
    result = indexer(corpus, "new", "Why isn't the sky  violet?", "--date", "2026-05-01")
    path = corpus / "notes" / "why-isnt-the-sky-violet.md"
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    reading = read_corpus(corpus)
    assert reading.problems == []
    (post,) = reading.posts
    assert (post.title, post.level, post.date) == (
        "Why isn't the sky violet?",
        Level.INTRO,
        date(2026, 5, 1),
    )
    assert indexer(corpus, "check", str(corpus)).exit_code == 0


def test_a_draft_is_left_out_of_the_index(corpus: Path) -> None:
    assert indexer(corpus, "new", "The sky", "--draft", "--level", "advanced").exit_code == 0
    reading = read_corpus(corpus)
    assert (list(reading.indexed), reading.problems) == ([], [])


def test_no_file_is_written_over(corpus: Path) -> None:
    write_corpus(corpus, {"notes/the-sky.md": "mine"})
    result = indexer(corpus, "new", "The sky!")
    assert (result.exit_code, "is there already" in result.stderr) == (1, True)
    assert (corpus / "notes/the-sky.md").read_text("utf-8") == "mine"


def test_a_slug_or_alias_of_another_post_is_taken(corpus: Path) -> None:
    alias = post_text("Heaven").replace("level:", "aliases: [the-sky]\nlevel:")
    write_corpus(corpus, {"notes/heaven.md": alias})
    result = indexer(corpus, "new", "The sky")
    assert "heaven.md has the slug or alias 'the-sky' already" in result.stderr
    assert not (corpus / "notes/the-sky.md").exists()


def test_of_several_domains_one_must_be_named(corpus: Path) -> None:
    write_corpus(corpus, {"letters/domain.toml": 'name = "Letters"\n'})
    result = indexer(corpus, "new", "The sky")
    assert "say with --domain which it belongs to: letters, notes" in result.stderr
    assert indexer(corpus, "new", "The sky", "--domain", "letters").exit_code == 0
    assert (corpus / "letters/the-sky.md").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("?!",), "the title holds no word"),
        (("The sky", "--domain", "nowhere"), "there is no folder"),
        (("The \x07 sky",), "control character"),
    ],
)
def test_what_cannot_be_a_post_is_refused(
    corpus: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = indexer(corpus, "new", *arguments)
    assert (result.exit_code, message in result.stderr) == (1, True)
    assert list(corpus.rglob("*.md")) == []


def test_without_a_domain_the_folder_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "name a folder with --domain" in indexer(tmp_path / "empty", "new", "The sky").stderr
    assert "does not exist" in indexer(tmp_path / "nowhere", "new", "The sky").stderr


@given(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1).map(str.strip))
def test_any_title_that_can_be_shown_survives_its_file(title: str) -> None:
    text = new_post_text(title, day=date(2026, 5, 1), level=Level.INTRO)
    parsed = parse_post(text, path="p.md", default_slug="p", domain="d")
    assert parsed.post is not None
    assert (parsed.post.title, parsed.problems) == (title, ())
