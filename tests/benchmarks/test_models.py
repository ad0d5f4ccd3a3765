from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.distilled import distil
from benchmarks.models import combine, main
from indexer.encoders.choice import open_encoder
from tests.indexer.encoders.models import write_onnx_folder


def test_scores_are_scaled_before_they_are_added_up() -> None:
    words = np.array([[0.0, 10.0, 5.0], [0.0, 0.0, 0.0]])
    meaning = np.array([[0.3, 0.1, 0.2], [0.1, 0.3, 0.2]])
    assert combine(words, meaning, 0.25) == pytest.approx(
        np.array([[0.25, 0.75, 0.5], [0, 0.25, 0.125]])
    )


def test_a_distilled_table_keeps_near_what_its_teacher_has_near(tmp_path: Path) -> None:
    write_onnx_folder(tmp_path)
    teacher = open_encoder(f"onnx:{tmp_path}")
    student = distil(teacher, tmp_path / "tokenizer.json", 2)
    assert student.dimensions == 2
    cat, dog, car, nothing = student.encode(["cat", "dog", "car", "[CLS] unknown"])
    assert cat @ dog > cat @ car
    assert not nothing.any()


def test_the_table_has_a_row_for_words_alone_and_one_an_encoder(tmp_path: Path) -> None:
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "a", "title": "Cats", "text": "Cats are small animals that hunt mice."}\n'
        '{"_id": "b", "title": "Cars", "text": "Cars are driven on roads."}\n'
        '{"_id": "b", "title": "Cars again", "text": "This one is left out."}\n'
    )
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "a small pet animal"}\n')
    (tmp_path / "qrels.tsv").write_text("1\ta\t1\n")
    result = CliRunner().invoke(main, ["--collection", str(tmp_path), "--encoder", "wordllama-64"])
    assert result.exit_code == 0, result.output
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in result.output.splitlines()]
    assert [row[0] for row in rows] == ["encoder", "---", "words alone", "wordllama-64"]
    assert rows[3][1:3] == ["1.000", "1.000"]
