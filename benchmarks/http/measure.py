"""Starts each server in turn and loads it."""

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks import resident
from benchmarks.figures import HttpFigures, Memory, ServerFigures
from benchmarks.http.pages import PAGE_BYTES_VARIABLE
from benchmarks.processes import environment

SEARCH = "search page"
JSON_API = "JSON API"
CONSTANT = "Flask, constant text"
TEMPLATE = "Flask, small template"
BARE = "no Flask, constant text"
CONNECTIONS = (1, 8, 64)
WORKERS = 2
_PLAIN_PAGES = {CONSTANT: "constant", TEMPLATE: "template", BARE: "bare"}
_SIZED_BY = 50
_PATIENCE_SECONDS = 60
_SEARCH_WEB = "from search_web.server import main; main()"


def measure_http(
    index: Path, questions: Sequence[Sequence[str]], seconds: float
) -> dict[str, ServerFigures]:
    """The search page and the JSON API, and pages as long as the search page's median."""
    queries = [quote_plus(" ".join(words)) for words in questions]
    command = [sys.executable, "-c", _SEARCH_WEB, "--index", str(index)]
    figures: dict[str, ServerFigures] = {}
    with _started(command, {}) as (port, pid):
        figures[SEARCH] = _load(port, [f"/?q={query}" for query in queries], seconds, pid)
        paths = [f"/api/v1/search?q={query}" for query in queries]
        figures[JSON_API] = _load(port, paths, seconds, None)
    size = figures[SEARCH].page_bytes
    for name, page in _PLAIN_PAGES.items():
        command = [sys.executable, "-m", "benchmarks.http.plain_server", page]
        with _started(command, {PAGE_BYTES_VARIABLE: str(size)}) as (port, _pid):
            figures[name] = _load(port, ["/"], seconds, None)
    return figures


def _load(port: int, paths: Sequence[str], seconds: float, pid: int | None) -> ServerFigures:
    sizes = [_body_bytes(port, path) for path in paths[:_SIZED_BY]]
    by_connections = {
        connections: _client(port, paths, connections, seconds) for connections in CONNECTIONS
    }
    workers: list[Memory] = []
    if pid is not None and resident.IS_KNOWN:
        workers = [resident.memory_of(child) for child in resident.children_of(pid)]
    return ServerFigures(
        page_bytes=int(statistics.median(sizes)), by_connections=by_connections, workers=workers
    )


def _client(port: int, paths: Sequence[str], connections: int, seconds: float) -> HttpFigures:
    command = (
        sys.executable, "-m", "benchmarks.http.client", "--port", str(port),
        "--connections", str(connections), "--seconds", str(seconds),
    )  # fmt: skip
    answer = subprocess.run(
        command,
        input=json.dumps(list(paths)),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment(),
    )
    return HttpFigures(**json.loads(answer.stdout))


@contextmanager
def _started(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[tuple[int, int]]:
    """A server that answers, by its port and process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen(
        [*command, "--port", str(port), "--workers", str(WORKERS)],
        stdout=subprocess.DEVNULL,
        env={**environment(), **settings},
        start_new_session=True,
    )
    try:
        _wait_for(process, port)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_PATIENCE_SECONDS)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError):
            _body_bytes(port, "/")
            return
        time.sleep(0.05)
    raise RuntimeError(f"a server does not answer: {process.args!r}")


def _body_bytes(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", path)
        return len(connection.getresponse().read())
    finally:
        connection.close()
