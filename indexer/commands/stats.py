"""`indexer stats`."""

import json
from pathlib import Path

import click
from rich.console import Console

from indexer.commands.parameters import index_option, json_option
from indexer.generations import GenerationStore
from indexer.statistics import corpus_statistics
from indexer.terminal import show_table


@click.command("stats")
@index_option
@json_option
def command(index_folder: Path, *, as_json: bool) -> None:
    """Say what the current generation holds.

    \b
    Example:
      indexer stats --json
    """
    statistics = corpus_statistics(GenerationStore(index_folder))
    if as_json:
        click.echo(json.dumps(statistics, ensure_ascii=False, indent=1))
    else:
        show_table(Console(), ("what", "value"), [(name, str(v)) for name, v in statistics.items()])
