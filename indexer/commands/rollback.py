"""`indexer rollback`."""

from pathlib import Path

import click

from indexer.backends import open_generation
from indexer.commands.parameters import index_option
from indexer.generations import GenerationStore


@click.command("rollback")
@index_option
@click.option("--to", "generation", help="This generation instead of the one before.")
def command(index_folder: Path, generation: str | None) -> None:
    """Let the generation before the current one serve again.

    Servers follow at once. Nothing is deleted: a later 'rollback --to' goes forward again.

    \b
    Examples:
      indexer rollback
      indexer rollback --to g000007
    """
    store = GenerationStore(index_folder)
    with store.lock():
        target = store.roll_back_target(generation)
        # A generation that cannot be opened must not take the place of one that serves.
        open_generation(store.folder(target)).close()
        store.roll_back(target)
    click.echo(f"{target} serves now.")
