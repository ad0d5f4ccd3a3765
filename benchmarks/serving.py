"""A process that opens an index, answers all questions once, and waits: for its memory.

It imports as little as it can beside the engine, so that what is measured is the engine.
"""

import json
import sys
from datetime import date
from pathlib import Path

from benchmarks.engines.catalogue import load_engine
from benchmarks.jobs import Job, Period, Questions

_ASKED = (Job.TOP, Job.FACETS, Job.PERIOD)


def main(engine_name: str, questions: str, folder: str) -> None:
    """Answer J1 to J3, say so, and wait for the end of input."""
    asked = json.loads(Path(questions).read_text("utf-8"))
    since, until = map(date.fromisoformat, (asked["since"], asked["until"]))
    engine = load_engine(engine_name)
    engine.open(Path(folder))
    engine.prepare(
        Questions(words=asked["words"], prefixed=(), phrases=()),
        Period(since=since, until=until),
    )
    for job in _ASKED:
        asker = engine.asker(job)
        if asker is not None:
            for number in range(len(asked["words"])):
                asker(number)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
