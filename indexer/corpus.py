"""Finds and reads the posts of a corpus folder; a bad file is a problem, never the end."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path, PurePosixPath

from indexer.domains import Domains
from indexer.errors import CorpusError
from indexer.post import Post
from indexer.post_fields import parse_post
from indexer.problems import UNPRINTABLE, Problem, Severity, shorten
from indexer.source_text import UnreadableFileError, decode, read_bytes
from indexer.synonyms import NO_SYNONYMS, SYNONYMS_FILE, Synonyms, read_synonyms

POST_SUFFIX = ".md"
MAX_POST_BYTES = 2_000_000
MAX_SYNONYMS_FILE_BYTES = 1_000_000
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
    synonyms: Synonyms

    @property
    def posts(self) -> list[Post]:
        """The posts to be indexed, in the order of their files' paths."""
        return [file.post for file in self.files if file.post is not None]

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep a post out."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]


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
    domains = Domains(root, problems)
    files: list[SourceFile] = []
    reused = 0
    for done, path in enumerate(paths, start=1):
        domain = domains.name_of(path)
        file, was_known = _read_file(root, path, domain, (known or {}).get(path), problems)
        files.append(file)
        reused += was_known
        on_progress(done, len(paths))
    synonyms = _read_synonyms(root, problems)
    files = _reject_clashes(files, problems)
    problems.extend(_dead_links(files))
    problems.sort(key=lambda problem: (problem.path, problem.line, problem.column))
    return CorpusReading(
        files=files,
        problems=problems,
        reused=reused,
        names=sorted(domains.declared_names),
        synonyms=synonyms,
    )


def _read_synonyms(root: Path, problems: list[Problem]) -> Synonyms:
    """What the corpus's own file declares to mean the same; nothing without one."""
    if not os.path.lexists(root / SYNONYMS_FILE):
        return NO_SYNONYMS
    try:
        text = decode(read_bytes(root / SYNONYMS_FILE, root, MAX_SYNONYMS_FILE_BYTES))
    except UnreadableFileError as error:
        problems.append(Problem.error(SYNONYMS_FILE, *error.problem))
        return NO_SYNONYMS
    synonyms, found = read_synonyms(text, SYNONYMS_FILE)
    problems.extend(found)
    return synonyms


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
    return UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], path.as_posix())


def _read_file(
    root: Path, path: str, domain: str, known: SourceFile | None, problems: list[Problem]
) -> tuple[SourceFile, bool]:
    slug = PurePosixPath(path).stem
    try:
        content = read_bytes(root / path, root, MAX_POST_BYTES)
        digest = hashlib.sha256(content).hexdigest()
        post = known.post if known is not None and known.digest == digest else None
        # Under another slug the file's name may be an alias, which may no longer be free.
        if known is not None and post is not None and post.slug == slug:
            return replace(known, post=replace(post, domain=domain)), True
        text = decode(content)
    except UnreadableFileError as error:
        problems.append(Problem.error(path, *error.problem))
        return SourceFile(path=path, digest="", outcome=Outcome.REJECTED), False
    parsed = parse_post(text, path=path, default_slug=slug, domain=domain)
    problems.extend(parsed.problems)
    if parsed.post is not None:
        outcome = Outcome.INDEXED
    elif parsed.is_draft and all(p.severity is not Severity.ERROR for p in parsed.problems):
        outcome = Outcome.DRAFT
    else:
        outcome = Outcome.REJECTED
    return SourceFile(path=path, digest=digest, outcome=outcome, post=parsed.post), False


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
    return [_led_to_by_its_name(file, owners) for file in kept]


def _led_to_by_its_name(file: SourceFile, owners: dict[str, str]) -> SourceFile:
    """Links name files: where nothing else has a file's name, it is an alias of its post."""
    name = PurePosixPath(file.path).stem
    if file.post is None or owners.setdefault(name, file.path) != file.path:
        return file
    names = dict.fromkeys((*file.post.aliases, name))
    names.pop(file.post.slug, None)
    return replace(file, post=replace(file.post, aliases=tuple(names)))


def _dead_links(files: Sequence[SourceFile]) -> Iterator[Problem]:
    targets = {name for f in files if f.post for name in (f.post.slug, *f.post.aliases)}
    for file in files:
        for link in file.post.links if file.post else ():
            if link.target not in targets:
                name = shorten(f"{link.target}{POST_SUFFIX}")
                message = f"a link leads to {name}, which is no post"
                yield Problem.warning(
                    file.path, link.line, 1, message, "mend the link or write the post"
                )
