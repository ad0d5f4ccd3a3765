"""Puts each question to all engines in turn, and compares their answers."""

import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from benchmarks.figures import Agreement, Timing
from benchmarks.jobs import Answer, Engine, Job, Questions

# An engine this slow is asked one question in five, once.
SLOW_MICROSECONDS = 20_000
SLOW_STRIDE = 5
_PROBED = 10

Asker = Callable[[int], Answer]


def time_queries(
    engines: Sequence[Engine], questions: Questions, rounds: int
) -> dict[str, dict[Job, Timing]]:
    """The time of each job on each engine that can do it."""
    timings: dict[str, dict[Job, Timing]] = {engine.name: {} for engine in engines}
    for job in Job:
        askers = {engine.name: asker for engine in engines if (asker := engine.asker(job))}
        count = questions.count(job)
        if count:
            for name, taken in _interleaved(askers, count, rounds).items():
                timings[name][job] = Timing.of(taken)
    return timings


def compare_answers(engines: Sequence[Engine], questions: Questions) -> dict[str, Agreement]:
    """How each engine's answers to J2 agree with those of the first."""
    answers: dict[str, list[tuple[list[str], int]]] = {}
    numbers = range(0, questions.count(Job.FACETS), 2)
    for engine in engines:
        asker = engine.asker(Job.FACETS)
        if asker:
            given = map(asker, numbers)
            answers[engine.name] = [(engine.slugs(answer.found), answer.total) for answer in given]
    if not answers:
        return {}
    own, *_ = answers.values()
    return {name: _agreement(own, others) for name, others in answers.items()}


def _agreement(
    own: Sequence[tuple[list[str], int]], others: Sequence[tuple[list[str], int]]
) -> Agreement:
    pairs = list(zip(own, others, strict=True))
    return Agreement(
        overlap=float(
            np.mean(
                [len({*ours} & {*theirs}) / max(1, len(ours)) for (ours, _), (theirs, _) in pairs]
            )
        ),
        same_total=float(np.mean([ours == theirs for (_, ours), (_, theirs) in pairs])),
    )


def _interleaved(askers: Mapping[str, Asker], count: int, rounds: int) -> dict[str, list[float]]:
    """Microseconds of each engine; the machine's moods meet all of them alike."""
    taken: dict[str, list[float]] = {name: [] for name in askers}
    slow = {name for name, ask in askers.items() if _is_slow(ask, count)}
    for round_number in range(rounds):
        for number in range(count):
            for name, ask in askers.items():
                if name in slow and (round_number or number % SLOW_STRIDE):
                    continue
                # A first call brings the engine's own data back into the caches.
                ask(number)
                start = time.perf_counter()
                ask(number)
                taken[name].append((time.perf_counter() - start) * 1e6)
    return taken


def _is_slow(ask: Asker, count: int) -> bool:
    probed = min(_PROBED, count)
    start = time.perf_counter()
    for number in range(probed):
        ask(number)
    return (time.perf_counter() - start) / probed * 1e6 > SLOW_MICROSECONDS
