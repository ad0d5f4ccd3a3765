"""Serves a page of `pages.py` as `search_web/server.py` serves the search page."""

import multiprocessing
import sys

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from search_web.server import BLOCKING_THREADS, MAX_WAITING_REQUESTS


@click.command()
@click.argument("page")
@click.option("--port", type=int, required=True)
@click.option("--workers", type=int, required=True)
def main(page: str, port: int, workers: int) -> None:
    """Serve one page until stopped."""
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork", force=True)
    Granian(
        f"benchmarks.http.pages:{page}",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        backpressure=MAX_WAITING_REQUESTS,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main()
