"""Starts the production server: Granian with a few worker processes."""

import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from indexer.errors import ExplainerSearchError
from indexer.generations import GenerationStore
from search_web.live_reload import LIVE_RELOAD_VARIABLE

BLOCKING_THREADS = 2
MAX_WAITING_REQUESTS = 64
SECONDS_TO_FINISH = 3


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
@click.option(
    "--live-reload",
    is_flag=True,
    envvar=LIVE_RELOAD_VARIABLE,
    show_envvar=True,
    help="Let open pages reload after each build; for those who write posts.",
)
def main(index_folder: Path, host: str, port: int, workers: int, *, live_reload: bool) -> None:
    """Serve the search page and its JSON API.

    A newly published index is followed without a restart.

    \b
    Example:
      search-web --index index_data --port 8123
    """
    generation = _current_generation(index_folder)
    _refuse_taken_port(host, port)
    os.environ["EXPLAINER_INDEX"] = str(index_folder.resolve())
    os.environ[LIVE_RELOAD_VARIABLE] = "1" if live_reload else "0"
    stop_signals = _hold_back_stop_signals()
    url = f"http://{_host_in_url(host)}:{port}"
    click.echo(f"Explainer Search serves {generation} at {url} (Ctrl-C stops it)")
    server = Granian(
        "search_web.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        backpressure=MAX_WAITING_REQUESTS,
        workers_kill_timeout=SECONDS_TO_FINISH,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
    )
    if sys.platform == "linux":
        # Newer Pythons would start workers that share no memory and hear the terminal.
        multiprocessing.set_start_method("fork", force=True)
    os.register_at_fork(after_in_child=_leave_signals_to_the_parent)
    threading.Thread(
        target=_stop_on_signal, args=(server.signal_handler_interrupt, stop_signals), daemon=True
    ).start()
    server.serve()


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
            f"cannot listen at {_host_in_url(host)}:{port}: {error.strerror}; choose another "
            "with --port, or as in: make run PORT=8123"
        ) from error


def _hold_back_stop_signals() -> set[signal.Signals]:
    """Keep the signals that stop a server from the main thread; a thread waits for them.

    Granian's handlers take a lock that the thread they interrupt may hold. A closed terminal
    stops the server too, unless nohup says otherwise.
    """
    signals = {signal.SIGINT, signal.SIGTERM}
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signals.add(signal.SIGHUP)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    return signals


def _stop_on_signal(stop: Callable[[], object], signals: set[signal.Signals]) -> None:
    """Ask the server to stop at the first signal, and see that it does."""
    signal.sigwait(signals)
    stop()
    time.sleep(2 * SECONDS_TO_FINISH)
    for worker in multiprocessing.active_children():
        worker.kill()
    os._exit(0)


def _leave_signals_to_the_parent() -> None:
    """Let a worker be stopped by its parent alone, from its first moment on.

    A terminal's signal reaches the workers too, and a Granian worker that is told twice to
    stop locks up; one that still starts would pass over a signal, by its parent's handlers.
    """
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, {signal.SIGINT, signal.SIGHUP})


def _host_in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
