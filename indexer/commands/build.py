"""`indexer build`."""

from pathlib import Path

import click
from rich.console import Console

from indexer.build import DEFAULT_KEEP, build
from indexer.commands.parameters import corpus_argument, index_option
from indexer.generations import GenerationStore
from indexer.terminal import show_problems
from indexer.terminal_progress import build_progress, show_report


@click.command("build")
@corpus_argument
@index_option
@click.option(
    "--keep",
    default=DEFAULT_KEEP,
    show_default=True,
    type=click.IntRange(min=1),
    help="How many generations to keep.",
)
@click.option("--full", is_flag=True, help="Parse and write everything anew.")
@click.option("--strict", is_flag=True, help="Publish nothing if any post has an error.")
def command(corpus: Path, index_folder: Path, *, keep: int, full: bool, strict: bool) -> None:
    """Build the index from CORPUS and publish it.

    Posts whose files have not changed are not parsed again; if none has, nothing is
    written. A post with errors is left out and named; the others are published.

    \b
    Example:
      indexer build corpus --keep 5
    """
    store = GenerationStore(index_folder)
    with build_progress() as progress:
        report = build(corpus, store, keep=keep, full=full, strict=strict, progress=progress)
    show_problems(Console(stderr=True), report.problems)
    show_report(Console(), report)
