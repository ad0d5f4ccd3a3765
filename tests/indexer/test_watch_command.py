"""Tests of building whenever a post is saved, with the real listener and the real command."""

import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.file_changes import changed_paths
from tests.corpora import edition, post_text, write_corpus
from tests.search_web.test_server import free_port, signals_as_a_terminal_sets_them

pytestmark = pytest.mark.one_python

PATIENCE_IN_SECONDS = 60
COMMAND = "from indexer.cli import main; main()"


class Watcher:
    """A started `indexer watch` and the lines that it prints."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)

    def wait_for(self, text: str) -> str:
        """The first line from now on that holds a text."""
        deadline = time.monotonic() + PATIENCE_IN_SECONDS
        seen: list[str] = []
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{text!r} was not printed, but {seen}") from None
            seen.append(line)
            if text in line:
                return line


@contextmanager
def watching(place: Path, *options: str) -> Iterator[Watcher]:
    arguments = ["watch", str(place / "corpus"), "--index", str(place / "index"), *options]
    with (
        signals_as_a_terminal_sets_them(),
        subprocess.Popen(
            [sys.executable, "-u", "-c", COMMAND, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            env=os.environ | {"COLUMNS": "200"},
        ) as process,
    ):
        try:
            yield Watcher(process)
        finally:
            process.kill()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "corpus", edition(1, posts=3))
    return tmp_path


def test_a_saved_post_is_built_and_its_errors_are_told_with_their_places(place: Path) -> None:
    with watching(place) as watcher:
        watcher.wait_for("Published g000001: 3 posts")
        watcher.wait_for("Watching")
        write_corpus(place / "corpus", {"notes/new.md": post_text("New", level="begginer")})
        watcher.wait_for("Saved: new.md")
        watcher.wait_for("notes/new.md:5:8: error: unknown level 'begginer'")
        write_corpus(place / "corpus", {"notes/new.md": post_text("New")})
        watcher.wait_for("4 posts, 1 parsed; 1 added")
        os.killpg(watcher.process.pid, signal.SIGINT)
        assert watcher.process.wait(PATIENCE_IN_SECONDS) == 0


def test_what_cannot_be_built_is_told_and_the_next_saving_tries_again(place: Path) -> None:
    with watching(place) as watcher:
        watcher.wait_for("Watching")
        write_corpus(place / "corpus", {"judgements/own.jsonl": "{\n"})
        write_corpus(place / "corpus", {"notes/new.md": post_text("New")})
        watcher.wait_for("Error: these judgements cannot be read")
        (place / "corpus/judgements/own.jsonl").unlink()
        watcher.wait_for("Published g000002: 4 posts")


def test_what_is_watched_can_be_looked_at_and_the_server_ends_with_it(place: Path) -> None:
    port = free_port()
    with watching(place, "--serve", "--port", str(port)) as watcher:
        watcher.wait_for("Explainer Search serves g000001")
        assert "live-reload.js" in _page(port)
        os.killpg(watcher.process.pid, signal.SIGINT)
        assert watcher.process.wait(PATIENCE_IN_SECONDS) == 0
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", port))


def _page(port: int) -> str:
    deadline = time.monotonic() + PATIENCE_IN_SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_IN_SECONDS)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read().decode()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        finally:
            connection.close()


def test_only_posts_settings_and_judgements_count(tmp_path: Path) -> None:
    changes = changed_paths([tmp_path])
    assert next(changes) == []
    write_corpus(tmp_path, {"a.swp": "x", ".b.md": "x", "c.txt": "x", "d.md": "x"})
    assert [Path(path).name for path in next(changes)] == ["d.md"]


def test_listening_ends_when_it_is_told_to(tmp_path: Path) -> None:
    stop = threading.Event()
    changes = changed_paths([tmp_path], stop)
    assert next(changes) == []
    stop.set()
    assert list(changes) == []


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["watch", str(tmp_path / "nowhere")])
    assert (result.exit_code, "nowhere does not exist" in result.stderr) == (1, True)
