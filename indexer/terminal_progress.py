"""Shows on a terminal how far a long command is, and what a build did."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.text import Text

from indexer.build import BuildReport
from indexer.build import Progress as BuildProgress
from indexer.judging.gate import Verdict


def show_report(console: Console, report: BuildReport) -> None:
    """One line on what a build did, and which posts came and went."""
    if not report.is_new:
        console.print(f"Nothing has changed: {report.generation} serves {report.indexed} posts.")
    else:
        console.print(
            f"Published {report.generation}: {report.indexed} posts, {report.parsed} parsed; "
            f"{len(report.added)} added, {len(report.changed)} changed, "
            f"{len(report.removed)} removed."
        )
        if report.verdict and report.verdict.queries:
            verdict = report.verdict
            console.print(
                f"Judged queries: {verdict.queries}, from {verdict.before:.3f} to "
                f"{verdict.after:.3f}; {len(verdict.fallen)} fell."
            )
    if report.drafts:
        console.print(f"Drafts left out: {report.drafts}.")
    if report.rejected:
        console.print(f"Rejected because of errors: {report.rejected}. See 'indexer check'.")


def show_verdict(console: Console, verdict: Verdict) -> None:
    """What a build that ranks judged queries worse was published in spite of."""
    if not verdict.is_passed:
        console.print(Text("Published in spite of this:", style="yellow"))
        for sentence in verdict.sentences():
            console.print(Text(sentence), soft_wrap=True)


@contextmanager
def build_progress() -> Iterator[BuildProgress]:
    """Progress bars on standard error, or nothing if that is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield BuildProgress()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        reading = bars.add_task("Reading posts", total=None)
        writing = bars.add_task("Writing index", total=None, start=False)
        judging = bars.add_task("Asking judged queries", total=None, start=False)

        def on_write(done: int, total: int) -> None:
            bars.start_task(writing)
            bars.update(writing, completed=done, total=total)

        def on_judge(done: int, total: int) -> None:
            bars.start_task(judging)
            bars.update(judging, completed=done, total=total)

        yield BuildProgress(
            on_read=lambda done, total: bars.update(reading, completed=done, total=total),
            on_write=on_write,
            on_judge=on_judge,
        )


@contextmanager
def step_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar a step on standard error, or nothing if that is no terminal.

    What it yields is told the step's name, and how many of how many are done.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step, _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console, transient=True) as bars:

        def on_progress(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step)
            bars.update(tasks[step], completed=done, total=total)

        yield on_progress
