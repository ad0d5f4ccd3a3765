"""A new process to tantivy's first answer; prints when it was at each stage."""

import sys
import time

started = time.monotonic()
import tantivy

imported = time.monotonic()
folder, question = sys.argv[1:]
index = tantivy.Index.open(folder)
searcher = index.searcher()
opened = time.monotonic()
found = searcher.search(index.parse_query(question, ["text"]), 10, count=False)
slugs = [searcher.doc(address)["slug"] for _, address in found.hits]
answered = time.monotonic()
print(started, imported, opened, answered)
