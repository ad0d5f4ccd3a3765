"""Tests of `indexer check`: what it prints, and whether it fails."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from tests.corpora import post_text, write_corpus

BAD = post_text("T", level="begginer", body="[x](none.md)\n")
WARNED_OF = post_text("T", body="[x](none.md)\n")


def check(corpus: Path, *options: str) -> Result:
    """Run the command in a window wide enough for a line of any file."""
    return CliRunner().invoke(main, ["check", str(corpus), *options], env={"COLUMNS": "300"})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus", {"good.md": post_text("Good")})


def test_a_corpus_without_problems_passes(corpus: Path) -> None:
    result = check(corpus)
    assert (result.exit_code, result.stdout) == (0, "1 file: 0 errors, 0 warnings.\n")


def test_a_warning_is_shown_and_passes(corpus: Path) -> None:
    result = check(write_corpus(corpus, {"a.md": WARNED_OF}))
    assert result.exit_code == 0
    assert "a.md:7:1: warning: a link leads to 'none.md', which is no post" in result.stdout
    assert result.stdout.endswith("2 files: 0 errors, 1 warning.\n")


def test_an_error_is_shown_with_its_hint_and_fails(corpus: Path) -> None:
    result = check(write_corpus(corpus, {"sub/a.md": BAD, "b.md": WARNED_OF}))
    assert result.exit_code == 1
    assert "sub/a.md:5:8: error: unknown level 'begginer'" in result.stdout
    assert "did you mean 'intro'? one of intro, intermediate, advanced" in result.stdout
    assert result.stdout.endswith("3 files: 1 error, 1 warning.\n")


def test_json_holds_each_problem_with_its_place(corpus: Path) -> None:
    result = check(write_corpus(corpus, {"a.md": BAD}), "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == [
        {
            "path": "a.md",
            "line": 5,
            "column": 8,
            "severity": "error",
            "message": "unknown level 'begginer'",
            "hint": "did you mean 'intro'? one of intro, intermediate, advanced",
        }
    ]


def test_json_without_problems_is_an_empty_list(corpus: Path) -> None:
    result = check(corpus, "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


def test_a_missing_corpus_is_a_message_and_no_traceback(tmp_path: Path) -> None:
    result = check(tmp_path / "none")
    assert result.exit_code == 1
    assert "Error: the corpus folder" in result.stderr
    assert "Traceback" not in result.output


def test_the_corpus_may_be_named_by_the_environment(corpus: Path) -> None:
    result = CliRunner().invoke(main, ["check"], env={"EXPLAINER_CORPUS": str(corpus)})
    assert result.exit_code == 0


def test_markup_and_odd_characters_in_a_post_are_shown_as_they_are(corpus: Path) -> None:
    text = post_text("T", level="'[red]x[/red] é 😀'")
    result = check(write_corpus(corpus, {"a.md": text}))
    assert "unknown level '[red]x[/red] é 😀'" in result.stdout


def test_a_post_cannot_write_to_the_terminal(corpus: Path) -> None:
    escape = "\x1b[2J"
    files = {
        "a.md": post_text("T", level='"\\e[2J"'),
        "b.md": post_text("T").replace("---\n", '---\n"\\e[2Jtags": a\n', 1),
        "c.md": post_text("T").replace("---\n", '---\n"\\e": a\n"\\e": b\n', 1),
        "d.md": post_text("T", body=f"[x](<{escape}.md>)\n"),
        "e.md": post_text("T").replace("---\n", f"---\n{escape}: a\n", 1),
        "f.md": post_text("T").replace("---\n", '---\naliases: ["\\e"]\n', 1),
    }
    result = check(write_corpus(corpus, files))
    assert result.exit_code == 1
    assert "\x1b" not in result.stdout


def test_a_line_that_cannot_be_read_hides_no_other_mistake(tmp_path: Path) -> None:
    fields = "title: A: b\nsummary: @home\ndate: 2024-13-01\nlevel: nonsense\n"
    corpus = write_corpus(tmp_path, {"notes/post.md": f"---\n{fields}---\n"})
    result = CliRunner().invoke(main, ["check", str(corpus), "--format", "json"])
    places = [(found["line"], found["severity"]) for found in json.loads(result.stdout)]
    assert places == [(2, "error"), (3, "error"), (4, "error"), (5, "error")]
