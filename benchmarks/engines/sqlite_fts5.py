"""SQLite FTS5: a full-text table joined with a table of properties by its row number."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.engines.catalogue import FTS5, FTS5_PREFIX
from benchmarks.jobs import TOP, Answer, Job, Period, Questions, Record

_FILE = "posts.db"
# All in memory, so that no page is read twice.
_SETTINGS = "PRAGMA mmap_size = 4000000000; PRAGMA cache_size = -1000000;"
_MATCHED = "FROM texts JOIN posts ON posts.id = texts.rowid WHERE texts MATCH ?"
_WITHIN = "AND day BETWEEN ? AND ?"
# By bm25() with a limit SQLite keeps the best ten; by `rank` FTS5 sorts all matches first.
_BEST = f"ORDER BY bm25(texts) LIMIT {TOP}"
_BY_FACETS = "GROUP BY level, month"


class SqliteFts5:
    """Porter stems, bm25() over all matches, facets by GROUP BY."""

    name = FTS5
    index = "sqlite-fts5"
    options = ""

    def build(self, records: Sequence[Record], folder: Path) -> None:
        with sqlite3.connect(folder / _FILE) as database:
            database.executescript(
                "CREATE VIRTUAL TABLE texts "
                f"USING fts5(text, tokenize = 'porter unicode61'{self.options});"
                "CREATE TABLE posts(id INTEGER PRIMARY KEY, slug UNIQUE, level, month, "
                "day INTEGER);"
            )
            database.executemany(
                "INSERT INTO posts VALUES (?, ?, ?, ?, ?)",
                ((place, r.slug, r.level, r.month, r.day) for place, r in enumerate(records)),
            )
            database.executemany(
                "INSERT INTO texts(rowid, text) VALUES (?, ?)",
                ((place, record.text) for place, record in enumerate(records)),
            )
            database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
        database.close()

    def open(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / _FILE)
        self._database.executescript(_SETTINGS)

    def prepare(self, questions: Questions, period: Period) -> None:
        self._matches = [_any_of(words) for words in questions.words]
        self._prefixed = [
            _any_of([*prefixed.words, prefixed.prefix]) + " *" for prefixed in questions.prefixed
        ]
        self._phrases = [f'"{" ".join(words)}"' for words in questions.phrases]
        self._days = (period.since.toordinal(), period.until.toordinal())

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        return {
            Job.TOP: lambda number: Answer(self._top(self._matches[number])),
            Job.FACETS: self._faceted,
            Job.PERIOD: self._faceted_in_period,
            Job.PREFIX: lambda number: Answer(self._top(self._prefixed[number])),
            Job.PHRASE: lambda number: Answer(self._top(self._phrases[number])),
        }[job]

    def slugs(self, found: Sequence[Any]) -> list[str]:
        select = "SELECT slug FROM posts WHERE id = ?"
        return [self._database.execute(select, (row,)).fetchone()[0] for row in found]

    def close(self) -> None:
        self._database.close()

    def replace(self, record: Record, folder: Path) -> bool:
        with sqlite3.connect(folder / _FILE) as database:
            database.execute(
                "UPDATE texts SET text = ? WHERE rowid = (SELECT id FROM posts WHERE slug = ?)",
                (record.text, record.slug),
            )
            database.execute(
                "UPDATE posts SET level = ?, month = ?, day = ? WHERE slug = ?",
                (record.level, record.month, record.day, record.slug),
            )
        database.close()
        return True

    def _top(self, match: str) -> list[int]:
        return self._ids(f"SELECT rowid FROM texts WHERE texts MATCH ? {_BEST}", (match,))

    def _faceted(self, number: int) -> Answer:
        match = self._matches[number]
        counts = self._counts(f"SELECT level, month, count(*) {_MATCHED} {_BY_FACETS}", (match,))
        return Answer(self._top(match), counts)

    def _faceted_in_period(self, number: int) -> Answer:
        arguments = (self._matches[number], *self._days)
        found = self._ids(f"SELECT texts.rowid {_MATCHED} {_WITHIN} {_BEST}", arguments)
        select = f"SELECT level, month, count(*) {_MATCHED} {_WITHIN} {_BY_FACETS}"
        return Answer(found, self._counts(select, arguments))

    def _ids(self, select: str, arguments: tuple[object, ...]) -> list[int]:
        return [row for (row,) in self._database.execute(select, arguments)]

    def _counts(self, select: str, arguments: tuple[object, ...]) -> dict[str, dict[str, int]]:
        """Both facets from one pass over the matches."""
        counts: dict[str, dict[str, int]] = {"level": {}, "month": {}}
        for level, month, count in self._database.execute(select, arguments):
            counts["level"][level] = counts["level"].get(level, 0) + count
            counts["month"][month] = counts["month"].get(month, 0) + count
        return counts


class SqliteFts5WithPrefixIndex(SqliteFts5):
    """The same with an index of beginnings, which takes longer to build and helps one job."""

    name = FTS5_PREFIX
    index = "sqlite-fts5-prefix"
    options = ", prefix = '3 4 5'"

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        return super().asker(job) if job is Job.PREFIX else None


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)
