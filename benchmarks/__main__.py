"""Measures all engines that are installed on one corpus after the other, and writes reports."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from benchmarks.corpora.corpus import Corpus, folder_corpus, synthetic_corpus
from benchmarks.figures import Figures, as_json
from benchmarks.plot import plot
from benchmarks.report import growth_report, report
from benchmarks.run import Effort, Part, measure
from indexer.errors import CorpusError

SIZES = (61, 12_000, 100_000)
PAGE_QUESTIONS = 2_000


@click.command(context_settings={"help_option_names": ["-h", "--help"], "show_default": True})
@click.option(
    "--size",
    "sizes",
    multiple=True,
    type=click.IntRange(min=20),
    help=f"Posts of a made-up corpus.  [default: {', '.join(map(str, SIZES))}]",
)
@click.option(
    "--corpus",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder of Markdown posts instead.",
)
@click.option("--engine", "engines", multiple=True, help="Only engines whose name holds this.")
@click.option(
    "--part",
    "parts",
    multiple=True,
    type=click.Choice([part.value for part in Part]),
    help="Only this part, besides building.",
)
@click.option("--rounds", default=5, help="How often each question is put.")
@click.option("--questions", default=200, help="How many questions a job has.")
@click.option("--starts", default=9, help="How many new processes are started.")
@click.option("--changes", default=3, help="How many posts are changed, one by one.")
@click.option("--seconds", default=5.0, help="How long each load of requests lasts.")
@click.option(
    "--results",
    default=Path(__file__).parent / "results",
    type=click.Path(path_type=Path),
    help="Where reports go.",
)
def main(  # noqa: PLR0913 - one parameter an option
    *,
    sizes: Sequence[int],
    folders: Sequence[Path],
    engines: Sequence[str],
    parts: Sequence[str],
    rounds: int,
    questions: int,
    starts: int,
    changes: int,
    seconds: float,
    results: Path,
) -> None:
    """Measure this engine side by side with its peers.

    \b
    Examples:
      python -m benchmarks --size 12000
      python -m benchmarks --corpus corpus --part queries
    """
    effort = Effort(
        parts=frozenset(map(Part, parts)) or frozenset(Part),
        engines=engines,
        rounds=rounds,
        starts=starts,
        changes=changes,
        seconds=seconds,
    )
    results.mkdir(parents=True, exist_ok=True)
    grown: list[Figures] = []
    try:
        for corpus in _corpora(sizes, folders, questions):
            with tempfile.TemporaryDirectory() as root:
                figures = measure(corpus, effort, Path(root), _say)
            _write(figures, results)
            if corpus.folder is None:
                grown.append(figures)
    except CorpusError as error:
        raise click.ClickException(str(error)) from error
    if len(grown) > 1:
        (results / "growth.md").write_text(growth_report(grown), "utf-8")


def _corpora(sizes: Sequence[int], folders: Sequence[Path], questions: int) -> Iterable[Corpus]:
    for size in sizes or (() if folders else SIZES):
        yield synthetic_corpus(size, questions, PAGE_QUESTIONS)
    for folder in folders:
        yield folder_corpus(folder, questions, PAGE_QUESTIONS)


def _say(line: str) -> None:
    click.echo(line, err=True)


def _write(figures: Figures, results: Path) -> None:
    name = f"report-{figures.corpus}"
    (results / f"{name}.json").write_text(as_json(figures), "utf-8")
    (results / f"{name}.md").write_text(report(figures, f"{name}.svg"), "utf-8")
    if figures.queries:
        (results / f"{name}.svg").write_text(plot(figures), "utf-8")


if __name__ == "__main__":
    main()
