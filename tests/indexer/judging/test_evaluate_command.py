"""Tests of `indexer evaluate` as a maintainer types it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from tests.corpora import post_text, write_corpus
from tests.indexer.judging.collections import write_collection

LINES = {
    "development": [
        {"query": "keys and values", "group": "beginner", "grades": {"cache": 2, "gone": 1}},
        {"query": "quadratc", "group": "typo", "grades": {"attention": 2}},
        {"query": "best pizza dough", "group": "no-answer", "grades": {}},
    ],
    "final": [{"query": "bread", "group": "keyword", "grades": {"bread": 2}}],
}


def with_answers(text: str, *answers: str) -> str:
    listing = "".join(f"  - '{answer}'\n" for answer in answers)
    return text.replace("\n---\n", f"\nanswers:\n{listing}---\n", 1)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A corpus with its index and its judgements."""
    files = {
        "notes/cache.md": with_answers(
            post_text("The KV cache", "It keeps keys and values."),
            "why is generation so fast",
            "what is kept of old tokens, keys and values?",
        ),
        "notes/attention.md": post_text("Attention", "Its cost is quadratic."),
        "notes/bread.md": post_text("Bread", "No post of ours: flour, water, salt."),
    }
    write_corpus(tmp_path / "corpus", files)
    for name, lines in LINES.items():
        text = "".join(f"{json.dumps(line)}\n" for line in lines)
        write_corpus(tmp_path / "tests" / "relevance", {f"{name}.jsonl": text})
    assert indexer(tmp_path, "build").exit_code == 0
    return tmp_path


def indexer(place: Path, *arguments: str) -> Result:
    environment = {
        "EXPLAINER_CORPUS": str(place / "corpus"),
        "EXPLAINER_INDEX": str(place / "index"),
        "EXPLAINER_ENCODER": "none",
        "COLUMNS": "100",
    }
    return CliRunner().invoke(main, arguments, env=environment)


def test_the_development_half_and_the_posts_questions_are_measured(place: Path) -> None:
    result = indexer(place, "evaluate", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert {"ndcg@10", "mrr@10", "recall@100", "success@1", "success@3"} <= found.keys()
    assert found["queries"] == 4
    assert {name: group["queries"] for name, group in found["groups"].items()} == {
        "answers": 2,
        "beginner": 1,
        "typo": 1,
    }
    assert found["groups"]["typo"]["ndcg@10"] == 1.0
    assert found["groups"]["answers"]["success@1"] == 0.5
    low, high = found["intervals"]["success@1"]
    assert low <= found["success@1"] == 0.75 <= high
    assert found["no_answer"]["queries"] == 1
    assert [query["best_rank"] for query in found["per_query"]] == [None, 1, 1, 1, None]
    assert found["name"] == "g000001 (arrays)"
    assert found["compared_with"] is None


def test_a_slug_that_no_post_has_is_a_warning_with_file_and_line(place: Path) -> None:
    result = indexer(place, "evaluate", "--json")
    path = place / "tests" / "relevance" / "development.jsonl"
    assert f"{path}:1:1: warning: no post has the slug 'gone'" in result.stderr


def test_a_bad_line_ends_the_command_with_file_and_line(place: Path) -> None:
    path = place / "tests" / "relevance" / "development.jsonl"
    path.write_text(f'{path.read_text("utf-8")}{{"query": 1}}\n', "utf-8")
    result = indexer(place, "evaluate")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{path}:4:1: error: 'group' is missing" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "queries"),
    [
        (("--half", "final"), ["bread"]),
        (("--half", "final", "--group", "keyword"), ["bread"]),
        (("--half", "all", "--group", "keyword", "--group", "typo"), ["quadratc", "bread"]),
        (("--judgements", "own.jsonl", "--group", "own"), ["flour"]),
        (("--judgements", "own.jsonl", "--half", "final"), ["flour"]),
    ],
)
def test_half_group_and_files_choose_queries(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    queries: list[str],
) -> None:
    monkeypatch.chdir(place)
    line = {"query": "flour", "group": "own", "grades": {"bread": 1}}
    Path("own.jsonl").write_text(json.dumps(line))
    found = json.loads(indexer(place, "evaluate", "--json", *arguments).stdout)
    assert [query["query"] for query in found["per_query"]] == queries


def test_an_unknown_group_is_refused_with_the_known_ones(place: Path) -> None:
    result = indexer(place, "evaluate", "--group", "typos")
    assert result.exit_code == 1
    assert "no query is of the group 'typos'; there are answers, beginner" in result.stderr


def test_a_post_that_is_not_indexed_yet_is_named_and_left_out(place: Path) -> None:
    new = with_answers(post_text("New", "Not built."), "what is new")
    write_corpus(place / "corpus", {"notes/new.md": new})
    result = indexer(place, "evaluate", "--json")
    assert "notes/new.md:1:1: warning: its questions are left out" in result.stderr
    assert json.loads(result.stdout)["groups"]["answers"]["queries"] == 2


