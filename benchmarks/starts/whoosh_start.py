"""A new process to Whoosh's first answer; prints when it was at each stage."""

import sys
import time

started = time.monotonic()
from whoosh.index import open_dir
from whoosh.qparser import OrGroup, QueryParser

imported = time.monotonic()
folder, question = sys.argv[1:]
index = open_dir(folder)
searcher = index.searcher()
opened = time.monotonic()
query = QueryParser("text", index.schema, group=OrGroup).parse(question)
found = [hit["slug"] for hit in searcher.search(query, limit=10)]
answered = time.monotonic()
print(started, imported, opened, answered)
