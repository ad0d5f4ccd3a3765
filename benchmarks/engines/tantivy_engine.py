"""tantivy through its Python binding: one segment, facets from numeric fast fields."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.engines.catalogue import TANTIVY
from benchmarks.jobs import TOP, Answer, Job, Period, Questions, Record
from indexer.post import Level

_LEVELS = [level.value for level in Level]
_WRITER_BYTES = 300_000_000
_SMALL_WRITER_BYTES = 15_000_000
_MANY_BUCKETS = 1_000
_MONTHS_A_YEAR = 12
# Numbers are counted faster than texts: the values' names are put back in Python.
_COUNTS = {
    "level": {"terms": {"field": "level"}},
    "month": {"terms": {"field": "month", "size": _MANY_BUCKETS}},
}


class Tantivy:
    """English stems, queries built beforehand, a searcher that is kept."""

    name = TANTIVY
    index = "tantivy"

    def build(self, records: Sequence[Record], folder: Path) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
        schema.add_text_field("slug", stored=True, tokenizer_name="raw")
        schema.add_unsigned_field("level", fast=True)
        schema.add_unsigned_field("month", fast=True)
        schema.add_integer_field("day", fast=True, indexed=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        # One thread, so that one segment is written: merging several would take longer.
        writer = index.writer(_WRITER_BYTES, 1)
        for record in records:
            writer.add_document(_document(record))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()

    def prepare(self, questions: Questions, period: Period) -> None:
        schema = self._index.schema
        since, until = period.since.toordinal(), period.until.toordinal()
        must = tantivy.Occur.Must
        days = tantivy.Query.range_query(schema, "day", tantivy.FieldType.Integer, since, until)
        self._queries = [_any_of(self._words(words)) for words in questions.words]
        self._dated = [
            tantivy.Query.boolean_query([(must, query), (must, days)]) for query in self._queries
        ]
        # An automaton without edits: `phrase_prefix_query` would stop at 50 completions.
        self._prefixed = [
            _any_of([
                *self._words(prefixed.words),
                tantivy.Query.fuzzy_term_query(
                    schema, "text", prefixed.prefix, distance=0, prefix=True
                ),
            ])
            for prefixed in questions.prefixed
        ]  # fmt: skip
        self._phrases = [
            self._index.parse_query(f'"{" ".join(words)}"', ["text"]) for words in questions.phrases
        ]
        self._counts_in_period = {
            "period": {"filter": f"day:[{since} TO {until}]", "aggs": _COUNTS}
        }

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        return {
            Job.TOP: lambda number: Answer(self._top(self._queries[number])),
            Job.FACETS: self._faceted,
            Job.PERIOD: self._faceted_in_period,
            Job.PREFIX: lambda number: Answer(self._top(self._prefixed[number])),
            Job.PHRASE: lambda number: Answer(self._top(self._phrases[number])),
        }[job]

    def slugs(self, found: Sequence[Any]) -> list[str]:
        return [str(self._searcher.doc(address)["slug"][0]) for address in found]

    def close(self) -> None:
        pass

    def replace(self, record: Record, folder: Path) -> bool:
        writer = tantivy.Index.open(str(folder)).writer(_SMALL_WRITER_BYTES, 1)
        writer.delete_documents_by_term("slug", record.slug)
        writer.add_document(_document(record))
        writer.commit()
        writer.wait_merging_threads()
        return True

    def _words(self, words: Sequence[str]) -> list[Any]:
        return [self._index.parse_query(word, ["text"]) for word in words]

    def _top(self, query: Any) -> list[Any]:
        """The best by block-max WAND, which skips what cannot be among them."""
        hits = self._searcher.search(query, TOP, count=False).hits
        return [address for _, address in hits]

    def _faceted(self, number: int) -> Answer:
        query = self._queries[number]
        return Answer(self._top(query), _named(self._searcher.aggregate(query, _COUNTS)))

    def _faceted_in_period(self, number: int) -> Answer:
        """A filter within the aggregation is quicker than intersecting the query once more."""
        counts = self._searcher.aggregate(self._queries[number], self._counts_in_period)
        return Answer(self._top(self._dated[number]), _named(counts["period"]))


def _document(record: Record) -> Any:
    document = tantivy.Document()
    document.add_text("text", record.text)
    document.add_text("slug", record.slug)
    document.add_unsigned("level", _LEVELS.index(record.level))
    year, month = record.month.split("-")
    document.add_unsigned("month", int(year) * _MONTHS_A_YEAR + int(month) - 1)
    document.add_integer("day", record.day)
    return document


def _any_of(queries: Sequence[Any]) -> Any:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _named(counts: Any) -> dict[str, dict[str, int]]:
    return {
        "level": {_LEVELS[int(b["key"])]: b["doc_count"] for b in counts["level"]["buckets"]},
        "month": {_month(int(b["key"])): b["doc_count"] for b in counts["month"]["buckets"]},
    }


def _month(code: int) -> str:
    return f"{code // _MONTHS_A_YEAR:04d}-{code % _MONTHS_A_YEAR + 1:02d}"
