"""`indexer generations`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
            _gate_text(entry["gate"]),
        )
        for entry in listing
    ]
    show_table(Console(), ("", "generation", "built at", "posts", "bytes", "judged queries"), rows)


def _gate_text(gate: Mapping[str, Any] | None) -> str:
    """How a generation ranked when it was built, and why it was published if it was worse."""
    if not gate or not gate["queries"]:
        return ""
    figures = f"{gate['queries']}: {gate['before']:.3f} → {gate['after']:.3f}"
    return f"{figures}, forced: {gate['forced']}" if gate["forced"] else figures
