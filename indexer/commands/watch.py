"""`indexer watch`."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from indexer.build import DEFAULT_KEEP, BuildReport, build
from indexer.commands.parameters import (
    corpus_argument,
    encoder_option,
    index_option,
    judgements_option,
)
from indexer.encoders.choice import chosen_setting
from indexer.errors import CorpusError, ExplainerSearchError
from indexer.file_changes import changed_paths
from indexer.generations import GenerationStore
from indexer.judging.admission import Admission
from indexer.judging.judgement_files import judgement_paths
from indexer.terminal import show_problems
from indexer.terminal_progress import show_report

_SERVER = Path(sys.executable).with_name("search-web")


@click.command("watch")
@corpus_argument
@index_option
@encoder_option
@judgements_option
@click.option("--serve", "is_serving", is_flag=True, help="Serve it, too; open pages reload.")
@click.option(
    "--port",
    envvar="PORT",
    default=8000,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1, 65_535),
    help="The port to serve at.",
)
def command(
    corpus: Path,
    index_folder: Path,
    *,
    encoder: str | None,
    judgements: tuple[Path, ...],
    is_serving: bool,
    port: int,
) -> None:
    """Build the index from CORPUS now, and again whenever a file of it is saved.

    What is wrong with a post is told as 'indexer check' tells it, and what serves goes on
    serving. Ctrl-C ends it.

    \b
    Examples:
      indexer watch corpus
      indexer watch corpus --serve --port 8123
    """
    if not corpus.is_dir():
        raise CorpusError(f"the corpus folder {corpus} does not exist")
    build_once = partial(
        build,
        corpus,
        GenerationStore(index_folder),
        keep=DEFAULT_KEEP,
        encoder=chosen_setting(encoder),
        admission=Admission(paths=judgements),
    )
    folders = [corpus, *judgement_paths(corpus, judgements)]
    # A build that is interrupted leaves what serves as it was.
    with suppress(KeyboardInterrupt):
        changes = changed_paths(folders)
        # What is saved while it builds for the first time must not be missed.
        next(changes, None)
        _show(build_once)
        with _server(index_folder, port) if is_serving else nullcontext():
            click.echo(f"Watching {corpus} (Ctrl-C stops it)")
            for paths in changes:
                names = ", ".join(Path(path).name for path in paths)
                click.echo(f"\nSaved: {names}")
                _show(build_once)


def _show(build_once: Callable[[], BuildReport]) -> None:
    """Build; whatever cannot be built is told, and the next saving tries again."""
    console = Console()
    try:
        report = build_once()
    except ExplainerSearchError as error:
        console.print(Text.assemble(("Error: ", "red"), str(error)), soft_wrap=True)
        return
    show_problems(console, report.problems)
    show_report(console, report)


@contextmanager
def _server(index_folder: Path, port: int) -> Iterator[None]:
    """A server whose open pages reload, as long as the block lasts."""
    arguments = ["--index", str(index_folder), "--port", str(port), "--live-reload"]
    with subprocess.Popen([_SERVER, *arguments]) as server:  # noqa: S603 - our own command
        try:
            yield
        finally:
            server.terminate()
