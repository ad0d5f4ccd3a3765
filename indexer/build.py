"""Builds the index: corpus to candidate generation to published generation, with a report."""

import hashlib
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from indexer.backends import code_digest, open_generation, open_writer, schema_digest
from indexer.corpus import CorpusReading, Outcome, SourceFile, read_corpus
from indexer.errors import BuildRefusedError, ExplainerSearchError
from indexer.generations import GenerationStore
from indexer.manifest import MANIFEST_FILE, Manifest, ManifestFile, ManifestPost
from indexer.post import Post
from indexer.problems import Problem
from indexer.synonyms import Synonyms

DEFAULT_KEEP = 3
_TOOLS = ("explainer-search", "Whoosh-Reloaded", "numpy", "python-frontmatter", "markdown-it-py")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did; slugs in the order of the alphabet.

    `is_new` is false if the corpus had not changed, so that nothing was written.
    """

    generation: str
    is_new: bool
    indexed: int
    parsed: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    drafts: int
    rejected: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """Callbacks told how many of how many files are read, and that one more post is written."""

    on_read: Callable[[int, int], None] = lambda _done, _total: None
    on_write: Callable[[int, int], None] = lambda _done, _total: None


def build(
    corpus: Path,
    store: GenerationStore,
    *,
    keep: int = DEFAULT_KEEP,
    full: bool = False,
    strict: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Build and publish a generation, unless nothing changed.

    `full` parses and writes all anew; `strict` refuses to publish if any post has an error.
    Raises BuildRefusedError then or if no post is left, BuildLockedError while another
    build is at work, CorpusError if there is nothing to read.
    """
    progress = progress or Progress()
    with store.lock():
        store.sweep()
        previous = _previous_manifest(store)
        known = {} if full else _known_files(store, previous)
        reading = read_corpus(corpus, known, progress.on_read)
        _refuse_if_unfit(reading, strict=strict)
        if not full and previous is not None and _is_unchanged(reading, previous, known):
            return _report(previous.generation, reading, previous, is_new=False)
        posts = sorted(reading.posts, key=lambda post: post.slug)
        candidate = store.create_candidate()
        _write(candidate, posts, reading.synonyms, progress)
        _write_manifest(candidate, reading, posts)
        store.publish(candidate.name, keep)
        return _report(candidate.name, reading, previous, is_new=True)


def _previous_manifest(store: GenerationStore) -> Manifest | None:
    try:
        name = store.current()
        return Manifest.read(store.folder(name)) if name else None
    except ExplainerSearchError:
        return None


def _known_files(store: GenerationStore, manifest: Manifest | None) -> dict[str, SourceFile]:
    """The parsed posts of the generation that serves, if this very code parsed them."""
    if manifest is None or manifest.code_digest != code_digest():
        return {}
    try:
        searcher = open_generation(store.folder(manifest.generation))
    except (ExplainerSearchError, OSError):
        return {}
    try:
        return {
            entry.path: SourceFile(
                path=entry.path,
                digest=entry.sha256,
                outcome=Outcome(entry.outcome),
                post=searcher.post(entry.slug),
            )
            for entry in manifest.posts
            if entry.slug is not None
        }
    finally:
        searcher.close()


def _refuse_if_unfit(reading: CorpusReading, *, strict: bool) -> None:
    if strict and reading.errors:
        listing = "\n".join(map(str, reading.errors))
        raise BuildRefusedError(f"nothing is published, for some posts have errors:\n{listing}")
    if not reading.posts:
        listing = "\n".join(map(str, reading.errors))
        raise BuildRefusedError(f"no post is fit to be indexed, so nothing is published\n{listing}")


def _is_unchanged(
    reading: CorpusReading, previous: Manifest, known: Mapping[str, SourceFile]
) -> bool:
    now = [(file.path, file.digest, file.outcome.value) for file in reading.files]
    then = [(entry.path, entry.sha256, entry.outcome) for entry in previous.posts]
    return (
        previous.code_digest == code_digest()
        and now == then
        and previous.synonyms_sha256 == reading.synonyms.digest
        and all(known[file.path].post == file.post for file in reading.files if file.post)
    )


def _write(candidate: Path, posts: Sequence[Post], synonyms: Synonyms, progress: Progress) -> None:
    done = 0

    def on_progress(more: int) -> None:
        nonlocal done
        done += more
        progress.on_write(done, len(posts))

    open_writer(candidate).write(posts, on_progress, synonyms)


def _write_manifest(candidate: Path, reading: CorpusReading, posts: Sequence[Post]) -> None:
    files = {
        path.name: ManifestFile(bytes=path.stat().st_size, sha256=_digest(path))
        for path in sorted(candidate.iterdir())
    }
    manifest = Manifest(
        generation=candidate.name,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        schema_digest=schema_digest(),
        code_digest=code_digest(),
        posts=[
            ManifestPost(
                path=file.path,
                sha256=file.digest,
                outcome=file.outcome.value,
                slug=file.post.slug if file.post else None,
            )
            for file in reading.files
        ],
        counts={"posts": len(posts)},
        files=files,
        names=reading.names,
        synonyms_sha256=reading.synonyms.digest,
        tools={"python": platform.python_version(), **{name: version(name) for name in _TOOLS}},
    )
    (candidate / MANIFEST_FILE).write_text(manifest.to_json(), "utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _report(
    generation: str, reading: CorpusReading, previous: Manifest | None, *, is_new: bool
) -> BuildReport:
    then = {e.slug: e.sha256 for e in previous.posts if e.slug} if previous else {}
    now = {file.post.slug: file.digest for file in reading.files if file.post}
    outcomes = [file.outcome for file in reading.files]
    return BuildReport(
        generation=generation,
        is_new=is_new,
        indexed=len(now),
        parsed=len(reading.files) - reading.reused,
        added=tuple(sorted(now.keys() - then.keys())),
        changed=tuple(sorted(s for s in now.keys() & then.keys() if now[s] != then[s])),
        removed=tuple(sorted(then.keys() - now.keys())),
        drafts=outcomes.count(Outcome.DRAFT),
        rejected=outcomes.count(Outcome.REJECTED),
        problems=tuple(reading.problems),
    )
