"""Finds and reads the posts of a corpus folder; a bad file is a problem, never the end."""

import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.domains import Domains
from indexer.errors import CorpusError
from indexer.post import Post, PostMetadata
from indexer.post_fields import parse_post
from indexer.problems import UNPRINTABLE, Problem, Severity, shorten
from indexer.source_text import UnreadableFileError, decode, read_bytes
from indexer.sources import NO_STAMP, Outcome, SourceFile, stamp_of
from indexer.spool import PostSpool
from indexer.synonyms import NO_SYNONYMS, SYNONYMS_FILE, Synonyms, read_synonyms

POST_SUFFIX = ".md"
MAX_POST_BYTES = 2_000_000
MAX_SYNONYMS_FILE_BYTES = 1_000_000
_LOOKALIKE_SUFFIXES = (".md", ".md.txt", ".markdown", ".mdown", ".mdx", ".mkd")


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusReading:
    """All files of a corpus, what is wrong with them, and the posts of those that were parsed.

    `indexed` holds the metadata of each post to be indexed by its file's path, its aliases
    being those that lead to it; `reused` counts the files that needed no parsing. `names`
    are the words that the domains' files declare to be names, though they look like
    abbreviations.
    """

    files: Sequence[SourceFile]
    indexed: Mapping[str, PostMetadata]
    problems: Sequence[Problem]
    reused: int
    names: Sequence[str]
    synonyms: Synonyms
    parsed: PostSpool

    @property
    def posts(self) -> list[Post]:
        """The posts to be indexed whose files were parsed, in the order of their paths."""
        return list(self.posts_by_path.values())

    @property
    def posts_by_path(self) -> dict[str, Post]:
        """The same posts by their files' paths."""
        return {
            path: in_company(self.parsed[path], metadata)
            for path, metadata in self.indexed.items()
            if path in self.parsed
        }

    @property
    def errors(self) -> list[Problem]:
        """The problems that keep a post out."""
        return [problem for problem in self.problems if problem.severity is Severity.ERROR]


def read_corpus(
    root: Path,
    known: Mapping[str, SourceFile] | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    spool: PostSpool | None = None,
) -> CorpusReading:
    """Read every post below a folder.

    `known` holds files by path from an earlier reading: those that have not changed since
    are not parsed again. Posts are kept in `spool`, or else in memory. Raises CorpusError if
    the folder cannot be read or holds no post file.
    """
    problems: list[Problem] = []
    paths = list(_post_paths(root, problems))
    if not paths:
        raise CorpusError(f"no post (*{POST_SUFFIX}) lies below {root}: is this the corpus folder?")
    domains = Domains(root, problems)
    spool = PostSpool() if spool is None else spool
    files: list[SourceFile] = []
    reused = 0
    for done, path in enumerate(paths, start=1):
        domain = domains.name_of(path)
        earlier = known.get(path) if known else None
        file, post = _read_file(root, path, domain, earlier)
        files.append(file)
        if post is not None:
            spool.add(path, post)
        reused += earlier is not None and file.digest == earlier.digest
        on_progress(done, len(paths))
    synonyms = _read_synonyms(root, problems)
    problems.extend(problem for file in files for problem in file.problems)
    indexed = indexed_posts(files, problems)
    problems.extend(_dead_links(indexed))
    problems.sort(key=lambda problem: (problem.path, problem.line, problem.column))
    return CorpusReading(
        files=[_with_outcome(file, indexed) for file in files],
        indexed=indexed,
        problems=problems,
        reused=reused,
        names=sorted(domains.declared_names),
        synonyms=synonyms,
        parsed=spool,
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


def in_company(post: Post, metadata: PostMetadata) -> Post:
    """A post with what the files around its own make of it: its domain and its aliases."""
    return replace(post, domain=metadata.domain, aliases=metadata.aliases)


def _post_paths(root: Path, problems: list[Problem]) -> Iterator[str]:
    """The paths of post files; what looks like a post and is none is a problem."""
    if not root.is_dir():
        raise CorpusError(f"the corpus folder {root} does not exist")

    def report(error: OSError) -> None:
        if Path(error.filename) == root:
            raise CorpusError(f"the folder {root} cannot be read: {error.strerror}")
        path = _printable(Path(error.filename).relative_to(root).as_posix())
        message = f"the folder cannot be read: {error.strerror}"
        problems.append(Problem.error(path, 1, 1, message, "see its permissions"))

    for folder, subfolders, names in os.walk(root, onerror=report):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        here = Path(folder).relative_to(root)
        problems.extend(_folder_links(root, here, subfolders))
        prefix = "" if here == Path() else f"{here.as_posix()}/"
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = prefix + name
            if problem := _problem_with_name(path):
                problems.append(problem)
            elif path.endswith(POST_SUFFIX):
                yield path


def _folder_links(root: Path, folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if (root / folder / name).is_symlink():
            message = "this link to a folder is not followed, so no post in it is read"
            hint = "put the folder itself here"
            path = _printable((folder / name).as_posix())
            yield Problem.warning(path, 1, 1, message, hint)


def _problem_with_name(path: str) -> Problem | None:
    if path.endswith(POST_SUFFIX):
        printable = _printable(path)
        if printable == path:
            return None
        message = "the file's name holds characters that cannot be shown"
        hint = "name it with lower-case letters, digits and hyphens"
        return Problem.error(printable, 1, 1, message, hint)
    if path.lower().endswith(_LOOKALIKE_SUFFIXES):
        message = "this file is not read, though it looks like a post"
        hint = f"name it so that it ends in '{POST_SUFFIX}'"
        return Problem.warning(_printable(path), 1, 1, message, hint)
    return None


def _printable(path: str) -> str:
    """A path with what no terminal and no UTF-8 can show spelt out."""
    return UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], path)


