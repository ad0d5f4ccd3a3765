"""Whoosh itself, without this project: its own analyzer, writer, collector and facets."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import ID, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser import OrGroup, QueryParser
from whoosh.query import NumericRange, Or, Prefix
from whoosh.query import Query as WhooshQuery
from whoosh.sorting import Count, FieldFacet

from benchmarks.engines.catalogue import WHOOSH
from benchmarks.jobs import FACETS, TOP, Answer, Job, Period, Questions, Record

_WRITER_MEGABYTES = 512


class Whoosh:
    """One stemmed text field, OR, facets counted over all matches."""

    name = WHOOSH
    index = "whoosh"

    def build(self, records: Sequence[Record], folder: Path) -> None:
        schema = Schema(
            slug=ID(stored=True, unique=True),
            # No stop words, as everywhere: the questions hold none.
            text=TEXT(analyzer=StemmingAnalyzer(stoplist=None)),
            level=ID(sortable=True),
            month=ID(sortable=True),
            day=NUMERIC(sortable=True),
        )
        writer = FileStorage(folder).create_index(schema).writer(limitmb=_WRITER_MEGABYTES)
        for record in records:
            writer.add_document(**_fields(record))
        writer.commit(optimize=True)

    def open(self, folder: Path) -> None:
        self._index = FileStorage(folder).open_index()
        self._searcher = self._index.searcher()

    def prepare(self, questions: Questions, period: Period) -> None:
        parser = QueryParser("text", self._index.schema, group=OrGroup)
        self._queries = [parser.parse(" ".join(words)) for words in questions.words]
        self._phrases = [parser.parse(f'"{" ".join(words)}"') for words in questions.phrases]
        self._prefixed = [
            Or([*map(parser.parse, prefixed.words), Prefix("text", prefixed.prefix)])
            for prefixed in questions.prefixed
        ]
        self._period = NumericRange("day", period.since.toordinal(), period.until.toordinal())

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        return {
            Job.TOP: lambda number: self._top(self._queries[number]),
            Job.FACETS: lambda number: self._faceted(self._queries[number], None),
            Job.PERIOD: lambda number: self._faceted(self._queries[number], self._period),
            Job.PREFIX: lambda number: self._top(self._prefixed[number]),
            Job.PHRASE: lambda number: self._top(self._phrases[number]),
        }[job]

    def slugs(self, found: Sequence[Any]) -> list[str]:
        return [self._searcher.stored_fields(document)["slug"] for document in found]

    def close(self) -> None:
        self._searcher.close()

    def replace(self, record: Record, folder: Path) -> bool:
        writer = FileStorage(folder).open_index().writer(limitmb=_WRITER_MEGABYTES)
        writer.update_document(**_fields(record))
        writer.commit()
        return True

    def _top(self, query: WhooshQuery) -> Answer:
        found = self._searcher.search(query, limit=TOP)
        return Answer([document for _, document in found.top_n])

    def _faceted(self, query: WhooshQuery, within: WhooshQuery | None) -> Answer:
        facets = {name: FieldFacet(name, maptype=Count) for name in FACETS}
        found = self._searcher.search(query, limit=TOP, groupedby=facets, filter=within)
        counts = {name: found.groups(name) for name in FACETS}
        # Whoosh keeps all matches when it groups.
        return Answer([document for _, document in found.top_n[:TOP]], counts)


def _fields(record: Record) -> dict[str, object]:
    return {
        "slug": record.slug,
        "text": record.text,
        "level": record.level,
        "month": record.month,
        "day": record.day,
    }
