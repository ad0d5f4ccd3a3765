"""Measures whole processes: builds, changes, first answers, memory while serving."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from benchmarks import resident
from benchmarks.corpora.corpus import Corpus
from benchmarks.corpora.files import change
from benchmarks.figures import BuildFigures, CommandFigures, Memory, MemoryFigures, StartFigures

ROOT = Path(__file__).resolve().parent.parent
_STARTS = Path(__file__).parent / "starts"
_INDEXER = (sys.executable, "-m", "indexer")
_WORKER = (sys.executable, "-m", "benchmarks.worker")
_SERVING = (sys.executable, "-m", "benchmarks.serving")
# Linux counts a process's peak in kilobytes, macOS in bytes.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def measure_build(engine: str, posts: Path, folder: Path) -> BuildFigures:
    """Build an engine's index into an empty folder."""
    figures = json.loads(_output([*_WORKER, "build", engine, str(posts), str(folder)]))
    return BuildFigures(**figures, disk_bytes=disk_bytes(folder))


def measure_change(engine: str, posts: Path, folder: Path, times: int) -> float | None:
    """The median of the seconds that one changed post takes; changes the index."""
    command = [*_WORKER, "change", engine, str(posts), str(folder), "--times", str(times)]
    seconds = json.loads(_output(command))["seconds"]
    return statistics.median(seconds) if seconds else None


def measure_command(markdown: Path, index: Path, changed: Sequence[Path] = ()) -> CommandFigures:
    """Run `indexer build` over Markdown files, then again after a change to each of some files."""
    command = [*_INDEXER, "build", str(markdown), "--index", str(index)]
    seconds, peak = _run(command)
    size = disk_bytes(index)
    whole, work = [], []
    for number, path in enumerate(changed):
        change(path, number)
        whole.append(_run(command)[0])
        change(path, number)
        work.append(json.loads(_output([*_WORKER, "rebuild", str(markdown), str(index)])))
    return CommandFigures(
        seconds=seconds,
        memory_bytes=peak,
        disk_bytes=size,
        change_seconds=statistics.median(whole) if whole else None,
        change_work_seconds=statistics.median(w["seconds"] for w in work) if work else None,
    )


def measure_start(script: str, folder: Path, words: Sequence[str], times: int) -> StartFigures:
    """Start a script of `benchmarks/starts/` so often, after once for the system's caches."""
    command = [sys.executable, str(_STARTS / f"{script}.py"), str(folder), " ".join(words)]
    runs = []
    for _ in range(times + 1):
        begun = time.monotonic()
        stages = [begun, *map(float, _output(command).split()[-4:])]
        runs.append([(later - sooner) * 1e3 for sooner, later in pairwise(stages)])
    interpreter, imports, opening, first_query = map(statistics.median, zip(*runs[1:], strict=True))
    return StartFigures(
        total=statistics.median(map(sum, runs[1:])),
        interpreter=interpreter,
        imports=imports,
        opening=opening,
        first_query=first_query,
    )


def measure_command_start(index: Path, words: Sequence[str], times: int) -> StartFigures:
    """`indexer search`, from its start to its end."""
    command = [*_INDEXER, "search", "--index", str(index), " ".join(words)]
    runs = [_run(command)[0] * 1e3 for _ in range(times + 1)]
    return StartFigures(total=statistics.median(runs[1:]))


def measure_memory(engine: str, corpus: Corpus, folder: Path, questions: Path) -> MemoryFigures:
    """Serve from one process, then from two; only on Linux."""
    questions.write_text(
        json.dumps({
            "words": corpus.questions.words,
            "since": str(corpus.period.since),
            "until": str(corpus.period.until),
        }),
        "utf-8",
    )  # fmt: skip
    command = [*_SERVING, engine, str(questions), str(folder)]
    with _serving(command) as first:
        alone = resident.memory_of(first)
        with _serving(command) as second:
            together = [resident.memory_of(first), resident.memory_of(second)]
    return MemoryFigures(alone=alone, together=together)


def measure_bare_memory() -> Memory:
    """An interpreter that has done nothing; only on Linux."""
    with _serving([sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]) as pid:
        return resident.memory_of(pid)


def disk_bytes(folder: Path) -> int:
    """The size of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def environment() -> dict[str, str]:
    """Lets child processes import this tree, wherever they are started."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


@contextmanager
def _serving(command: Sequence[str]) -> Iterator[int]:
    """A process that has printed a line and waits for the end of its input."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    ) as process:
        if not (process.stdout and process.stdout.readline()):
            raise RuntimeError(f"failed: {' '.join(command)}")
        yield process.pid


def _run(command: Sequence[str]) -> tuple[float, int | None]:
    """Seconds from a command's start to its end, and its peak of resident memory in bytes."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment())
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, usage.ru_maxrss * _PEAK_UNIT


def _output(command: Sequence[str]) -> str:
    return subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=True, env=environment()
    ).stdout
