"""Names the domain of each folder of a corpus, as the folder's own small file says."""

import os
import re
import tomllib
from pathlib import Path, PurePosixPath

from indexer.problems import UNPRINTABLE, Problem, shorten
from indexer.source_text import UnreadableFileError, decode, read_bytes

DOMAIN_FILE = "domain.toml"
MAX_DOMAIN_FILE_BYTES = 10_000


class Domains:
    """Reads every folder's file once, and gathers the names that the files declare."""

    def __init__(self, root: Path, problems: list[Problem]) -> None:
        self._root = root
        self._problems = problems
        self._names: dict[PurePosixPath, str] = {}
        self._names_of_posts: dict[str, str] = {}
        self.declared_names: set[str] = set()

    def name_of(self, path: str) -> str:
        """The name of the domain that the post at this path belongs to."""
        folder = path[: max(path.rfind("/"), 0)]
        name = self._names_of_posts.get(folder)
        if name is None:
            name = self._names_of_posts[folder] = self._folder_name(PurePosixPath(folder))
        return name

    def _folder_name(self, folder: PurePosixPath) -> str:
        if folder not in self._names:
            self._names[folder] = self._read_name(folder) or self._inherited_name(folder)
        return self._names[folder]

    def _inherited_name(self, folder: PurePosixPath) -> str:
        if folder == PurePosixPath():
            return self._root.resolve().name
        if folder.parent == PurePosixPath():
            return folder.name
        return self._folder_name(folder.parent)

    def _read_name(self, folder: PurePosixPath) -> str | None:
        path = (folder / DOMAIN_FILE).as_posix()
        file = self._root / path
        if not os.path.lexists(file):
            return None
        try:
            text = decode(read_bytes(file, self._root, MAX_DOMAIN_FILE_BYTES))
            table = tomllib.loads(text)
        except UnreadableFileError as error:
            line, column, message, _ = error.problem
            self._report(path, line, column, message)
            return None
        except (ValueError, RecursionError) as error:
            place = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
            line, column = (int(place[1]), int(place[2])) if place else (1, 1)
            self._report(path, line, column, f"the file is not valid TOML: {error}")
            return None
        self._read_declared_names(path, table.get("names", []))
        name = table.get("name")
        if not isinstance(name, str) or not name.strip():
            self._report(path, 1, 1, "the domain's name is missing")
            return None
        name = " ".join(name.split())
        if UNPRINTABLE.search(name):
            self._report(path, 1, 1, f"the domain's name cannot be shown: {shorten(name)}")
            return None
        return name

    def _read_declared_names(self, path: str, names: object) -> None:
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            self.declared_names.update(names)
        else:
            self._report(path, 1, 1, "'names' must be a list of texts")

    def _report(self, path: str, line: int, column: int, message: str) -> None:
        hint = 'write one line: name = "The domain\'s name"'
        self._problems.append(Problem.error(path, line, column, message, hint))
