"""bm25s with its numba kernels: a score for every post, then numpy for facets and filter."""

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from benchmarks.jobs import TOP, Answer, Period, month_of, stems, whole_text
from indexer.post import Post


class Bm25s:
    """Scores by Lucene's formula; what it lacks is done the numpy way, as its users do."""

    name = "bm25s"

    def build(self, posts: Sequence[Post], folder: Path) -> None:
        retriever = bm25s.BM25(method="lucene", backend="numba")
        retriever.index([stems(whole_text(post)) for post in posts], show_progress=False)
        retriever.save(folder / "bm25s")
        levels = sorted({post.level.value for post in posts})
        months = sorted({month_of(post) for post in posts})
        np.savez(
            folder / "columns.npz",
            slugs=np.array([post.slug for post in posts]),
            levels=np.array([levels.index(post.level.value) for post in posts]),
            months=np.array([months.index(month_of(post)) for post in posts]),
            days=np.array([post.date.toordinal() for post in posts]),
            level_names=np.array(levels),
            month_names=np.array(months),
        )

    def open(self, folder: Path, questions: Sequence[str], period: Period) -> None:
        self._retriever = bm25s.BM25.load(folder / "bm25s")
        columns = np.load(folder / "columns.npz")
        self._slugs = columns["slugs"]
        self._levels, self._months = columns["levels"], columns["months"]
        self._level_names, self._month_names = columns["level_names"], columns["month_names"]
        days = columns["days"]
        self._inside = (days >= period.since.toordinal()) & (days <= period.until.toordinal())
        self._stems = [stems(question) for question in questions]

    def top(self, number: int) -> Answer:
        return Answer(self._best(self._retriever.get_scores(self._stems[number])))

    def top_and_facets(self, number: int) -> Answer:
        scores = self._retriever.get_scores(self._stems[number])
        return Answer(self._best(scores), self._counts(scores))

    def top_and_facets_in_period(self, number: int) -> Answer:
        scores = self._retriever.get_scores(self._stems[number]) * self._inside
        return Answer(self._best(scores), self._counts(scores))

    def _best(self, scores: np.ndarray) -> list[str]:
        best = np.argpartition(scores, len(scores) - TOP)[-TOP:]
        return [str(self._slugs[place]) for place in best[np.argsort(-scores[best])]]

    def _counts(self, scores: np.ndarray) -> dict[str, dict[str, int]]:
        matches = np.flatnonzero(scores)
        levels = np.bincount(self._levels[matches], minlength=len(self._level_names))
        months = np.bincount(self._months[matches], minlength=len(self._month_names))
        return {
            "level": dict(zip(map(str, self._level_names), map(int, levels), strict=True)),
            "month": dict(zip(map(str, self._month_names), map(int, months), strict=True)),
        }
