"""`indexer show`."""

import json
from pathlib import Path

import click
from rich.console import Console

from indexer.backends import open_source
from indexer.commands.parameters import index_option, json_option
from indexer.results_json import post_to_plain
from indexer.terminal import show_post


@click.command("show")
@click.argument("slug")
@index_option
@json_option
def command(slug: str, index_folder: Path, *, as_json: bool) -> None:
    """Show the post of SLUG as the index holds it.

    \b
    Example:
      indexer show why-is-attention-quadratic
    """
    with open_source(index_folder).lease() as searcher:
        post, generation = searcher.post(slug), searcher.generation
    if as_json:
        click.echo(json.dumps(post_to_plain(post, generation), ensure_ascii=False, indent=1))
    else:
        show_post(Console(), post)
