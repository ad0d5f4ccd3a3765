"""tantivy through its Python binding: fast fields, facets by term aggregations."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.jobs import TOP, Answer, Period, month_of, whole_text
from indexer.post import Post

_AGGREGATIONS = {
    "level": {"terms": {"field": "level"}},
    "month": {"terms": {"field": "month", "size": 1000}},
}
_WRITER_BYTES = 300_000_000


class Tantivy:
    """English stems, queries built beforehand, one segment."""

    name = "tantivy"

    def build(self, posts: Sequence[Post], folder: Path) -> None:
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("text", stored=False, tokenizer_name="en_stem")
        schema.add_text_field("slug", stored=True, tokenizer_name="raw")
        schema.add_text_field("level", fast=True, tokenizer_name="raw")
        schema.add_text_field("month", fast=True, tokenizer_name="raw")
        schema.add_integer_field("day", fast=True, indexed=True)
        index = tantivy.Index(schema.build(), path=str(folder))
        writer = index.writer(_WRITER_BYTES, 1)
        for post in posts:
            document = tantivy.Document()
            document.add_text("text", whole_text(post))
            document.add_text("slug", post.slug)
            document.add_text("level", post.level.value)
            document.add_text("month", month_of(post))
            document.add_integer("day", post.date.toordinal())
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path, questions: Sequence[str], period: Period) -> None:
        index = tantivy.Index.open(str(folder))
        self._searcher = index.searcher()
        should, must = tantivy.Occur.Should, tantivy.Occur.Must
        self._queries = [
            tantivy.Query.boolean_query(
                [(should, index.parse_query(word, ["text"])) for word in question.split()]
            )
            for question in questions
        ]
        days = tantivy.Query.range_query(
            index.schema,
            "day",
            tantivy.FieldType.Integer,
            period.since.toordinal(),
            period.until.toordinal(),
        )
        self._dated = [
            tantivy.Query.boolean_query([(must, query), (must, days)]) for query in self._queries
        ]

    def top(self, number: int) -> Answer:
        return Answer(self._top(self._queries[number]))

    def top_and_facets(self, number: int) -> Answer:
        query = self._queries[number]
        return Answer(self._top(query), self._counts(query))

    def top_and_facets_in_period(self, number: int) -> Answer:
        query = self._dated[number]
        return Answer(self._top(query), self._counts(query))

    def _top(self, query: Any) -> list[str]:
        found = self._searcher.search(query, TOP, count=False)
        # The slugs are left in the store: fetching them would be charged to tantivy alone.
        return [str(address.doc) for _, address in found.hits]

    def _counts(self, query: Any) -> dict[str, dict[str, int]]:
        answer = self._searcher.aggregate(query, _AGGREGATIONS)
        return {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in answer[facet]["buckets"]}
            for facet in _AGGREGATIONS
        }
