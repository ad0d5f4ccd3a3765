"""`indexer generations`."""

import json
from pathlib import Path

import click
from rich.console import Console

from indexer.commands.parameters import index_option, json_option
from indexer.generations import GenerationStore
from indexer.statistics import generation_listing
from indexer.terminal import show_table


@click.command("generations")
@index_option
@json_option
def command(index_folder: Path, *, as_json: bool) -> None:
    """List the generations that are kept; a star marks the one that serves.

    \b
    Example:
      indexer generations
    """
    listing = generation_listing(GenerationStore(index_folder))
    if as_json:
        click.echo(json.dumps(listing, indent=1))
        return
    if not listing:
        click.echo(f"No generation lies in {index_folder}: run 'indexer build'.")
        return
    rows = [
        (
            "*" if entry["current"] else "",
            str(entry["generation"]),
            str(entry["built_at"]),
            f"{entry['posts']}",
            f"{entry['bytes']:,}",
        )
        for entry in listing
    ]
    show_table(Console(), ("", "generation", "built at", "posts", "bytes"), rows)
