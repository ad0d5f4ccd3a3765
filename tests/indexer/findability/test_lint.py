"""Tests of lint: what keeps readers from finding or understanding posts."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.cli import main
from indexer.encoders.choice import DEFAULT_ENCODER
from indexer.errors import BuildRefusedError, CorpusError
from indexer.findability.findings import Finding, LintCode
from indexer.findability.linting import LintReport, lint_corpus
from indexer.post_template import PLACEHOLDERS
from tests.corpora import post_text, write_corpus

pytestmark = pytest.mark.one_python

CORPUS = Path(__file__).resolve().parents[3] / "corpus"


def post(
    title: str,
    summary: str = "Something else entirely.",
    body: str = "",
    answers: tuple[str, ...] = ("what is it",),
) -> str:
    questions = "".join(f"  - '{question}'\n" for question in answers)
    field = f"answers:\n{questions}level:" if answers else "level:"
    return post_text(title, summary, body=body).replace("level:", field)


def lint(root: Path, files: dict[str, str]) -> LintReport:
    return lint_corpus(write_corpus(root, files))


def found(root: Path, code: LintCode, files: dict[str, str]) -> list[Finding]:
    return [each for each in lint(root, files).findings if each.code is code]


def place(finding: Finding) -> tuple[str, int, int]:
    return finding.problem.path, finding.problem.line, finding.problem.column


def test_the_corpus_has_no_finding_but_those_accepted() -> None:
    report = lint_corpus(CORPUS, DEFAULT_ENCODER)
    assert [str(each.problem) for each in report.findings] == []
    assert report.problems == ()
    assert report.accepted == 3


def test_a_title_that_finds_another_post_first_is_found(tmp_path: Path) -> None:
    files = {"n/a.md": post("Caches"), "n/b.md": post("Caches", body="Caches, caches.\n")}
    (finding,) = found(tmp_path, LintCode.TITLE_RANK, files)
    assert "the title ranks 2nd for itself, behind '" in finding.problem.message
    assert place(finding)[1:] == (2, 8)


def test_a_post_without_questions_is_found(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, LintCode.NO_QUESTIONS, {"n/a.md": post("Caches", answers=())})
    assert place(finding) == ("n/a.md", 2, 8)


def test_a_post_that_none_of_its_questions_finds_is_found(tmp_path: Path) -> None:
    files = {
        f"n/{name}.md": post(f"Post {name}", body="Copper wire and copper coil.\n")
        for name in ("a", "b", "c", "d")
    }
    files["n/e.md"] = post("Iron", answers=("which copper wire", "which copper coil"))
    (finding,) = (f for f in found(tmp_path, LintCode.QUESTIONS_MISS, files) if f.slug == "e")
    assert "none of its 2 questions finds this post" in finding.problem.message
    assert place(finding)[1] == 5


def test_a_question_that_its_post_does_not_answer_is_found_at_its_line(tmp_path: Path) -> None:
    files = {"n/a.md": post("Iron", answers=("what is iron", "which copper coil"))}
    files["n/b.md"] = post("Copper coils", body="Copper coil.\n")
    (finding,) = (f for f in found(tmp_path, LintCode.QUESTION_LOST, files) if f.slug == "a")
    assert (place(finding), finding.about) == (("n/a.md", 7, 5), "which copper coil")
    assert finding.problem.hint == "the post lacks 'copper', 'coil': say it, or add a synonym"


def test_posts_that_compete_for_questions_are_found(tmp_path: Path) -> None:
    asked = ("copper coil heat", "copper coil loss", "copper coil price")
    files = {
        "n/a.md": post("Copper", body="On metal.\n", answers=asked),
        "n/b.md": post("Coils of copper", body="Copper coil heat, loss and price.\n"),
    }
    (finding,) = found(tmp_path, LintCode.COMPETING_POSTS, files)
    assert (finding.slug, finding.about) == ("a", "b")
    assert "this post and 'b' compete for 3 questions: 'copper coil heat'" in str(finding.problem)


def test_a_summary_that_repeats_the_title_is_found(tmp_path: Path) -> None:
    files = {
        "n/a.md": post("Why caches are fast", "Why is a cache so fast?"),
        "n/b.md": post("Why caches are fast, again", "They hold what was read last nearby."),
    }
    (finding,) = found(tmp_path, LintCode.EMPTY_SUMMARY, files)
    assert place(finding) == ("n/a.md", 3, 10)


def test_near_duplicates_are_found_once(tmp_path: Path) -> None:
    body = "Every cache holds what was read last, for it is likely to be read again soon.\n"
    files = {
        "n/a.md": post("Caches", body=body + "One ends so.\n"),
        "n/b.md": post("Stores", body=body + "Another ends otherwise.\n"),
        "n/c.md": post("Bread", body="Flour, water and salt make the dough of every loaf.\n"),
    }
    (finding,) = found(tmp_path, LintCode.NEAR_DUPLICATE, files)
    assert (finding.slug, finding.about) == ("b", "a")


def test_posts_that_say_the_same_in_other_words_are_near_duplicates(tmp_path: Path) -> None:
    files = {
        "n/a.md": post("Flour and water", "Salt and oil.", "Dough: flour, salt, oil, water.\n"),
        "n/b.md": post("Water and flour", "Oil and salt.", "Water, oil, salt, flour: dough.\n"),
        "n/c.md": post("Tides", "On the sea.", "The moon pulls at the sea, and it rises.\n"),
    }
    root = write_corpus(tmp_path, files)
    findings = lint_corpus(root, DEFAULT_ENCODER).findings
    (finding,) = (each for each in findings if each.code is LintCode.NEAR_DUPLICATE)
    assert (finding.slug, finding.about) == ("b", "a")
    assert "'a' mean nearly the same (cosine " in finding.problem.message
    assert place(finding) == ("n/b.md", 2, 8)


def test_what_means_an_unknown_word_is_proposed(tmp_path: Path) -> None:
    files = {
        "n/a.md": post("Iron", body="Metal.\n", answers=("which photo of metal",)),
        "n/b.md": post("Metal", body="Metal in a picture. A picture, one picture, the picture.\n"),
    }
    root = write_corpus(tmp_path, files)
    for setting, proposal in ((None, "…"), (DEFAULT_ENCODER, "picture")):
        findings = lint_corpus(root, setting).findings
        (finding,) = (each for each in findings if each.code is LintCode.MISSING_SYNONYM)
        assert f'"photo" = ["{proposal}"]' in finding.problem.hint


def test_an_abbreviation_that_nobody_explains_is_found_where_it_stands(tmp_path: Path) -> None:
    files = {
        "n/a.md": post("Chips", body="One.\n\nAn ASIC is built.\n"),
        "n/b.md": post("Loads", body="A graphics processing unit (GPU).\n"),
        "n/c.md": post("Links", body="See [loads](b.md) on the GPU and GPUs.\n"),
        "n/d.md": post("Alone", body="The GPU.\n"),
        "n/domain.toml": 'name = "N"\nnames = ["NASA"]\n',
        "n/e.md": post("Names", body="NASA.\n"),
    }
    chips, alone = found(tmp_path, LintCode.UNEXPLAINED_ABBREVIATION, files)
    assert (place(chips), chips.about) == (("n/a.md", 11, 4), "ASIC")
    assert (alone.slug, alone.about) == ("d", "GPU")


def test_a_word_that_no_post_and_no_synonym_knows_is_found(tmp_path: Path) -> None:
    files = {
        "n/a.md": post("Iron", body="Metal.\n", answers=("which zeppelin metal",)),
        "n/b.md": post("Metal", body="Metal, metal.\n"),
    }
    (finding,) = found(tmp_path, LintCode.MISSING_SYNONYM, files)
    assert (finding.slug, finding.about) == ("a", "zeppelin")
    files["synonyms.toml"] = '[one_way]\n"zeppelin" = ["metal"]\n'
    assert found(tmp_path, LintCode.MISSING_SYNONYM, files) == []


@pytest.mark.parametrize("placeholder", PLACEHOLDERS)
def test_what_the_template_put_there_is_found(tmp_path: Path, placeholder: str) -> None:
    files = {"n/a.md": post("Iron", body=f"One.\n\n{placeholder}\n")}
    (finding,) = found(tmp_path, LintCode.UNWRITTEN, files)
    assert place(finding)[2] == 1


ACCEPTED = '[[accepted]]\ncode = "no-questions"\npost = "a"\nreason = "a page of links"\n'


def test_a_finding_can_be_accepted_with_a_reason(tmp_path: Path) -> None:
    report = lint(tmp_path, {"n/a.md": post("Iron", answers=()), "lint.toml": ACCEPTED})
    assert (report.findings, report.accepted, report.problems) == ((), 1, ())


def test_one_of_several_findings_can_be_accepted(tmp_path: Path) -> None:
    entry = (
        '[[accepted]]\ncode = "unexplained-abbreviation"\npost = "a"\nabout = "ASIC"\n'
        'reason = "known"\n'
    )
    files = {"n/a.md": post("Iron", body="An ASIC and an FPGA.\n"), "lint.toml": entry}
    (left,) = found(tmp_path, LintCode.UNEXPLAINED_ABBREVIATION, files)
    assert left.about == "FPGA"


def test_an_acceptance_that_is_not_needed_any_more_is_found(tmp_path: Path) -> None:
    files = {"n/a.md": post("Iron"), "lint.toml": f"# On links\n{ACCEPTED}"}
    (finding,) = found(tmp_path, LintCode.STALE_ACCEPTANCE, files)
    assert place(finding) == ("lint.toml", 2, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[accepted]\n", "the file is not valid TOML"),
        ("accepted = 3\n", "'accepted' is no list of tables"),
        ("accepted = [3]\n", "'accepted' is no list of tables"),
        ('[[accepted]]\npost = "a"\nreason = "x"\n', "'code' is missing"),
        ('[[accepted]]\ncode = "no-questions"\npost = "a"\n', "'reason' is missing"),
        ('[[accepted]]\ncode = "no-questions"\npost = "a"\nreason = " "\n', "'reason' is missing"),
        ('[[accepted]]\ncode = "ugly"\npost = "a"\nreason = "x"\n', "unknown code 'ugly'"),
        (ACCEPTED + "about = 3\n", "'about' is no text"),
        (ACCEPTED + "[ignored]\n", "'ignored' is not read"),
    ],
)
def test_what_cannot_be_read_in_the_file_is_a_problem_at_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    report = lint(tmp_path, {"n/a.md": post("Iron"), "lint.toml": text})
    (problem,) = report.problems
    assert message in problem.message


def test_a_corpus_without_a_fit_post_cannot_be_linted(tmp_path: Path) -> None:
    with pytest.raises(BuildRefusedError, match="indexer check"):
        lint(tmp_path, {"n/a.md": "nothing"})
    with pytest.raises(CorpusError):
        lint_corpus(tmp_path / "nowhere")


def indexer(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"COLUMNS": "200"})


def test_the_command_names_code_place_and_hint_and_fails(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"n/a.md": post("Iron", answers=()), "n/b.md": "nothing"})
    result = indexer("lint", str(tmp_path))
    assert result.exit_code == 1
    assert "n/a.md:2:8: warning: no question says what this post answers" in result.stdout
    assert "[no-questions]" in result.stdout
    assert "hint: add 'answers:'" in result.stdout
    assert "Posts: 1. Findings: 1. Accepted: 0; 1 with errors were left out." in result.stdout


def test_the_command_speaks_json(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"n/a.md": post("Iron", answers=())})
    (plain,) = json.loads(indexer("lint", str(tmp_path), "--format", "json").stdout)
    assert (plain["code"], plain["path"], plain["line"]) == ("no-questions", "n/a.md", 2)


def test_codes_can_be_chosen_and_left_out(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"n/a.md": post("Iron", answers=())})
    assert indexer("lint", str(tmp_path), "--without", "no-questions").exit_code == 0
    assert indexer("lint", str(tmp_path), "--only", "title-rank").exit_code == 0
    assert indexer("lint", str(tmp_path), "--only", "no-questions").exit_code == 1
