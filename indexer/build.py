"""Builds the index: corpus to candidate generation to published generation, with a report."""

import hashlib
import platform
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from indexer.backends import (
    code_digest,
    open_generation,
    open_writer,
    schema_digest,
    shared_encoder,
)
from indexer.corpus import CorpusReading, in_company, indexed_posts, read_corpus
from indexer.errors import BuildRefusedError, ExplainerSearchError
from indexer.generations import GenerationStore
from indexer.judging.admission import Admission, Contender
from indexer.judging.gate import Verdict
from indexer.manifest import MANIFEST_FILE, GateRecord, Manifest, ManifestFile
from indexer.post import Post, PostMetadata
from indexer.problems import Problem
from indexer.search import Searcher
from indexer.sources import NO_SOURCES, Outcome, SourceFile, Sources, write_sources
from indexer.spool import PostSpool

DEFAULT_KEEP = 3
DEFAULT_ADMISSION = Admission()
_TOOLS = ("explainer-search", "Whoosh-Reloaded", "numpy", "python-frontmatter", "markdown-it-py")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did; slugs in the order of the alphabet.

    `is_new` is false if the corpus had not changed, so that nothing was written. `verdict`
    says how it ranks beside what served before, None if there was nothing to compare with.
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
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Callbacks told how many of how many files are read, posts written, and answers given."""

    on_read: Callable[[int, int], None] = lambda _done, _total: None
    on_write: Callable[[int, int], None] = lambda _done, _total: None
    on_judge: Callable[[int, int], None] = lambda _done, _total: None


def build(  # noqa: PLR0913 - one parameter an option
    corpus: Path,
    store: GenerationStore,
    *,
    keep: int = DEFAULT_KEEP,
    full: bool = False,
    strict: bool = False,
    admission: Admission = DEFAULT_ADMISSION,
    encoder: str | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build and publish a generation, unless nothing changed.

    `full` parses and writes all anew; `strict` refuses to publish if any post has an error,
    `admission` if judged queries are ranked worse than before; `encoder` is the setting of what
    tells meanings, None for words alone. Raises BuildRefusedError then or if no post is left,
    BuildLockedError while another build is at work, CorpusError if there is nothing to read,
    EvaluationError if judgements cannot be read, EncoderError if the encoder cannot be opened.

    A candidate that ranks worse stays until the next build, to be looked at.
    """
    progress = progress or Progress()
    with store.lock(), PostSpool(store.root) as spool:
        store.sweep()
        previous = _previous(store)
        base = previous if previous and previous.is_fit and not full else None
        reading = read_corpus(corpus, base.known if base else None, progress.on_read, spool)
        _refuse_if_unfit(reading, strict=strict)
        if base is not None and base.is_of(reading) and base.has_encoder(encoder):
            return _report(base.manifest.generation, reading, base, None, is_new=False)
        candidate = store.create_candidate()
        _write(candidate, reading, base, encoder, progress)
        write_sources(candidate, reading.files, base.sources if base else NO_SOURCES)
        shared = base.shared_with(candidate) if base else {}
        contender = Contender(candidate, list(reading.indexed.values()), encoder)
        verdict = _examine(contender, corpus, reading, previous, admission, progress)
        gate = None if verdict is None else admission.record(verdict)
        _write_manifest(candidate, reading, encoder, shared, gate)
        if verdict is not None:
            admission.refuse_if_worse(verdict)
        store.publish(candidate.name, keep, flushed=shared)
        return _report(candidate.name, reading, previous, verdict, is_new=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Previous:
    """The generation that serves, and what it was made of.

    `is_whole` says that no file is missing, `is_fit` that the next may build on it.
    """

    folder: Path
    manifest: Manifest
    sources: Sources
    is_whole: bool
    is_fit: bool

    @property
    def posts(self) -> list[PostMetadata]:
        """The posts that it holds."""
        return list(indexed_posts(self.sources.files, []).values())

    @property
    def known(self) -> dict[str, SourceFile]:
        """Its files by path, without those whose posts it does not hold."""
        return {
            file.path: file
            for file in self.sources.files
            if file.metadata is None or file.outcome is Outcome.INDEXED
        }

    def is_of(self, reading: CorpusReading) -> bool:
        """Whether the corpus is what it was made of."""
        now, then = reading.files, self.sources.files
        return (
            len(now) == len(then)
            and all(map(_are_alike, now, then))
            and list(reading.names) == list(self.manifest.names)
            and reading.synonyms.digest == self.manifest.synonyms_sha256
        )

    def has_encoder(self, setting: str | None) -> bool:
        """Whether its meanings were told by this encoder, or by none for None."""
        return self.manifest.encoder.get("setting") == setting

    def shared_with(self, candidate: Path) -> dict[str, ManifestFile]:
        """The entries of those of its files that a candidate shares."""
        return {
            name: entry
            for name, entry in self.manifest.files.items()
            if (candidate / name).exists() and (candidate / name).samefile(self.folder / name)
        }


def _are_alike(file: SourceFile, other: SourceFile) -> bool:
    """Whether the same post would be made of both files."""
    return file is other or (
        (file.path, file.digest, file.metadata) == (other.path, other.digest, other.metadata)
    )


def _previous(store: GenerationStore) -> _Previous | None:
    try:
        name = store.current()
        if name is None:
            return None
        folder = store.folder(name)
        manifest = Manifest.read(folder)
        is_whole = manifest.describes(folder)
        return _Previous(
            folder=folder,
            manifest=manifest,
            sources=Sources.read(folder),
            is_whole=is_whole,
            is_fit=is_whole and manifest.code_digest == code_digest(),
        )
    except ExplainerSearchError:
        return None


def _refuse_if_unfit(reading: CorpusReading, *, strict: bool) -> None:
    if strict and reading.errors:
        listing = "\n".join(map(str, reading.errors))
        raise BuildRefusedError(f"nothing is published, for some posts have errors:\n{listing}")
    if not reading.indexed:
        listing = "\n".join(map(str, reading.errors))
        raise BuildRefusedError(f"no post is fit to be indexed, so nothing is published\n{listing}")


def _write(
    candidate: Path,
    reading: CorpusReading,
    base: _Previous | None,
    encoder: str | None,
    progress: Progress,
) -> None:
    """Let the writer keep what the base holds just so; the rest comes from the spool."""
    done = 0

    def on_progress(more: int) -> None:
        nonlocal done
        done += more
        progress.on_write(done, len(reading.indexed))

    earlier = indexed_posts(base.sources.files, []) if base else {}
    kept = [
        post
        for path, post in reading.indexed.items()
        if path not in reading.parsed and earlier.get(path) == post
    ]
    there = {post.slug for post in kept}
    paths = {post.slug: path for path, post in reading.indexed.items() if post.slug not in there}
    added = [reading.indexed[path] for path in paths.values()]
    with ExitStack() as stack:
        held = _lookup(base.folder, stack) if base else None

        def load(slug: str) -> Post:
            path = paths[slug]
            post = held(slug) if held and path not in reading.parsed else reading.parsed[path]
            return in_company(post, reading.indexed[path])

        writer = open_writer(candidate, shared_encoder(encoder) if encoder else None)
        source = base.folder if base else None
        writer.update(source, kept, added, load, on_progress, reading.synonyms)


def _lookup(folder: Path, stack: ExitStack) -> Callable[[str], Post]:
    """Looks posts up in a generation that is opened when the first one is asked for."""

    @cache
    def searcher() -> Searcher:
        return stack.enter_context(closing(open_generation(folder, with_meaning=False)))

    return lambda slug: searcher().post(slug)


def _examine(
    candidate: Contender,
    corpus: Path,
    reading: CorpusReading,
    previous: _Previous | None,
    admission: Admission,
    progress: Progress,
) -> Verdict | None:
    """How a candidate ranks beside what serves; None without anything to compare with."""
    if previous is None or not previous.is_whole:
        return None
    changed = {post.slug for path, post in reading.indexed.items() if path in reading.parsed}
    serving = Contender(previous.folder, previous.posts)
    return admission.examine(corpus, serving, candidate, changed, progress.on_judge)


def _write_manifest(
    candidate: Path,
    reading: CorpusReading,
    encoder: str | None,
    shared: Mapping[str, ManifestFile],
    gate: GateRecord | None,
) -> None:
    outcomes = [file.outcome for file in reading.files]
    new = [path for path in candidate.iterdir() if path.name not in shared]
    with ThreadPoolExecutor() as threads:
        entries = zip(new, threads.map(_entry, new), strict=True)
        files = dict(shared) | {path.name: entry for path, entry in entries}
    manifest = Manifest(
        generation=candidate.name,
        built_at=datetime.now(UTC).isoformat(timespec="seconds"),
        schema_digest=schema_digest(),
        code_digest=code_digest(),
        counts={
            "posts": len(reading.indexed),
            "drafts": outcomes.count(Outcome.DRAFT),
            "rejected": outcomes.count(Outcome.REJECTED),
        },
        files=dict(sorted(files.items())),
        names=reading.names,
        encoder=_describe_encoder(encoder) if encoder else {},
        synonyms_sha256=reading.synonyms.digest,
        gate=gate,
        tools={"python": platform.python_version(), **{name: version(name) for name in _TOOLS}},
    )
    (candidate / MANIFEST_FILE).write_text(manifest.to_json(), "utf-8")


def _describe_encoder(setting: str) -> dict[str, str]:
    encoder = shared_encoder(setting)
    return {"setting": setting, "name": encoder.name, "digest": encoder.digest}


def _entry(path: Path) -> ManifestFile:
    return ManifestFile(bytes=path.stat().st_size, sha256=_digest(path))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _report(
    generation: str,
    reading: CorpusReading,
    previous: _Previous | None,
    verdict: Verdict | None,
    *,
    is_new: bool,
) -> BuildReport:
    then, now = (
        {f.metadata.slug: f.digest for f in files if f.metadata and f.outcome is Outcome.INDEXED}
        for files in (previous.sources.files if previous else (), reading.files)
    )
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
        verdict=verdict,
    )
