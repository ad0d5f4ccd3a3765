"""What one call of `indexer evaluate` found out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from indexer.judging.comparison import Comparison
from indexer.judging.evaluation import Evaluation
from indexer.problems import Problem

# Told what is being done, and how many of how many are done.
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An evaluation, how it compares with another, and what was left out and why.

    `seconds` says how long each step took, in wall-clock time.
    """

    evaluation: Evaluation
    comparison: Comparison | None
    problems: tuple[Problem, ...]
    seconds: Mapping[str, float]
