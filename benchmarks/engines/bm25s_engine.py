"""bm25s with its numba kernels: a score for every post, then numpy for facets and filter."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
import Stemmer

from benchmarks.engines.catalogue import BM25S
from benchmarks.jobs import TOP, Answer, Job, Period, Questions, Record


class Bm25s:
    """Scores by Lucene's formula; what it lacks is done the numpy way, as its users do."""

    name = BM25S
    index = "bm25s"

    def build(self, records: Sequence[Record], folder: Path) -> None:
        tokens = bm25s.tokenize(
            [record.text for record in records],
            stopwords=[],
            stemmer=Stemmer.Stemmer("english"),
            show_progress=False,
        )
        retriever = bm25s.BM25(method="lucene", backend="numba")
        retriever.index(tokens, show_progress=False)
        retriever.save(folder / "bm25s")
        level_names, levels = np.unique([r.level for r in records], return_inverse=True)
        month_names, months = np.unique([r.month for r in records], return_inverse=True)
        np.savez(
            folder / "columns.npz",
            slugs=np.array([record.slug for record in records]),
            levels=levels,
            months=months,
            level_names=level_names,
            month_names=month_names,
            days=np.array([record.day for record in records]),
        )

    def open(self, folder: Path) -> None:
        # Read whole rather than mapped: the faster of its two ways.
        self._retriever = bm25s.BM25.load(folder / "bm25s")
        columns = np.load(folder / "columns.npz")
        self._slugs = columns["slugs"].tolist()
        self._levels, self._months, self._days = (
            columns[name] for name in ("levels", "months", "days")
        )
        self._level_names = columns["level_names"].tolist()
        self._month_names = columns["month_names"].tolist()

    def prepare(self, questions: Questions, period: Period) -> None:
        stem = Stemmer.Stemmer("english").stemWords
        known = self._retriever.vocab_dict
        self._terms = [
            [known[term] for term in dict.fromkeys(stem(list(words))) if term in known]
            for words in questions.words
        ]
        since, until = period.since.toordinal(), period.until.toordinal()
        inside = (self._days >= since) & (self._days <= until)
        self._inside = inside.astype(np.float32)

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        return {
            Job.TOP: lambda number: Answer(self._best(self._scores(number))),
            Job.FACETS: lambda number: self._faceted(self._scores(number)),
            Job.PERIOD: lambda number: self._faceted(self._scores(number, self._inside)),
        }.get(job)

    def slugs(self, found: Sequence[Any]) -> list[str]:
        return [self._slugs[document] for document in found]

    def close(self) -> None:
        pass

    def replace(self, record: Record, folder: Path) -> bool:  # noqa: ARG002 - it cannot
        return False

    def _scores(self, number: int, weight_mask: np.ndarray | None = None) -> np.ndarray:
        scores: np.ndarray = self._retriever.get_scores_from_ids(self._terms[number], weight_mask)
        return scores

    def _faceted(self, scores: np.ndarray) -> Answer:
        matches = np.flatnonzero(scores)
        levels = np.bincount(self._levels[matches], minlength=len(self._level_names))
        months = np.bincount(self._months[matches], minlength=len(self._month_names))
        counts = {
            "level": dict(zip(self._level_names, levels.tolist(), strict=True)),
            "month": dict(zip(self._month_names, months.tolist(), strict=True)),
        }
        return Answer(self._best(scores), counts)

    def _best(self, scores: np.ndarray) -> list[int]:
        best = np.argpartition(scores, max(0, len(scores) - TOP))[-TOP:]
        best = best[np.argsort(-scores[best])]
        found: list[int] = best[scores[best] > 0].tolist()
        return found
