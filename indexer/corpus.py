"""Finds and reads the posts of a corpus folder; a bad file is a problem, never the end."""

import errno
import hashlib
import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePosixPath

from indexer.errors import CorpusError
from indexer.post import Post
from indexer.post_fields import parse_post
from indexer.problems import Problem, Severity, shorten

DOMAIN_FILE = "domain.toml"
POST_SUFFIX = ".md"
MAX_POST_BYTES = 2_000_000
MAX_DOMAIN_FILE_BYTES = 10_000

_BYTE_ORDER_MARK = "\ufeff"
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LOOKALIKE_SUFFIXES = (".md", ".md.txt", ".markdown", ".mdown", ".mdx", ".mkd")


class Outcome(Enum):
    """What became of a file."""

    INDEXED = "indexed"
    DRAFT = "draft"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One post file as it was read; its path is relative to the corpus, with slashes.

    The digest is the SHA-256 of its bytes, empty if it could not be read.
    """

    path: str
    digest: str
    outcome: Outcome
    post: Post | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReading:
    """All files of a corpus, what is wrong with them, and how many needed no parsing.

    `names` are the words that the domains' files declare to be names, though they look
    like abbreviations.
    """

    files: Sequence[SourceFile]
    problems: Sequence[Problem]
    reused: int
    names: Sequence[str]

    @property
    def posts(self) -> list[Post]:
        """The posts to be indexed, in the order of their files' paths."""
        return [file.post for file in self.files if file.post is not None]

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep a post out."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]


