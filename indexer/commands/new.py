"""`indexer new`."""

from datetime import UTC, date, datetime
from pathlib import Path

import click

from indexer.commands.parameters import DATE, corpus_option
from indexer.new_post import write_new_post
from indexer.post import Level


@click.command("new")
@click.argument("title")
@corpus_option
@click.option("--domain", "folder", help="The folder of the domain; needed if there are several.")
@click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    default=Level.INTRO.value,
    show_default=True,
    help="How much readers should know beforehand.",
)
@click.option("--date", "day", type=DATE, help="The day it appears. [default: today]")
@click.option("--draft", "is_draft", is_flag=True, help="Leave it out of the index for now.")
def command(
    title: str, *, corpus: Path, folder: str | None, level: str, day: date | None, is_draft: bool
) -> None:
    """Write the file of a new post with this TITLE, valid at once, and say where it lies.

    \b
    Example:
      indexer new 'Why is the sky blue?' --level intro
    """
    path = write_new_post(
        corpus,
        title,
        folder=folder,
        level=Level(level),
        day=day or datetime.now(UTC).astimezone().date(),
        is_draft=is_draft,
    )
    click.echo(str(path))
