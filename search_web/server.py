"""Starts the production server: Granian with a few worker processes."""

import os
import socket
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from indexer.errors import ExplainerSearchError
from indexer.generations import GenerationStore

BLOCKING_THREADS = 2
MAX_WAITING_REQUESTS = 64


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--index",
    "index_folder",
    envvar="EXPLAINER_INDEX",
    default="index_data",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The folder that holds the index's generations.",
)
@click.option(
    "--host",
    envvar="HOST",
    default="127.0.0.1",
    show_default=True,
    show_envvar=True,
    help="The address to listen at; 0.0.0.0 opens it to the network.",
)
@click.option(
    "--port",
    envvar="PORT",
    default=8000,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1, 65_535),
)
@click.option(
    "--workers",
    envvar="WORKERS",
    default=2,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1, 64),
    help="Worker processes; they share the index's pages in memory.",
)
def main(index_folder: Path, host: str, port: int, workers: int) -> None:
    """Serve the search page and its JSON API.

    A newly published index is followed without a restart.

    \b
    Example:
      search-web --index index_data --port 8123
    """
    generation = _current_generation(index_folder)
    _refuse_taken_port(host, port)
    os.environ["EXPLAINER_INDEX"] = str(index_folder.resolve())
    click.echo(f"Explainer Search serves {generation} at http://{host}:{port} (Ctrl-C stops it)")
    Granian(
        "search_web.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        backpressure=MAX_WAITING_REQUESTS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    ).serve()


def _current_generation(index_folder: Path) -> str:
    try:
        generation = GenerationStore(index_folder).current()
    except ExplainerSearchError as error:
        raise click.ClickException(str(error)) from error
    if generation is None:
        raise click.ClickException(f"no index lies in {index_folder}: run 'indexer build' first")
    return generation


def _refuse_taken_port(host: str, port: int) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise click.ClickException(
            f"cannot listen at {host}:{port}: {error.strerror}; choose another port, "
            "as in: make run PORT=8123"
        ) from error
