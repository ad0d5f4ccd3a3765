"""Writes what a command was asked to put into a file."""

from pathlib import Path

import click

from indexer.errors import EvaluationError

report_option = click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a page with plots and all queries to this file.",
)


def write_text(path: Path, text: str) -> None:
    """Write a file; raises EvaluationError, naming it, if it cannot be written."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}") from error