def test_without_any_judgement_the_message_says_where_to_write_some(place: Path) -> None:
    (place / "tests" / "relevance" / "final.jsonl").write_text("")
    result = indexer(place, "evaluate", "--half", "final")
    assert result.exit_code == 1
    assert "there is no judged query: give posts 'answers:'" in result.stderr


def test_the_table_shows_groups_intervals_and_refusals(place: Path) -> None:
    shown = indexer(place, "evaluate").stdout
    assert shown.startswith("g000001 (arrays):\n")
    for name in ("answers", "beginner", "typo", "all", "success@3"):
        assert name in shown
    assert "0.750" in shown
    assert "Queries without an answer here: 1, of which 100.0% (100.0% to 100.0%)" in shown


def test_generations_are_compared_query_by_query(place: Path) -> None:
    worse = post_text("The KV cache", "Words were taken out.")
    write_corpus(place / "corpus", {"notes/cache.md": worse})
    assert indexer(place, "build", "--force", "to be compared").exit_code == 0
    arguments = ("evaluate", "--compare", "g000001", "--group", "beginner")
    before = json.loads(indexer(place, *arguments, "--json").stdout)["compared_with"]
    assert (before["name"], before["success@1"]) == ("g000001 (arrays)", 1.0)
    assert before["differences"]["success@1"]["mean"] == -1.0
    [move] = before["moved"]
    assert (move["query"], move["best_rank"]) == ("keys and values", [1, None])
    shown = indexer(place, *arguments).stdout
    assert "Minus g000001 (arrays):" in shown
    assert "Queries that moved: 1, worst falls first." in shown
    assert "1 → –" in shown


def test_engines_are_compared_on_the_generation_that_serves(place: Path) -> None:
    found = json.loads(indexer(place, "evaluate", "--compare", "whoosh", "--json").stdout)
    assert found["name"] == "g000001 (arrays)"
    assert found["compared_with"]["name"] == "g000001 (whoosh)"
    other = indexer(place, "evaluate", "--engine", "whoosh", "--compare", "whoosh")
    assert "Queries that moved: 0" in other.stdout


def test_what_cannot_be_compared_with_is_refused_with_what_can(place: Path) -> None:
    result = indexer(place, "evaluate", "--compare", "g000009")
    assert result.exit_code == 1
    assert (
        "'g000009' is none of arrays, compiled, whoosh, words, and no generation that is kept: "
        in (result.stderr)
    )


def test_run_and_report_are_written_beside_the_json(place: Path) -> None:
    run, report = place / "run.txt", place / "report.html"
    result = indexer(place, "evaluate", "--run", str(run), "--report", str(report), "--json")
    assert json.loads(result.stdout)["queries"] == 4
    assert "development:2 Q0 attention 1 1 explainer-search" in run.read_text("utf-8").split("\n")
    assert report.read_text("utf-8").startswith("<!doctype html>")


def test_a_file_that_cannot_be_written_is_named(place: Path) -> None:
    result = indexer(place, "evaluate", "--run", str(place / "nowhere" / "run.txt"))
    assert result.exit_code == 1
    assert "run.txt cannot be written: No such file or directory" in result.stderr


def test_a_collection_is_measured_without_any_index(tmp_path: Path) -> None:
    folder = write_collection(tmp_path / "tiny")
    run = tmp_path / "run.txt"
    result = indexer(tmp_path, "evaluate", "--collection", str(folder), "--run", str(run), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["queries"] == 3
    assert found["groups"].keys() == {"tiny"}
    assert {"indexing", "searching"} == found["seconds"].keys()
    assert run.read_text("utf-8").startswith("q1 Q0 a1 1 1 explainer-search\n")
    assert not (tmp_path / "index").exists()


def test_an_id_with_white_space_is_refused_only_for_a_run(tmp_path: Path) -> None:
    qrels = "query-id\tcorpus-id\tscore\nq3\tc 3\t1\n"
    folder = write_collection(tmp_path / "tiny", qrels=qrels)
    arguments = ("evaluate", "--collection", str(folder))
    assert indexer(tmp_path, *arguments).exit_code == 0
    result = indexer(tmp_path, *arguments, "--run", str(tmp_path / "run.txt"))
    assert result.exit_code == 1
    assert "the id 'c 3' holds white space" in result.stderr
    assert not (tmp_path / "run.txt").exists()


@pytest.mark.parametrize(
    "arguments",
    [("--compare", "g000001"), ("--group", "typo"), ("--judgements", ".")],
)
def test_what_a_collection_has_no_use_for_is_a_usage_error(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    folder = write_collection(tmp_path / "tiny")
    result = indexer(tmp_path, "evaluate", "--collection", str(folder), *arguments)
    assert result.exit_code == 2


def test_a_folder_that_is_no_collection_is_named(tmp_path: Path) -> None:
    result = indexer(tmp_path, "evaluate", "--collection", str(tmp_path))
    assert result.exit_code == 1
    assert "is no test collection: it has no corpus.jsonl and no queries.jsonl" in result.stderr


def test_without_an_index_it_says_to_build_one(tmp_path: Path) -> None:
    result = indexer(tmp_path, "evaluate")
    assert result.exit_code == 1
    assert "run 'indexer build'" in result.stderr
