"""A new process to FTS5's first answer; prints when it was at each stage."""

import sys
import time

started = time.monotonic()
import sqlite3

imported = time.monotonic()
folder, question = sys.argv[1:]
database = sqlite3.connect(f"{folder}/posts.db")
opened = time.monotonic()
found = database.execute(
    "SELECT slug FROM (SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT 10) "
    "AS best JOIN posts ON posts.id = best.rowid",
    (" OR ".join(f'"{word}"' for word in question.split()),),
).fetchall()
answered = time.monotonic()
print(started, imported, opened, answered)
