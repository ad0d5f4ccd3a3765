"""Tests of the real server: it starts, follows what is published, and stops without a trace."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from indexer.build import build
from indexer.generations import GenerationStore
from search_web.server import main
from tests.corpora import edition, write_corpus

pytestmark = pytest.mark.one_python

COMMAND = Path(sys.executable).with_name("search-web")
PATIENCE_IN_SECONDS = 60


class Server:
    """A started search-web, its address, and what it has printed."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def get(self, path: str) -> tuple[int, Mapping[str, str], str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_IN_SECONDS)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.process.communicate()
        try:
            return self.get("/healthz")[0] == 200
        except OSError:
            return False

    def generation(self) -> str:
        return str(json.loads(self.get("/healthz")[2])["generation"])

    def has_processes(self) -> bool:
        """Whether any process of its group, workers included, is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def stop(self, number: signal.Signals) -> tuple[str, str]:
        """Send a signal as a terminal does, to the whole group or to the main process alone."""
        if number is signal.SIGTERM:
            self.process.send_signal(number)
        else:
            os.killpg(self.process.pid, number)
        return self.process.communicate(timeout=PATIENCE_IN_SECONDS)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_IN_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def signals_as_a_terminal_sets_them() -> Iterator[None]:
    """Ignored signals are inherited: the tests may run under nohup or in the background."""
    numbers = (signal.SIGHUP, signal.SIGINT)
    before = {number: signal.signal(number, signal.SIG_DFL) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def starting(index: Path, *prefix: str) -> Iterator[Server]:
    port = free_port()
    with signals_as_a_terminal_sets_them():
        process = subprocess.Popen(
            [*prefix, str(COMMAND), "--index", str(index), "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
    server = Server(process, port)
    try:
        yield server
    finally:
        if server.has_processes():
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@contextmanager
def started(index: Path, *prefix: str) -> Iterator[Server]:
    with starting(index, *prefix) as server:
        wait_until(server.is_ready)
        yield server


@pytest.fixture
def index(tmp_path: Path) -> Path:
    folder = tmp_path / "index"
    build(write_corpus(tmp_path / "corpus", edition(1)), GenerationStore(folder))
    return folder


def test_the_server_answers_and_follows_what_is_published(index: Path, tmp_path: Path) -> None:
    with started(index) as server:
        assert server.generation() == "g000001"
        status, headers, body = server.get("/?q=edition1")
        assert status == 200
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "<mark>edition1</mark>" in body

        build(write_corpus(tmp_path / "corpus", edition(2)), GenerationStore(index))
        for _ in range(20):  # whichever worker answers
            assert server.generation() == "g000002"
        assert "<mark>edition2</mark>" in server.get("/?q=edition2")[2]

        status, headers, _ = server.get("/static/any/site.css")
        assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")


@pytest.mark.parametrize("text", ["attention " * 1000, "x" * 10_000, "“ö” " * 800])
def test_a_query_of_ten_thousand_characters_is_answered(index: Path, text: str) -> None:
    with started(index) as server:
        for path in ("/", "/api/v1/search"):
            status, _, body = server.get(f"{path}?q={quote(text)}")
            assert status == 200
            assert "Traceback" not in body


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_server_and_its_workers_without_a_trace(
    index: Path, number: signal.Signals
) -> None:
    with started(index) as server:
        output, errors = server.stop(number)
        wait_until(lambda: not server.has_processes())
    assert server.process.returncode == 0
    assert errors == ""
    # A worker that was only just starting may be reported as killed.
    assert output.startswith(f"Explainer Search serves g000001 at http://127.0.0.1:{server.port} ")
    assert "Traceback" not in output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_stopped_while_it_starts_leaves_nothing_behind(
    index: Path, number: signal.Signals
) -> None:
    with starting(index) as server:
        assert server.process.stdout is not None
        server.process.stdout.readline()
        _, errors = server.stop(number)
        wait_until(lambda: not server.has_processes())
    assert "Traceback" not in errors


def test_a_server_started_by_nohup_outlives_its_terminal(index: Path) -> None:
    with started(index, "nohup") as server:
        os.killpg(server.process.pid, signal.SIGHUP)
        assert server.generation() == "g000001"
        server.stop(signal.SIGTERM)


def test_a_request_under_way_is_answered_before_the_server_stops(index: Path) -> None:
    answers: list[int] = []
    with started(index) as server:

        def ask() -> None:
            for _ in range(50):
                try:
                    answers.append(server.get("/?q=attention")[0])
                except OSError:
                    return

        thread = threading.Thread(target=ask)
        thread.start()
        wait_until(lambda: bool(answers))
        _, errors = server.stop(signal.SIGTERM)
        thread.join()
    assert set(answers) == {200}
    assert errors == ""


def test_without_an_index_the_server_says_how_to_make_one(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--index", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output == f"Error: no index lies in {tmp_path}: run 'indexer build' first\n"


def test_a_damaged_index_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("no generation\n")
    result = CliRunner().invoke(main, ["--index", str(tmp_path)])
    assert result.exit_code == 1
    assert "is damaged: delete it and run 'indexer build'" in result.output


@pytest.mark.parametrize(
    ("family", "host", "shown"),
    [(socket.AF_INET, "127.0.0.1", "127.0.0.1"), (socket.AF_INET6, "::1", "[::1]")],
)
def test_a_taken_port_is_named_with_a_way_out(
    index: Path, family: socket.AddressFamily, host: str, shown: str
) -> None:
    with socket.socket(family) as taken:
        try:
            taken.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no {host}")
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(
            main, ["--index", str(index), "--host", host, "--port", str(port)]
        )
    assert result.exit_code == 1
    assert f"cannot listen at {shown}:{port}" in result.output
    assert "make run PORT=" in result.output


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_a_port_that_is_none_is_refused(index: Path, port: str) -> None:
    result = CliRunner().invoke(main, ["--index", str(index), "--port", port])
    assert result.exit_code == 2
    assert "--port" in result.output
