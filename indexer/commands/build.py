"""`indexer build`."""

from pathlib import Path

import click
from rich.console import Console

from indexer.build import DEFAULT_KEEP, build
from indexer.commands.parameters import (
    corpus_argument,
    encoder_option,
    index_option,
    judgements_option,
)
from indexer.encoders.choice import chosen_setting
from indexer.generations import GenerationStore
from indexer.judging.admission import Admission
from indexer.terminal import show_problems
from indexer.terminal_progress import build_progress, show_report, show_verdict


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
@encoder_option
@click.option("--strict", is_flag=True, help="Publish nothing if any post has an error.")
@judgements_option
@click.option(
    "--force",
    "forced",
    metavar="REASON",
    help="Publish it even if judged queries are ranked worse; the reason is kept with the build.",
)
def command(  # noqa: PLR0913 - one parameter an option
    corpus: Path,
    index_folder: Path,
    *,
    keep: int,
    full: bool,
    encoder: str | None,
    strict: bool,
    judgements: tuple[Path, ...],
    forced: str | None,
) -> None:
    """Build the index from CORPUS and publish it.

    Posts whose files have not changed are not parsed again; if none has, nothing is
    written. A post with errors is left out and named; the others are published. Nothing is
    published if judged queries, of posts' 'answers:' and of files, are ranked worse than by
    what serves.

    \b
    Examples:
      indexer build corpus --keep 5
      indexer build corpus --force "the new posts are not judged yet"
    """
    if forced is not None and not forced.strip():
        raise click.UsageError("--force needs a reason: it is kept with the build")
    admission = Admission(paths=judgements, forced=forced)
    store = GenerationStore(index_folder)
    with build_progress() as progress:
        report = build(
            corpus,
            store,
            keep=keep,
            full=full,
            strict=strict,
            encoder=chosen_setting(encoder),
            admission=admission,
            progress=progress,
        )
    errors = Console(stderr=True)
    show_problems(errors, report.problems)
    if report.verdict is not None:
        show_problems(errors, report.verdict.problems)
        show_verdict(errors, report.verdict)
    show_report(Console(), report)