class _UnreadableFileError(Exception):
    """Carries the problem of a file that cannot be read as text."""

    def __init__(self, line: int, column: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.problem = (line, column, message, hint)


def read_corpus(
    root: Path,
    known: Mapping[str, SourceFile] | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> CorpusReading:
    """Read every post below a folder.

    `known` holds files by path from an earlier reading: those whose bytes are the same are
    not parsed again. Raises CorpusError if the folder cannot be read or holds no post file.
    """
    problems: list[Problem] = []
    paths = list(_post_paths(root, problems))
    if not paths:
        raise CorpusError(f"no post (*{POST_SUFFIX}) lies below {root}: is this the corpus folder?")
    domains = _Domains(root, problems)
    files: list[SourceFile] = []
    reused = 0
    for done, path in enumerate(paths, start=1):
        domain = domains.name_of(path)
        file, was_known = _read_file(root, path, domain, (known or {}).get(path), problems)
        files.append(file)
        reused += was_known
        on_progress(done, len(paths))
    files = _reject_clashes(files, problems)
    problems.extend(_dead_links(files))
    problems.sort(key=lambda problem: (problem.path, problem.line, problem.column))
    return CorpusReading(
        files=files, problems=problems, reused=reused, names=sorted(domains.declared_names)
    )


def _post_paths(root: Path, problems: list[Problem]) -> Iterator[str]:
    """The paths of post files; what looks like a post and is none is a problem."""
    if not root.is_dir():
        raise CorpusError(f"the corpus folder {root} does not exist")

    def report(error: OSError) -> None:
        if Path(error.filename) == root:
            raise CorpusError(f"the folder {root} cannot be read: {error.strerror}")
        path = _printable(Path(error.filename).relative_to(root))
        message = f"the folder cannot be read: {error.strerror}"
        problems.append(Problem.error(path, 1, 1, message, "see its permissions"))

    for folder, subfolders, names in os.walk(root, onerror=report):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        here = Path(folder).relative_to(root)
        problems.extend(_folder_links(root, here, subfolders))
        for name in sorted(names):
            if name.startswith("."):
                continue
            if problem := _problem_with_name(here / name):
                problems.append(problem)
            elif name.endswith(POST_SUFFIX):
                yield (here / name).as_posix()


def _folder_links(root: Path, folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if (root / folder / name).is_symlink():
            message = "this link to a folder is not followed, so no post in it is read"
            hint = "put the folder itself here"
            yield Problem.warning(_printable(folder / name), 1, 1, message, hint)


def _problem_with_name(path: Path) -> Problem | None:
    printable = _printable(path)
    if path.name.endswith(POST_SUFFIX):
        if printable == path.as_posix():
            return None
        message = "the file's name holds characters that cannot be shown"
        hint = "name it with lower-case letters, digits and hyphens"
        return Problem.error(printable, 1, 1, message, hint)
    if path.name.lower().endswith(_LOOKALIKE_SUFFIXES):
        message = "this file is not read, though it looks like a post"
        hint = f"name it so that it ends in '{POST_SUFFIX}'"
        return Problem.warning(printable, 1, 1, message, hint)
    return None


def _printable(path: Path) -> str:
    """A path with what no terminal and no UTF-8 can show spelt out."""
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], path.as_posix())


def _read_file(
    root: Path, path: str, domain: str, known: SourceFile | None, problems: list[Problem]
) -> tuple[SourceFile, bool]:
    try:
        content = _read_bytes(root / path, root, MAX_POST_BYTES)
        digest = hashlib.sha256(content).hexdigest()
        if known is not None and known.digest == digest and known.post is not None:
            return replace(known, post=replace(known.post, domain=domain)), True
        text = _decode(content)
    except _UnreadableFileError as error:
        problems.append(Problem.error(path, *error.problem))
        return SourceFile(path=path, digest="", outcome=Outcome.REJECTED), False
    slug = PurePosixPath(path).stem
    parsed = parse_post(text, path=path, default_slug=slug, domain=domain)
    problems.extend(parsed.problems)
    if parsed.post is not None:
        outcome = Outcome.INDEXED
    elif parsed.is_draft and all(p.severity is not Severity.ERROR for p in parsed.problems):
        outcome = Outcome.DRAFT
    else:
        outcome = Outcome.REJECTED
    return SourceFile(path=path, digest=digest, outcome=outcome, post=parsed.post), False


def _read_bytes(file: Path, root: Path, limit: int) -> bytes:
    """The bytes of a regular file within the corpus; raises _UnreadableFileError."""
    try:
        if not file.resolve(strict=True).is_relative_to(root.resolve()):
            raise _UnreadableFileError(
                1, 1, "this link leads out of the corpus", "put the file itself here"
            )
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _UnreadableFileError(1, 1, "this is no file of text", "put a file here instead")
        if status.st_size > limit:
            raise _UnreadableFileError(
                1,
                1,
                f"the file has {status.st_size:,} bytes; at most {limit:,} are read",
                "move what is not text, or not about one subject, elsewhere",
            )
        return file.read_bytes()
    except (OSError, RuntimeError) as error:
        message = f"the file cannot be read: {_reason(error)}"
        hint = "see its permissions, or what it links to"
        raise _UnreadableFileError(1, 1, message, hint) from error


def _reason(error: OSError | RuntimeError) -> str:
    # Before Python 3.13 a link that leads to itself is a RuntimeError.
    if isinstance(error, RuntimeError) or error.errno == errno.ELOOP:
        return "it is a link that leads to itself"
    return error.strerror or str(error)


def _decode(content: bytes) -> str:
    """Text with newlines as its line ends; raises _UnreadableFileError."""
    try:
        text = content.decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").removeprefix(_BYTE_ORDER_MARK)
        line, column = _place_behind(before.replace("\r\n", "\n").replace("\r", "\n"))
        raise _UnreadableFileError(
            line,
            column,
            f"the file is not UTF-8: byte 0x{content[error.start]:02X} at offset {error.start}",
            "save it as UTF-8",
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (nul := text.find("\0")) >= 0:
        raise _UnreadableFileError(
            *_place_behind(text[:nul]),
            "a NUL byte stands in the file",
            "delete it; if the whole file is binary, it is no post",
        )
    return text


def _place_behind(text: str) -> tuple[int, int]:
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _reject_clashes(files: Sequence[SourceFile], problems: list[Problem]) -> list[SourceFile]:
    """Keep the first file of each slug, and slugs before aliases."""
    owners: dict[str, str] = {}
    kept: list[SourceFile] = []
    for file in files:
        post = file.post
        if post is not None and (owner := owners.setdefault(post.slug, file.path)) != file.path:
            message = f"the slug '{post.slug}' is taken by {owner}"
            problems.append(
                Problem.error(file.path, 1, 1, message, "rename the file, or set 'slug:'")
            )
            kept.append(replace(file, outcome=Outcome.REJECTED, post=None))
        else:
            kept.append(file)
    for file in kept:
        for alias in file.post.aliases if file.post else ():
            if (owner := owners.setdefault(alias, file.path)) != file.path:
                message = f"the alias '{alias}' already leads to {owner}"
                problems.append(
                    Problem.warning(file.path, 1, 1, message, "delete it from 'aliases:'")
                )
    return kept


def _dead_links(files: Sequence[SourceFile]) -> Iterator[Problem]:
    targets = {name for f in files if f.post for name in (f.post.slug, *f.post.aliases)}
    targets |= {PurePosixPath(file.path).stem for file in files if file.post}
    for file in files:
        for link in file.post.links if file.post else ():
            if link.target not in targets:
                name = shorten(f"{link.target}{POST_SUFFIX}")
                message = f"a link leads to {name}, which is no post"
                yield Problem.warning(
                    file.path, link.line, 1, message, "mend the link or write the post"
                )


class _Domains:
    """Names the domain of each folder, reading every folder's small file once."""

    def __init__(self, root: Path, problems: list[Problem]) -> None:
        self._root = root
        self._problems = problems
        self._names: dict[PurePosixPath, str] = {}
        self.declared_names: set[str] = set()

    def name_of(self, path: str) -> str:
        return self._folder_name(PurePosixPath(path).parent)

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
            text = _decode(_read_bytes(file, self._root, MAX_DOMAIN_FILE_BYTES))
            table = tomllib.loads(text)
        except _UnreadableFileError as error:
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
        if _UNPRINTABLE.search(name):
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
