"""A load generator: so many connections, each asking again as soon as it is answered.

It is a process of its own, on one event loop, and reads no more of HTTP than status and length,
so that it takes as little as it can of the machine that the server needs.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle

import click
import numpy as np

WARM_UP_SECONDS = 1.0
_HEAD_END = b"\r\n\r\n"
_STATUS = re.compile(rb"HTTP/1\.[01] ([0-9]{3})")
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_OK = 200


class Connection(asyncio.Protocol):
    """Asks for one page after the other, and notes when each was there whole."""

    def __init__(self, requests: Iterator[bytes], done: asyncio.Event) -> None:
        self.finished: list[tuple[float, float]] = []
        self.failures = 0
        self._requests = requests
        self._done = done
        self._received = b""
        self._asked = 0.0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first page."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._ask()

    def data_received(self, data: bytes) -> None:
        """Take in a part of an answer; ask for the next page once it is whole."""
        self._received += data
        status, length = read_head(self._received)
        if length is None or len(self._received) < length:
            return
        now = time.perf_counter()
        self.finished.append((now, now - self._asked))
        self.failures += status != _OK
        self._received = b""
        if not self._done.is_set():
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Count a connection that the server closed; its place stays empty."""
        self.failures += not self._done.is_set()

    def close(self) -> None:
        """Let go of the socket."""
        if self._transport is not None:
            self._transport.abort()

    def _ask(self) -> None:
        self._asked = time.perf_counter()
        if self._transport is not None:
            self._transport.write(next(self._requests))


def read_head(received: bytes) -> tuple[int, int | None]:
    """The status of an answer and its whole length, None while its head is not all there."""
    end = received.find(_HEAD_END)
    if end < 0:
        return 0, None
    status, length = _STATUS.match(received), _LENGTH.search(received, 0, end + 2)
    if not (status and length):
        raise ValueError(f"not the head of an answer of known length: {received[:200]!r}")
    return int(status[1]), end + len(_HEAD_END) + int(length[1])


async def load(
    port: int, paths: Sequence[str], connections: int, seconds: float
) -> dict[str, float]:
    """Ask a server on this machine for so many seconds after a warm-up."""
    done = asyncio.Event()
    requests = cycle(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode() for path in paths
    )
    loop = asyncio.get_running_loop()
    opened = [
        (await loop.create_connection(lambda: Connection(requests, done), "127.0.0.1", port))[1]
        for _ in range(connections)
    ]
    await asyncio.sleep(WARM_UP_SECONDS)
    start = time.perf_counter()
    await asyncio.sleep(seconds)
    end = time.perf_counter()
    done.set()
    for connection in opened:
        connection.close()
    taken = [
        duration
        for connection in opened
        for at, duration in connection.finished
        if start <= at < end
    ]
    return {
        "requests_per_second": len(taken) / (end - start),
        "median": float(np.median(taken)) * 1e3 if taken else 0.0,
        "p99": float(np.percentile(taken, 99)) * 1e3 if taken else 0.0,
        "failures": sum(connection.failures for connection in opened),
    }


@click.command()
@click.option("--port", type=int, required=True)
@click.option("--connections", type=int, required=True)
@click.option("--seconds", type=float, required=True)
def main(port: int, connections: int, seconds: float) -> None:
    """Ask for the paths on standard input, a JSON list, and print the figures as JSON."""
    figures = asyncio.run(load(port, json.load(sys.stdin), connections, seconds))
    click.echo(json.dumps(figures))


if __name__ == "__main__":
    main()
