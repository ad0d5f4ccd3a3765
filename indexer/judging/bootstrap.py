"""Means with confidence intervals, by resampling the queries.

The percentile bootstrap: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap (1993),
chapter 13. The mean of paired differences gives a paired interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95
RESAMPLES = 5_000
_SEED = 20_260_501
_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean and the ends of its confidence interval."""

    mean: float
    low: float
    high: float


def estimate_mean(values: Sequence[float]) -> Estimate:
    """The mean of at least one value with its 95 % interval; the same for the same values."""
    sample = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng(_SEED)
    means = np.empty(RESAMPLES)
    step = max(1, _CELLS_AT_ONCE // len(sample))
    for start in range(0, RESAMPLES, step):
        count = min(step, RESAMPLES - start)
        drawn = rng.integers(len(sample), size=(count, len(sample)))
        means[start : start + count] = sample[drawn].mean(axis=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(means, (tail, 1 - tail))
    return Estimate(mean=float(sample.mean()), low=float(low), high=float(high))
