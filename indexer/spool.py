"""Keeps parsed posts out of memory on their way from the reader of a corpus to the writer."""

import os
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import Self

from indexer.post import Post
from indexer.post_json import post_from_json, post_to_json


class PostSpool:
    """Posts by the path of their file, in a file without a name that is gone with the process.

    It is made in `folder`; without one all stays in memory.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = BytesIO() if folder is None else TemporaryFile(dir=folder)  # noqa: SIM115 - `close` closes it
        self._places: dict[str, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __contains__(self, path: object) -> bool:
        return path in self._places

    def __getitem__(self, path: str) -> Post:
        start, length = self._places[path]
        self._file.seek(start)
        return post_from_json(self._file.read(length))

    def add(self, path: str, post: Post) -> None:
        """Keep the post of a file."""
        line = post_to_json(post).encode()
        self._places[path] = self._file.seek(0, os.SEEK_END), len(line)
        self._file.write(line)

    def close(self) -> None:
        """Let go of the posts."""
        self._file.close()
