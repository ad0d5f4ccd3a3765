"""Tests of the command line as a maintainer types it."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from tests.corpora import edition, post_text, write_corpus

COMMANDS = tuple(main.list_commands(click.Context(main)))


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    files = edition(1, posts=3) | {
        "notes/domain.toml": 'name = "Field notes"\n',
        "notes/cache.md": post_text(
            "Why is the KV cache a thing?",
            "It [bold]saves[/bold] work.",
            day="2026-05-02",
            level="intermediate",
            body="Intro.\n\n## Where the bytes go\n\nEach layer keeps keys and values.\n",
        ),
    }
    return write_corpus(tmp_path / "corpus", files)


def indexer(corpus: Path, *arguments: str) -> Result:
    """Run a command beside the corpus, in a wide window."""
    environment = {
        "EXPLAINER_CORPUS": str(corpus),
        "EXPLAINER_INDEX": str(corpus.parent / "index"),
        "COLUMNS": "200",
    }
    return CliRunner().invoke(main, arguments, env=environment)


def test_build_says_what_it_did(corpus: Path) -> None:
    result = indexer(corpus, "build")
    assert result.exit_code == 0
    assert "Published g000001: 4 posts, 4 parsed; 4 added, 0 changed, 0 removed." in result.stdout


def test_a_search_for_programs_loads_only_what_it_uses(corpus: Path) -> None:
    indexer(corpus, "build")
    script = (
        "import sys; from indexer.cli import main; "
        f"main(['search', 'cache', '--json', '--index', {str(corpus.parent / 'index')!r}], "
        "standalone_mode=False); "
        "print(sorted({'whoosh', 'yaml', 'markdown_it', 'rich', 'numba', 'flask'} "
        "& set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["total"] == 1
    assert done.stderr == "[]\n"


def test_build_without_changes_says_so(corpus: Path) -> None:
    indexer(corpus, "build")
    assert "Nothing has changed: g000001 serves 4 posts." in indexer(corpus, "build").stdout


def test_build_names_what_it_rejected_and_still_succeeds(corpus: Path) -> None:
    write_corpus(corpus, {"notes/bad.md": "nothing"})
    result = indexer(corpus, "build")
    assert result.exit_code == 0
    assert "notes/bad.md:1:1: error: no front matter" in result.stderr
    assert "Rejected because of errors: 1." in result.stdout


def test_build_strict_fails_without_a_traceback(corpus: Path) -> None:
    write_corpus(corpus, {"notes/bad.md": "nothing"})
    result = indexer(corpus, "build", "--strict")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: nothing is published")
    assert "Traceback" not in result.output


def test_a_missing_corpus_is_named(corpus: Path) -> None:
    result = indexer(corpus, "build", "nowhere")
    assert (result.exit_code, result.stderr) == (
        1,
        "Error: the corpus folder nowhere does not exist\n",
    )


def test_search_lists_hits_with_section_and_facets(corpus: Path) -> None:
    indexer(corpus, "build")
    result = indexer(corpus, "search", "keys in each layer")
    assert "1. Why is the KV cache a thing?" in result.stdout
    assert "2026-05-02 · intermediate · Field notes · cache" in result.stdout
    assert "Where the bytes go: Each layer keeps keys and values." in result.stdout
    assert "1 to 1 of 1 post, generation g000001" in result.stdout
    assert "level: intermediate 1" in result.stdout


def test_square_brackets_in_a_post_are_text_not_markup(corpus: Path) -> None:
    indexer(corpus, "build")
    assert "It [bold]saves[/bold] work." in indexer(corpus, "search", "saves").stdout


def test_search_says_what_was_corrected_and_ignored(corpus: Path) -> None:
    indexer(corpus, "build")
    result = indexer(corpus, "search", "why is [attentoin]")
    assert "Showing results for why is [attention]" in result.stdout
    assert "Ignored: why, is" in result.stdout


def test_search_as_json_has_the_documented_shape(corpus: Path) -> None:
    indexer(corpus, "build")
    answer = json.loads(indexer(corpus, "search", "kv cache", "--json").stdout)
    assert {*answer} == {
        *("query", "total", "page", "pages", "hits", "facets"),
        *("corrected", "ignored_words", "no_good_answer", "start_here", "generation"),
    }
    assert answer["hits"][0]["slug"] == "cache"


def test_search_takes_all_filters(corpus: Path) -> None:
    indexer(corpus, "build")
    filters = ("--level", "intermediate", "--level", "intro", "--domain", "Field notes")
    dates = ("--month", "2026-04", "--since", "2026-04-01", "--until", "2026-04-30")
    result = indexer(corpus, "search", *filters, *dates, "--sort", "oldest", "--json")
    assert json.loads(result.stdout)["total"] == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--month", "2026-13"), "'2026-13' is no month; write it as 2026-04"),
        (("--since", "yesterday"), "'yesterday' is no date; write it as 2026-04-30"),
        (("--level", "easy"), "'easy' is not one of"),
        (("--page", "0"), "0 is not in the range"),
    ],
)
def test_a_wrong_option_is_explained(
    corpus: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = indexer(corpus, "search", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_since_behind_until_is_an_error_not_an_empty_list(corpus: Path) -> None:
    result = indexer(corpus, "search", "--since", "2026-05-02", "--until", "2026-05-01")
    assert result.exit_code == 1
    assert "must not be later than until" in result.stderr


def test_search_says_if_nothing_was_found_or_the_page_is_beyond_the_last(corpus: Path) -> None:
    indexer(corpus, "build")
    assert "No post found." in indexer(corpus, "search", "zebra").stdout
    beyond = indexer(corpus, "search", "attention", "--page", "9").stdout
    assert "No post found on page 9 of 1." in beyond


@pytest.mark.parametrize("command", [("search", "x"), ("show", "x"), ("stats",), ("rollback",)])
def test_without_an_index_each_command_says_to_build_one(
    corpus: Path, command: tuple[str, ...]
) -> None:
    result = indexer(corpus, *command)
    assert result.exit_code == 1
    assert "run 'indexer build'" in result.stderr


def test_show_prints_a_post_and_says_if_there_is_none(corpus: Path) -> None:
    indexer(corpus, "build")
    assert "Each layer keeps keys and values." in indexer(corpus, "show", "cache").stdout
    assert json.loads(indexer(corpus, "show", "cache", "--json").stdout)["sections"][1] == {
        "heading": "Where the bytes go",
        "anchor": "where-the-bytes-go",
        "text": "Each layer keeps keys and values.",
    }
    missing = indexer(corpus, "show", "nope")
    assert (missing.exit_code, missing.stderr) == (1, "Error: there is no post 'nope'\n")


def test_stats_counts_posts_words_and_sections(corpus: Path) -> None:
    indexer(corpus, "build")
    statistics = json.loads(indexer(corpus, "stats", "--json").stdout)
    assert (statistics["posts"], statistics["sections"], statistics["words"]) == (4, 1, 11)
    assert "sections" in indexer(corpus, "stats").stdout


def test_generations_mark_the_one_that_serves_and_rollback_moves_the_mark(corpus: Path) -> None:
    assert "No generation lies in" in indexer(corpus, "generations").stdout
    indexer(corpus, "build")
    indexer(corpus, "build", "--full")
    listing = json.loads(indexer(corpus, "generations", "--json").stdout)
    assert [entry["generation"] for entry in listing] == ["g000002", "g000001"]
    assert indexer(corpus, "rollback").stdout == "g000001 serves now.\n"
    assert "*  g000001" in indexer(corpus, "generations").stdout
    assert "oldest generation" in indexer(corpus, "rollback").stderr
    assert indexer(corpus, "rollback", "--to", "g000002").stdout == "g000002 serves now.\n"


def test_a_rollback_to_a_damaged_generation_changes_nothing(corpus: Path) -> None:
    indexer(corpus, "build")
    indexer(corpus, "build", "--full")
    (corpus.parent / "index" / "g000001" / "manifest.json").write_text("{}")
    result = indexer(corpus, "rollback")
    assert result.exit_code == 1
    assert "manifest.json cannot be read" in result.stderr
    assert json.loads(indexer(corpus, "stats", "--json").stdout)["generation"] == "g000002"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"indexer {command}" in result.stdout.partition("Example")[2]


def test_the_list_of_commands_is_whole(corpus: Path) -> None:
    listing = indexer(corpus, "--help").stdout
    assert all(f"  {command}  " in listing for command in COMMANDS)
    unknown = indexer(corpus, "biuld")
    assert unknown.exit_code == 2
    assert "No such command 'biuld'" in unknown.stderr