def _read_file(
    root: Path, path: str, domain: str, known: SourceFile | None
) -> tuple[SourceFile, Post | None]:
    """A file with its post, unless that is known already."""
    stamp = _stamp(f"{root}/{path}")
    if known is not None and stamp != NO_STAMP and known.stamp == stamp:
        return _of_domain(known, domain), None
    digest = ""
    try:
        content = read_bytes(root / path, root, MAX_POST_BYTES)
        digest = hashlib.sha256(content).hexdigest()
        if known is not None and known.digest == digest:
            return _of_domain(replace(known, stamp=stamp), domain), None
        text = decode(content)
    except UnreadableFileError as error:
        file = SourceFile(
            path=path,
            stamp=stamp if digest else NO_STAMP,
            digest=digest,
            outcome=Outcome.REJECTED,
            problems=(Problem.error(path, *error.problem),),
        )
        return file, None
    parsed = parse_post(text, path=path, default_slug=_file_name(path), domain=domain)
    if parsed.post is not None:
        outcome = Outcome.INDEXED
    elif parsed.is_draft and all(p.severity is not Severity.ERROR for p in parsed.problems):
        outcome = Outcome.DRAFT
    else:
        outcome = Outcome.REJECTED
    file = SourceFile(
        path=path,
        stamp=stamp,
        digest=digest,
        outcome=outcome,
        metadata=parsed.post and parsed.post.metadata,
        problems=parsed.problems,
    )
    return file, parsed.post


def _file_name(path: str) -> str:
    return path[path.rfind("/") + 1 :].removesuffix(POST_SUFFIX)


def _stamp(location: str) -> str:
    try:
        return stamp_of(os.lstat(location), time.time_ns())
    except OSError:
        return NO_STAMP


def _of_domain(file: SourceFile, domain: str) -> SourceFile:
    if file.metadata is None or file.metadata.domain == domain:
        return file
    return replace(file, metadata=replace(file.metadata, domain=domain))


def _with_outcome(file: SourceFile, indexed: Mapping[str, PostMetadata]) -> SourceFile:
    if file.metadata is None:
        return file
    outcome = Outcome.INDEXED if file.path in indexed else Outcome.REJECTED
    return file if file.outcome is outcome else replace(file, outcome=outcome)


def indexed_posts(files: Sequence[SourceFile], problems: list[Problem]) -> dict[str, PostMetadata]:
    """The metadata of the posts to be indexed by their files' paths.

    The first file of each slug is kept, and slugs come before aliases. Links name files:
    where nothing else has a file's name, it is an alias of its post.
    """
    owners: dict[str, str] = {}
    indexed: dict[str, PostMetadata] = {}
    for file in files:
        if (post := file.metadata) is None:
            continue
        if (owner := owners.setdefault(post.slug, file.path)) != file.path:
            message = f"the slug '{post.slug}' is taken by {owner}"
            problems.append(
                Problem.error(file.path, 1, 1, message, "rename the file, or set 'slug:'")
            )
        else:
            indexed[file.path] = post
    for path, post in indexed.items():
        for alias in post.aliases:
            if (owner := owners.setdefault(alias, path)) != path:
                message = f"the alias '{alias}' already leads to {owner}"
                problems.append(Problem.warning(path, 1, 1, message, "delete it from 'aliases:'"))
    return {path: _led_to_by_its_name(path, post, owners) for path, post in indexed.items()}


def _led_to_by_its_name(path: str, post: PostMetadata, owners: dict[str, str]) -> PostMetadata:
    name = _file_name(path)
    if owners.setdefault(name, path) != path or (name == post.slug and not post.aliases):
        return post
    names = dict.fromkeys((*post.aliases, name))
    names.pop(post.slug, None)
    aliases = tuple(names)
    return post if aliases == post.aliases else replace(post, aliases=aliases)


def _dead_links(indexed: Mapping[str, PostMetadata]) -> Iterator[Problem]:
    targets = {name for post in indexed.values() for name in (post.slug, *post.aliases)}
    for path, post in indexed.items():
        for link in post.links:
            if link.target not in targets:
                name = shorten(f"{link.target}{POST_SUFFIX}")
                message = f"a link leads to {name}, which is no post"
                yield Problem.warning(
                    path, link.line, 1, message, "mend the link or write the post"
                )
