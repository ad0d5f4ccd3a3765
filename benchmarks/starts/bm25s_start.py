"""A new process to bm25s's first answer; prints when it was at each stage."""

import sys
import time

started = time.monotonic()
import bm25s
import numpy as np
import Stemmer

imported = time.monotonic()
folder, question = sys.argv[1:]
# Without its numba kernels: compiling them takes far longer than one question.
retriever = bm25s.BM25.load(f"{folder}/bm25s", mmap=True)
retriever.backend = "numpy"
slugs = np.load(f"{folder}/columns.npz")["slugs"]
opened = time.monotonic()
terms = bm25s.tokenize(
    question,
    stopwords=[],
    stemmer=Stemmer.Stemmer("english"),
    return_ids=False,
    show_progress=False,
)
scores = retriever.get_scores(terms[0])
best = np.argpartition(scores, len(scores) - 10)[-10:]
found = slugs[best[np.argsort(-scores[best])]]
answered = time.monotonic()
print(started, imported, opened, answered)
