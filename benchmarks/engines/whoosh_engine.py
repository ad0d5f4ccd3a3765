"""Whoosh itself, without this project: its own analyzer, writer, collector and facets."""

from collections.abc import Sequence
from pathlib import Path

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser import OrGroup, QueryParser
from whoosh.query import NumericRange
from whoosh.query import Query as WhooshQuery

from benchmarks.jobs import FACETS, TOP, Answer, Period, month_of, whole_text
from indexer.post import Post


class Whoosh:
    """One stemmed text field, OR, facets by `groupedby` over all matches."""

    name = "Whoosh"

    def build(self, posts: Sequence[Post], folder: Path) -> None:
        schema = Schema(
            slug=ID(stored=True),
            text=TEXT(analyzer=StemmingAnalyzer()),
            level=ID(sortable=True),
            month=ID(sortable=True),
            day=NUMERIC(sortable=True),
        )
        index = FileStorage(folder).create_index(schema)
        writer = index.writer(limitmb=512)
        for post in posts:
            writer.add_document(
                slug=post.slug,
                text=whole_text(post),
                level=post.level.value,
                month=month_of(post),
                day=post.date.toordinal(),
            )
        writer.commit(optimize=True)

    def open(self, folder: Path, questions: Sequence[str], period: Period) -> None:
        index = FileStorage(folder).open_index()
        self._searcher = index.searcher()
        parser = QueryParser("text", index.schema, group=OrGroup)
        self._queries = [parser.parse(question) for question in questions]
        self._period = NumericRange("day", period.since.toordinal(), period.until.toordinal())

    def top(self, number: int) -> Answer:
        found = self._searcher.search(self._queries[number], limit=TOP)
        return Answer([hit["slug"] for hit in found])

    def top_and_facets(self, number: int) -> Answer:
        return self._grouped(self._queries[number], None)

    def top_and_facets_in_period(self, number: int) -> Answer:
        return self._grouped(self._queries[number], self._period)

    def _grouped(self, query: WhooshQuery, within: WhooshQuery | None) -> Answer:
        found = self._searcher.search(query, limit=TOP, groupedby=list(FACETS), filter=within)
        counts = {
            facet: {value: len(documents) for value, documents in found.groups(facet).items()}
            for facet in FACETS
        }
        return Answer([hit["slug"] for hit in found], counts)
