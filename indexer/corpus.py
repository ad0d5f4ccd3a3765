"""Finds and reads the posts of a corpus folder; a bad file is a problem, never the end."""

import hashlib
import os
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePosixPath

from indexer.errors import CorpusError
from indexer.post import Post
from indexer.post_fields import parse_post
from indexer.problems import Problem, Severity

DOMAIN_FILE = "domain.toml"
POST_SUFFIX = ".md"
MAX_POST_BYTES = 2_000_000


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
    """All files of a corpus, what is wrong with them, and how many needed no parsing."""

    files: Sequence[SourceFile]
    problems: Sequence[Problem]
    reused: int

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
    paths = list(_post_paths(root))
    if not paths:
        raise CorpusError(f"no post (*{POST_SUFFIX}) lies below {root}: is this the corpus folder?")
    problems: list[Problem] = []
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
    return CorpusReading(files=files, problems=problems, reused=reused)


def _post_paths(root: Path) -> Iterator[str]:
    if not root.is_dir():
        raise CorpusError(f"the corpus folder {root} does not exist")

    def fail(error: OSError) -> None:
        raise CorpusError(f"the folder {error.filename} cannot be read: {error.strerror}")

    for folder, subfolders, names in os.walk(root, onerror=fail):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in sorted(names):
            if name.endswith(POST_SUFFIX) and not name.startswith("."):
                yield (Path(folder) / name).relative_to(root).as_posix()


def _read_file(
    root: Path, path: str, domain: str, known: SourceFile | None, problems: list[Problem]
) -> tuple[SourceFile, bool]:
    try:
        content = _read_bytes(root, path)
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


def _read_bytes(root: Path, path: str) -> bytes:
    file = root / path
    try:
        if not file.resolve(strict=True).is_relative_to(root.resolve()):
            raise _UnreadableFileError(
                1, 1, "this link leads out of the corpus", "put the file itself here"
            )
        size = file.stat().st_size
        if size > MAX_POST_BYTES:
            raise _UnreadableFileError(
                1,
                1,
                f"the file has {size:,} bytes; a post may have {MAX_POST_BYTES:,}",
                "split the post, or move data and images elsewhere",
            )
        return file.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it is a link to itself"
        raise _UnreadableFileError(
            1, 1, f"the file cannot be read: {reason}", "see its permissions, or what it links to"
        ) from error


def _decode(content: bytes) -> str:
    """Text with newlines as its line ends; raises _UnreadableFileError."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        line = before.count(b"\n") + 1
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        raise _UnreadableFileError(
            line,
            column,
            f"the file is not UTF-8: byte 0x{content[error.start]:02X} at offset {error.start}",
            "save it as UTF-8",
        ) from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (nul := text.find("\0")) >= 0:
        line = text.count("\n", 0, nul) + 1
        raise _UnreadableFileError(
            line,
            nul - text.rfind("\n", 0, nul),
            "a NUL byte stands in the file",
            "delete it; if the whole file is binary, it is no post",
        )
    return text


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
                message = f"a link leads to '{link.target}{POST_SUFFIX}', which is no post"
                yield Problem.warning(
                    file.path, link.line, 1, message, "mend the link or write the post"
                )


class _Domains:
    """Names the domain of each folder, reading every folder's small file once."""

    def __init__(self, root: Path, problems: list[Problem]) -> None:
        self._root = root
        self._problems = problems
        self._names: dict[PurePosixPath, str] = {}

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
        try:
            table = tomllib.loads((self._root / path).read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self._report(path, f"the file cannot be read: {error}")
            return None
        name = table.get("name")
        if isinstance(name, str) and name.strip():
            return name.strip()
        self._report(path, "the domain's name is missing")
        return None

    def _report(self, path: str, message: str) -> None:
        hint = 'write one line: name = "The domain\'s name"'
        self._problems.append(Problem.error(path, 1, 1, message, hint))
