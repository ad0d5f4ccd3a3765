"""Reads a test collection: documents, queries and relevance judgements in three files.

`corpus.jsonl` holds `_id`, `title` and `text`, `queries.jsonl` holds `_id` and `text`, and
`qrels.tsv` holds `query-id`, `corpus-id` and `score` between tabs below a header line, which
may be missing; a score of 1 or more means relevant.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import EvaluationError
from indexer.judging.json_lines import JsonLineError, parse_object
from indexer.judging.judgements import Judgement
from indexer.problems import shorten

CORPUS_FILE, QUERIES_FILE, QRELS_FILE = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_FIELDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a collection, and its line; title or text may be empty."""

    line: int
    document_id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection's folder and its queries with at least one relevant document, in order.

    `unknown_queries` are judged, but stand not among the queries.
    """

    folder: Path
    judgements: tuple[Judgement, ...]
    unknown_queries: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.resolve().name

    def documents(self) -> Iterator[Document]:
        """Read the documents, one at a time; raises EvaluationError as `read_collection`."""
        path = self.folder / CORPUS_FILE
        for line, fields in _objects(path):
            place = f"{path}:{line}"
            yield Document(
                line=line,
                document_id=_id(fields, place),
                title=_text(fields, "title", place),
                text=_text(fields, "text", place),
            )


def read_collection(folder: Path) -> Collection:
    """Read a collection's queries and judgements.

    Raises EvaluationError, naming file and line, if a file is missing or cannot be read, an
    id stands twice, or no query has a relevant document.
    """
    missing = [
        name for name in (CORPUS_FILE, QUERIES_FILE, QRELS_FILE) if not (folder / name).is_file()
    ]
    if missing:
        raise EvaluationError(
            f"{folder} is no test collection: it has no {' and no '.join(missing)}"
        )
    queries = _queries(folder / QUERIES_FILE)
    grades = _grades(folder / QRELS_FILE)
    judgements = tuple(
        Judgement(query_id=query_id, query=text, group=folder.resolve().name, grades=relevant)
        for query_id, text in queries.items()
        if (
            relevant := {doc: grade for doc, grade in grades.get(query_id, {}).items() if grade > 0}
        )
    )
    if not judgements:
        raise EvaluationError(f"no query of {folder} has a relevant document in {QRELS_FILE}")
    return Collection(
        folder=folder,
        judgements=judgements,
        unknown_queries=tuple(sorted(grades.keys() - queries.keys())),
    )


def _queries(path: Path) -> dict[str, str]:
    queries: dict[str, str] = {}
    for line, fields in _objects(path):
        place = f"{path}:{line}"
        query_id = _id(fields, place)
        if query_id in queries:
            raise EvaluationError(f"{place}: the id {shorten(query_id)} stands twice")
        queries[query_id] = _text(fields, "text", place)
    return queries


def _grades(path: Path) -> dict[str, dict[str, int]]:
    """The scores of documents by query."""
    grades: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        place = f"{path}:{number}"
        fields = [field.strip() for field in line.split("\t")]
        if len(fields) != _FIELDS or not all(fields):
            raise EvaluationError(f"{place}: the line has not three fields with tabs between them")
        query_id, document_id, score = fields
        try:
            grade = int(score)
        except ValueError as error:
            if not grades:
                continue
            raise EvaluationError(f"{place}: {shorten(score)} is no whole number") from error
        if grades.setdefault(query_id, {}).setdefault(document_id, grade) != grade:
            raise EvaluationError(
                f"{place}: query {shorten(query_id)} and document {shorten(document_id)} "
                "have another score further up"
            )
    return grades


def _objects(path: Path) -> Iterator[tuple[int, dict[str, object]]]:
    for number, line in _lines(path):
        try:
            yield number, parse_object(line)
        except JsonLineError as error:
            raise EvaluationError(f"{path}:{number}: {error}") from error


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines with anything in them, with their numbers."""
    number = 0
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                if text.strip():
                    yield number, text
    except UnicodeDecodeError as error:
        raise EvaluationError(
            f"{path}:{number}: the line is not UTF-8: save it as UTF-8"
        ) from error
    except OSError as error:
        raise EvaluationError(f"{path} cannot be read: {error.strerror}") from error


def _id(fields: dict[str, object], place: str) -> str:
    value = fields.get("_id")
    if isinstance(value, bool) or not isinstance(value, str | int) or not str(value).strip():
        raise EvaluationError(f"{place}: '_id' is missing, or neither text nor a whole number")
    return _encodable(str(value)).strip()


def _text(fields: dict[str, object], name: str, place: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise EvaluationError(f"{place}: '{name}' is no text")
    return _encodable(value)


def _encodable(text: str) -> str:
    r"""The text with half a pair of surrogates, which JSON may hold as \ud800, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
