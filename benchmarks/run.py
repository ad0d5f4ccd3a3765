"""Measures everything on one corpus, part by part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from statistics import median

from benchmarks import resident
from benchmarks.corpora.corpus import Corpus
from benchmarks.corpora.files import write_json, write_markdown
from benchmarks.engines import catalogue
from benchmarks.engines.ours import Arrays
from benchmarks.figures import BuildFigures, Figures, MemoryFigures, StartFigures
from benchmarks.http.measure import measure_http
from benchmarks.jobs import Engine, Record
from benchmarks.machine import machine_description, versions
from benchmarks.processes import (
    measure_bare_memory,
    measure_build,
    measure_change,
    measure_command,
    measure_command_start,
    measure_memory,
    measure_start,
)
from benchmarks.queries import compare_answers, time_queries

COMMAND = "explainer-search, `indexer search`"
_START_SCRIPTS = {
    catalogue.TANTIVY: "tantivy_start",
    catalogue.BM25S: "bm25s_start",
    catalogue.FTS5: "fts5_start",
    catalogue.WHOOSH: "whoosh_start",
}
_SERVED = (
    catalogue.WHOLE_ANSWER,
    catalogue.TANTIVY,
    catalogue.BM25S,
    catalogue.FTS5,
    catalogue.WHOOSH,
)


class Part(Enum):
    """What can be measured alone, besides building, which the others need."""

    QUERIES = "queries"
    MEMORY = "memory"
    STARTS = "starts"
    CHANGES = "changes"
    HTTP = "http"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What is to be measured, of which engines, and how often or long."""

    parts: frozenset[Part]
    engines: Sequence[str]
    rounds: int
    starts: int
    changes: int
    seconds: float


def measure(corpus: Corpus, effort: Effort, root: Path, say: Callable[[str], None]) -> Figures:
    """Build all indexes below a folder and measure; `say` is told how far it is."""
    run = _Run(corpus, effort, root, say)
    figures = run.building()
    # Before this process maps any index, so that it shares none with those measured.
    if Part.MEMORY in effort.parts:
        figures = run.memory(figures)
    if Part.QUERIES in effort.parts:
        figures = run.queries(figures)
    if Part.STARTS in effort.parts:
        figures = run.starts(figures)
    if Part.HTTP in effort.parts:
        say("HTTP")
        pages = measure_http(run.published, corpus.page_questions, effort.seconds)
        figures = replace(figures, http=pages)
    if Part.CHANGES in effort.parts:
        # Last, for it changes the indexes.
        figures = run.changes(figures)
    return figures


class _Run:
    """The engines, folders and files of one measurement."""

    def __init__(
        self, corpus: Corpus, effort: Effort, root: Path, say: Callable[[str], None]
    ) -> None:
        self._corpus = corpus
        self._effort = effort
        self._root = root
        self._say = say
        self.published = root / "published"
        self._posts = root / "posts.jsonl"
        write_json(corpus.posts, self._posts)
        loaded = list(catalogue.load_engines(effort.engines))
        self._engines: list[Engine] = [
            engine for engine in loaded if not isinstance(engine, catalogue.Absence)
        ]
        self._left_out = [
            f"{absence.engine}: the package {absence.package} is not installed"
            for absence in loaded
            if isinstance(absence, catalogue.Absence)
        ]
        for line in self._left_out:
            say(f"left out: {line}")

    def building(self) -> Figures:
        """Every engine's index, and one of ours from Markdown files."""
        corpus = self._corpus
        builds: dict[str, BuildFigures] = {}
        built: set[str] = set()
        for engine in self._engines:
            if engine.index in built:
                continue
            built.add(engine.index)
            self._say(f"building: {engine.index}")
            folder = self._folder(engine)
            folder.mkdir()
            builds[engine.name] = measure_build(engine.name, self._posts, folder)
        self._say("building: indexer build")
        markdown = self._root / "markdown"
        self._paths = write_markdown(corpus, markdown)
        return Figures(
            corpus=corpus.name,
            posts=len(corpus.posts),
            text_bytes=sum(len(Record.of(post).text.encode()) for post in corpus.posts),
            question_count=len(corpus.questions.words),
            machine=machine_description(),
            versions=versions(),
            builds=builds,
            command=measure_command(markdown, self.published),
            left_out=self._left_out,
        )

    def queries(self, figures: Figures) -> Figures:
        """All jobs of all engines, interleaved in this process."""
        questions = self._corpus.questions
        for engine in self._engines:
            engine.open(self._folder(engine))
            engine.prepare(questions, self._corpus.period)
        self._say("queries")
        postings = [
            engine.postings(number)
            for engine in self._engines
            if isinstance(engine, Arrays)
            for number in range(len(questions.words))
        ]
        figures = replace(
            figures,
            agreement=compare_answers(self._engines, questions),
            queries=time_queries(self._engines, questions, self._effort.rounds),
            postings=float(median(postings)) if postings else None,
        )
        for engine in self._engines:
            engine.close()
        return figures

    def memory(self, figures: Figures) -> Figures:
        """Serving processes of each engine."""
        if not resident.IS_KNOWN:
            self._say("left out: memory, which only Linux tells")
            return replace(
                figures, left_out=[*figures.left_out, "memory: only Linux tells what is shared"]
            )
        self._say("memory")
        questions = self._root / "questions.json"
        served: dict[str, MemoryFigures] = {
            engine.name: measure_memory(engine.name, self._corpus, self._folder(engine), questions)
            for engine in self._engines
            if engine.name in _SERVED
        }
        return replace(figures, bare_memory=measure_bare_memory(), memory=served)

    def starts(self, figures: Figures) -> Figures:
        """New processes to their first answers; ours opens what `indexer build` published."""
        self._say("starts")
        times = self._effort.starts
        words = self._corpus.questions.words[0]
        starts: dict[str, StartFigures] = {
            catalogue.WHOLE_ANSWER: measure_start("ours_start", self.published, words, times),
            COMMAND: measure_command_start(self.published, words, times),
        }
        for engine in self._engines:
            if script := _START_SCRIPTS.get(engine.name):
                starts[engine.name] = measure_start(script, self._folder(engine), words, times)
        return replace(figures, starts=starts)

    def changes(self, figures: Figures) -> Figures:
        """One changed post after the other."""
        self._say("changes")
        builds: Mapping[str, BuildFigures] = {
            name: replace(
                build,
                replace_seconds=measure_change(
                    name, self._posts, self._folder_of(name), self._effort.changes
                ),
            )
            for name, build in figures.builds.items()
        }
        command = figures.command
        if command is not None:
            changed = self._paths[: self._effort.changes]
            again = measure_command(self._root / "markdown", self.published, changed)
            command = replace(
                command,
                change_seconds=again.change_seconds,
                change_work_seconds=again.change_work_seconds,
            )
        return replace(figures, builds=builds, command=command)

    def _folder(self, engine: Engine) -> Path:
        return self._root / engine.index

    def _folder_of(self, name: str) -> Path:
        return self._folder(next(engine for engine in self._engines if engine.name == name))
