"""SQLite FTS5: a contentless-free full-text table joined with a table of properties."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from benchmarks.jobs import TOP, Answer, Period, month_of, whole_text
from indexer.post import Post

_MATCHED = "FROM texts JOIN posts ON posts.id = texts.rowid WHERE texts MATCH ?"


class SqliteFts5:
    """Porter stems, `rank` for BM25, facets by GROUP BY over all matches."""

    name = "SQLite FTS5"

    def build(self, posts: Sequence[Post], folder: Path) -> None:
        with sqlite3.connect(folder / "posts.db") as database:
            database.executescript(
                "CREATE VIRTUAL TABLE texts USING fts5(text, tokenize = 'porter unicode61');"
                "CREATE TABLE posts(id INTEGER PRIMARY KEY, slug, level, month, day INTEGER);"
            )
            database.executemany(
                "INSERT INTO posts VALUES (?, ?, ?, ?, ?)",
                (
                    (number, p.slug, p.level.value, month_of(p), p.date.toordinal())
                    for number, p in enumerate(posts)
                ),
            )
            database.executemany(
                "INSERT INTO texts(rowid, text) VALUES (?, ?)",
                ((number, whole_text(post)) for number, post in enumerate(posts)),
            )
            database.execute("INSERT INTO texts(texts) VALUES ('optimize')")
        database.close()

    def open(self, folder: Path, questions: Sequence[str], period: Period) -> None:
        self._database = sqlite3.connect(folder / "posts.db")
        self._matches = [" OR ".join(f'"{word}"' for word in q.split()) for q in questions]
        self._days = (period.since.toordinal(), period.until.toordinal())

    def top(self, number: int) -> Answer:
        rows = self._database.execute(
            "SELECT slug FROM (SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?) "
            "AS best JOIN posts ON posts.id = best.rowid",
            (self._matches[number], TOP),
        )
        return Answer([slug for (slug,) in rows])

    def top_and_facets(self, number: int) -> Answer:
        counts = self._counts("", (self._matches[number],))
        return Answer(self.top(number).slugs, counts)

    def top_and_facets_in_period(self, number: int) -> Answer:
        arguments = (self._matches[number], *self._days)
        within = " AND day BETWEEN ? AND ?"
        rows = self._database.execute(
            f"SELECT slug {_MATCHED}{within} ORDER BY texts.rank LIMIT {TOP}",
            arguments,
        )
        return Answer([slug for (slug,) in rows], self._counts(within, arguments))

    def _counts(self, within: str, arguments: tuple[object, ...]) -> dict[str, dict[str, int]]:
        """Both facets from one pass over the matches."""
        rows = self._database.execute(
            f"SELECT level, month, count(*) {_MATCHED}{within} GROUP BY level, month",
            arguments,
        )
        counts: dict[str, dict[str, int]] = {"level": {}, "month": {}}
        for level, month, count in rows:
            counts["level"][level] = counts["level"].get(level, 0) + count
            counts["month"][month] = counts["month"].get(month, 0) + count
        return counts
