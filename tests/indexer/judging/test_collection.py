"""Tests of reading and measuring test collections."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from indexer.backends import Engine
from indexer.errors import EvaluationError
from indexer.judging.answering import Answering
from indexer.judging.collection import read_collection
from indexer.judging.collection_evaluation import evaluate_collection
from indexer.judging.measures import Measure
from indexer.judging.trial import Trial
from tests.indexer.judging.collections import DOCUMENTS, QRELS, write_collection


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_collection(tmp_path / "tiny")


def measured(folder: Path, compare_with: Engine | None = None) -> Trial:
    answering = Answering(engine=Engine.ARRAYS, with_meaning=True)
    other = compare_with and Answering(engine=compare_with, with_meaning=True)
    return evaluate_collection(folder, answering, None, other, lambda *_: None)


def rankings(trial: Trial) -> dict[str, tuple[str, ...]]:
    return {q.judgement.query_id: q.answer.ranking for q in trial.evaluation.queries}


def test_queries_with_a_relevant_document_are_measured(folder: Path) -> None:
    assert [(j.query_id, j.grades) for j in read_collection(folder).judgements] == [
        ("q1", {"a1": 1, "gone": 1}),
        ("7", {"2": 2}),
        ("q5", {"d4": 1}),
    ]


def test_documents_are_found_by_title_and_text_and_named_by_their_ids(tmp_path: Path) -> None:
    qrels = "query-id\tcorpus-id\tscore\nq1\ta1\t1\n7\t2\t1\nq3\tc 3\t1\nq5\td4\t1\n"
    trial = measured(write_collection(tmp_path / "tiny", qrels=qrels))
    assert rankings(trial)["q1"] == ("a1",)
    assert rankings(trial)["q3"] == ("c 3",)
    assert rankings(trial)["q5"] == ()
    assert trial.evaluation.name == "tiny (arrays)"


def test_a_relevant_document_that_is_missing_counts_in_the_ideal_ranking(folder: Path) -> None:
    [first, *_] = measured(folder).evaluation.queries
    assert first.measures[Measure.RECALL_100] == 0.5
    assert first.measures[Measure.NDCG_10] == pytest.approx(1 / 1.6309297535714575)


def test_windows_line_ends_blank_lines_and_byte_order_marks_change_nothing(folder: Path) -> None:
    expected = rankings(measured(folder))
    for path in folder.iterdir():
        text = path.read_text("utf-8").replace("\n", "\r\n\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert rankings(measured(folder)) == expected


def test_a_header_line_may_be_missing(tmp_path: Path) -> None:
    folder = write_collection(tmp_path / "tiny", qrels=QRELS.partition("\n")[2])
    assert read_collection(folder).judgements[0].grades == {"a1": 1, "gone": 1}


def test_a_document_without_words_is_indexed_and_never_found(tmp_path: Path) -> None:
    empty: list[Mapping[str, object]] = [{"_id": "e"}, {"_id": "n", "title": None, "text": None}]
    documents = [*empty, *DOCUMENTS]
    trial = measured(write_collection(tmp_path / "tiny", documents=documents))
    assert rankings(trial)["q1"] == ("a1",)
    assert trial.problems == ()


def test_a_collection_of_nothing_but_empty_documents_is_measured(tmp_path: Path) -> None:
    trial = measured(write_collection(tmp_path / "tiny", documents=({"_id": "a1"},)))
    assert set(rankings(trial).values()) == {()}


def test_characters_that_no_file_can_hold_are_replaced(tmp_path: Path) -> None:
    odd: dict[str, object] = {
        "_id": "o",
        "title": "\ud800 nul \0 bell \a",
        "text": "cache\u2028keep",
    }
    folder = write_collection(tmp_path / "tiny", documents=(odd,))
    assert rankings(measured(folder))["q1"] == ("o",)


def test_equal_documents_stand_in_their_files_order(tmp_path: Path) -> None:
    documents = tuple({"_id": f"x{n}", "text": "A cache."} for n in range(12))
    trial = measured(write_collection(tmp_path / "tiny", documents=documents))
    assert rankings(trial)["q1"] == tuple(f"x{n}" for n in range(12))


def test_at_most_a_hundred_documents_are_ranked(tmp_path: Path) -> None:
    documents = tuple({"_id": n, "text": "A cache."} for n in range(130))
    trial = measured(write_collection(tmp_path / "tiny", documents=documents))
    assert len(rankings(trial)["q1"]) == 100


def test_of_two_documents_with_one_id_the_first_is_kept_and_the_other_named(
    tmp_path: Path,
) -> None:
    again: Mapping[str, object] = {"_id": "a1", "title": "Bread", "text": ""}
    documents = [*DOCUMENTS, again]
    trial = measured(write_collection(tmp_path / "tiny", documents=documents))
    [problem] = trial.problems
    assert (problem.path[-12:], problem.line) == ("corpus.jsonl", 5)
    assert problem.message == "the id 'a1' stands twice: this document is left out"
    assert rankings(trial)["q1"] == ("a1",)


def test_a_judged_query_that_is_missing_is_named(tmp_path: Path) -> None:
    trial = measured(write_collection(tmp_path / "tiny", qrels=f"{QRELS}q9\ta1\t1\n"))
    assert [problem.message for problem in trial.problems] == [
        "the query 'q9' is judged, but is none of the queries"
    ]


def test_engines_are_compared_on_the_same_documents(folder: Path) -> None:
    comparison = measured(folder, Engine.WHOOSH).comparison
    assert comparison is not None
    assert (comparison.before.name, comparison.after.name) == ("tiny (whoosh)", "tiny (arrays)")


def appended(name: str, line: str | bytes) -> Callable[[Path], None]:
    def append(folder: Path) -> None:
        with (folder / name).open("ab") as file:
            file.write((line if isinstance(line, bytes) else line.encode()) + b"\n")

    return append


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def emptied(name: str) -> Callable[[Path], None]:
    def empty(folder: Path) -> None:
        (folder / name).write_text("\n")

    return empty


BAD_COLLECTIONS = [
    (without("corpus.jsonl"), "is no test collection: it has no corpus.jsonl"),
    (without("queries.jsonl"), "is no test collection: it has no queries.jsonl"),
    (without("qrels.tsv"), "is no test collection: it has no qrels.tsv"),
    (emptied("corpus.jsonl"), "corpus.jsonl holds no document"),
    (emptied("queries.jsonl"), "has a relevant document in qrels.tsv"),
    (emptied("qrels.tsv"), "has a relevant document in qrels.tsv"),
    (appended("corpus.jsonl", "{"), "corpus.jsonl:5: the line is no JSON"),
    (appended("corpus.jsonl", b"\xff"), "corpus.jsonl:5: the line is not UTF-8"),
    (appended("corpus.jsonl", "[]"), "corpus.jsonl:5: the line is no JSON object"),
    (appended("corpus.jsonl", "{}"), "corpus.jsonl:5: '_id' is missing"),
    (appended("corpus.jsonl", '{"_id": " "}'), "corpus.jsonl:5: '_id' is missing"),
    (appended("corpus.jsonl", '{"_id": 1.5}'), "corpus.jsonl:5: '_id' is missing, or neither"),
    (appended("corpus.jsonl", '{"_id": true}'), "corpus.jsonl:5: '_id' is missing, or neither"),
    (appended("corpus.jsonl", '{"_id": "x", "text": 3}'), "corpus.jsonl:5: 'text' is no text"),
    (appended("queries.jsonl", '{"_id": "q1"}'), "queries.jsonl:6: the id 'q1' stands twice"),
    (appended("qrels.tsv", "q1 a1 1"), "qrels.tsv:9: the line has not three fields"),
    (appended("qrels.tsv", "q1\t\t1"), "qrels.tsv:9: the line has not three fields"),
    (appended("qrels.tsv", "q1\td4\tyes"), "qrels.tsv:9: 'yes' is no whole number"),
    (appended("qrels.tsv", "q1\ta1\t2"), "qrels.tsv:9: query 'q1' and document 'a1' have another"),
]


@pytest.mark.parametrize(("spoil", "message"), BAD_COLLECTIONS)
def test_what_is_wrong_with_a_collection_is_named_with_file_and_line(
    folder: Path, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(folder)
    with pytest.raises(EvaluationError) as caught:
        measured(folder)
    assert message in str(caught.value)
    assert str(folder) in str(caught.value)
