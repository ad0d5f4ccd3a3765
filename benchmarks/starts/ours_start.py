"""A new process to our first whole answer; prints when it was at each stage."""

import sys
import time

started = time.monotonic()
from pathlib import Path

from indexer.backends import open_source
from indexer.search import Query

imported = time.monotonic()
folder, question = sys.argv[1:]
with open_source(Path(folder)).lease() as searcher:
    opened = time.monotonic()
    results = searcher.search(Query(text=question))
    answered = time.monotonic()
print(started, imported, opened, answered)
