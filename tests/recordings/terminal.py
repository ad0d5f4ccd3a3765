"""Runs commands in a folder of their own and writes down what a terminal would show."""

import os
import re
import shlex
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE_IN_SECONDS = 60
COLUMNS = 100
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00")
_BYTES = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")


class Recorder:
    """A folder, and the Markdown that tells what was done in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts: list[str] = []

    def say(self, text: str) -> None:
        """A paragraph or a heading of prose."""
        self._parts.append(text)

    def run(self, command: str, status: int = 0) -> str:
        """Run `indexer …` and record its output; its exit status must be this one."""
        done = subprocess.run(
            self._arguments(command),
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_IN_SECONDS,
            check=False,
        )
        assert done.returncode == status, (command, done.returncode, done.stdout)
        self._record(command, done.stdout)
        return done.stdout

    def write(self, path: str, change: Callable[[str], str], *, shown: str) -> None:
        """Change a file as an editor would, and record the lines that hold a text."""
        file = self.folder / path
        file.write_text(change(file.read_text("utf-8")), "utf-8")
        lines = [line for line in file.read_text("utf-8").split("\n") if re.search(shown, line)]
        self._parts.append(
            "\n".join(["```text", f"{path}", *(f"  {line}" for line in lines), "```"])
        )

    @contextmanager
    def running(self, command: str) -> Iterator["RunningCommand"]:
        """Run a command until the block ends, and record what it printed until then."""
        with subprocess.Popen(
            self._arguments(command),
            cwd=self.folder,
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            running = RunningCommand(process)
            try:
                yield running
                process.send_signal(signal.SIGINT)
                process.wait(PATIENCE_IN_SECONDS)
            finally:
                process.kill()
        running.reader.join()
        self._record(command, "".join(running.lines))

    def markdown(self) -> str:
        """All that was recorded, without what differs from run to run."""
        text = "\n\n".join(self._parts) + "\n"
        text = text.replace(f"{self.folder}/", "")
        text = _TIME.sub("2026-05-04T09:00:00+00:00", text)
        return _BYTES.sub(lambda found: "123,456"[-len(found[0]) :], text)

    def _arguments(self, command: str) -> list[str]:
        name, *arguments = shlex.split(command)
        assert name == "indexer"
        return [sys.executable, "-m", "indexer", *arguments]

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if "EXPLAINER" not in name}
        return kept | {"COLUMNS": str(COLUMNS), "PYTHONUNBUFFERED": "1", "TERM": "dumb"}

    def _record(self, command: str, output: str) -> None:
        lines = "\n".join(line.rstrip() for line in output.rstrip().split("\n"))
        self._parts.append(f"```console\n$ {command}\n{lines}\n```")


class RunningCommand:
    """A command that prints while the story goes on."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._process = process
        self._news = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def wait_for(self, text: str, times: int = 1) -> None:
        """Wait until so many of its lines hold a text."""

        def is_there() -> bool:
            return sum(text in line for line in self.lines) >= times

        with self._news:
            assert self._news.wait_for(is_there, PATIENCE_IN_SECONDS), self.lines

    def _read(self) -> None:
        for line in self._process.stdout or ():
            with self._news:
                self.lines.append(line)
                self._news.notify_all()
