"""Tests of judgements read from files and folders."""

import json
from pathlib import Path

import pytest

from indexer.errors import EvaluationError
from indexer.judging.judgement_files import read_judgements
from indexer.judging.judgements import Half


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("development", "final", "more questions"):
        line = {"query": name, "group": "keyword", "grades": {"cache": 2}}
        (tmp_path / f"{name}.jsonl").write_text(f"\ufeff{json.dumps(line)}\r\n", "utf-8")
    (tmp_path / "README.md").write_text("no judgements")
    return tmp_path


def same(slug: str) -> str:
    return slug


def queries(*paths: Path, half: Half | None) -> set[str]:
    return {judgement.query for judgement in read_judgements(paths, half, same).judgements}


def test_a_file_called_after_a_half_is_read_for_that_half_alone(folder: Path) -> None:
    assert queries(folder, half=Half.DEVELOPMENT) == {"development", "more questions"}
    assert queries(folder, half=Half.FINAL) == {"final", "more questions"}
    assert queries(folder, half=None) == {"development", "final", "more questions"}


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    paths = [folder, folder / "final.jsonl", folder / ".." / folder.name / "final.jsonl"]
    judgements = read_judgements(paths, Half.FINAL, same).judgements
    assert [judgement.query_id for judgement in judgements] == ["final:1", "more_questions:1"]


def test_two_files_of_the_same_name_would_have_the_same_ids_and_are_refused(folder: Path) -> None:
    (folder / "b").mkdir()
    other = folder / "b" / "final.jsonl"
    other.write_text("")
    with pytest.raises(EvaluationError, match="several files of judgements are called final"):
        read_judgements([folder, other], None, same)


def test_all_bad_lines_of_all_files_are_named_at_once(folder: Path) -> None:
    (folder / "a.jsonl").write_text('\n{"query": "x"}\n[]\n')
    (folder / "b.jsonl").write_text("nothing\n")
    with pytest.raises(EvaluationError) as caught:
        read_judgements([folder], None, same)
    message = str(caught.value)
    assert f"{folder / 'a.jsonl'}:2:1: error: 'group' is missing" in message
    assert f"{folder / 'a.jsonl'}:3:1: error: the line is no JSON object" in message
    assert f"{folder / 'b.jsonl'}:1:1: error: the line is no JSON" in message


def test_what_is_no_text_is_refused_with_its_line(folder: Path) -> None:
    (folder / "final.jsonl").write_bytes(b"\n\n\xff\n")
    with pytest.raises(EvaluationError, match=r"final\.jsonl:3:1: error: the file is not UTF-8"):
        read_judgements([folder], None, same)


def test_a_folder_without_judgements_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"no judgements \(\*\.jsonl\) lie in"):
        read_judgements([tmp_path], None, same)
