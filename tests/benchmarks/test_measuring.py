"""Tests of what measures: askers in turn, processes, the load generator, one whole run."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.corpora.corpus import synthetic_corpus
from benchmarks.engines import catalogue
from benchmarks.engines.catalogue import Absence, load_engine, load_engines
from benchmarks.http.client import load, read_head
from benchmarks.jobs import Answer, Engine, Job, Period, Questions, Record
from benchmarks.queries import compare_answers, time_queries
from benchmarks.resident import IS_KNOWN, Peak, children_of, memory_of

pytestmark = pytest.mark.one_python

WITHOUT_PEERS = (catalogue.OURS, catalogue.WHOLE_ANSWER, catalogue.FTS5, catalogue.WHOOSH)


class FakeEngine:
    """Answers J2 with what it is given, and notes what it was asked."""

    index = "fake"

    def __init__(self, name: str, found: Sequence[str], total: int, log: list[str]) -> None:
        self.name = name
        self._answer = Answer(found, {"level": {"intro": total}, "month": {"2026-04": total}})
        self._log = log

    def build(self, records: Sequence[Record], folder: Path) -> None:
        raise NotImplementedError

    def open(self, folder: Path) -> None:
        raise NotImplementedError

    def prepare(self, questions: Questions, period: Period) -> None:
        raise NotImplementedError

    def asker(self, job: Job) -> Callable[[int], Answer] | None:
        return self._ask if job is Job.FACETS else None

    def slugs(self, found: Sequence[Any]) -> list[str]:
        return list(found)

    def close(self) -> None:
        raise NotImplementedError

    def replace(self, record: Record, folder: Path) -> bool:
        raise NotImplementedError

    def _ask(self, number: int) -> Answer:
        self._log.append(f"{self.name} {number}")
        return self._answer


QUESTIONS = Questions(words=[["graph"], ["token"]], prefixed=[], phrases=[])


def test_engines_are_asked_in_turn_and_only_what_they_can_do() -> None:
    log: list[str] = []
    engines = [FakeEngine("one", ["a"], 1, log), FakeEngine("two", ["a"], 1, log)]
    timings = time_queries(engines, QUESTIONS, rounds=2)
    assert {name: list(jobs) for name, jobs in timings.items()} == {
        "one": [Job.FACETS],
        "two": [Job.FACETS],
    }
    assert timings["one"][Job.FACETS].count == 4
    # After each has been probed; a question is put twice, the first time for the caches.
    in_turn = ["one 0", "one 0", "two 0", "two 0", "one 1", "one 1", "two 1", "two 1"]
    assert log[4:] == in_turn * 2


def test_answers_are_compared_with_the_first_engines() -> None:
    engines = [
        FakeEngine("ours", ["a", "b", "c", "d"], 9, []),
        FakeEngine("other", ["d", "x", "a", "y"], 8, []),
    ]
    agreement = compare_answers(engines, QUESTIONS)
    assert (agreement["ours"].overlap, agreement["ours"].same_total) == (1.0, 1.0)
    assert (agreement["other"].overlap, agreement["other"].same_total) == (0.5, 0.0)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Engine]]:
    """All engines that need no more than this project does, over one small corpus."""
    corpus = synthetic_corpus(60, 20, 5)
    records = [Record.of(post) for post in corpus.posts]
    engines = {name: load_engine(name) for name in WITHOUT_PEERS}
    for engine in engines.values():
        folder = tmp_path_factory.mktemp("index")
        engine.build(records, folder)
        engine.open(folder)
        engine.prepare(corpus.questions, corpus.period)
    yield engines
    for engine in engines.values():
        engine.close()


@pytest.mark.parametrize("job", [Job.FACETS, Job.PERIOD])
@pytest.mark.parametrize("name", WITHOUT_PEERS[1:])
def test_every_engine_counts_the_same_facets(
    opened: dict[str, Engine], name: str, job: Job
) -> None:
    own, other = opened[catalogue.OURS].asker(job), opened[name].asker(job)
    assert own is not None
    assert other is not None
    for number in range(20):
        counts, others = own(number).facets, other(number).facets
        assert counts is not None
        assert others is not None
        for facet in ("level", "month"):
            assert _without_zeros(counts[facet]) == _without_zeros(others[facet])


@pytest.mark.parametrize("name", [catalogue.FTS5, catalogue.WHOOSH])
def test_every_engine_finds_the_same_posts_by_phrase(opened: dict[str, Engine], name: str) -> None:
    own, other = opened[catalogue.OURS], opened[name]
    asks, asks_too = own.asker(Job.PHRASE), other.asker(Job.PHRASE)
    assert asks is not None
    assert asks_too is not None
    for number in range(20):
        slugs = own.slugs(asks(number).found)
        assert slugs
        assert sorted(slugs) == sorted(other.slugs(asks_too(number).found))


@pytest.mark.parametrize("name", [catalogue.OURS, catalogue.FTS5, catalogue.WHOOSH])
def test_a_prefix_finds_posts_with_completions(opened: dict[str, Engine], name: str) -> None:
    asks = opened[name].asker(Job.PREFIX)
    assert asks
    assert all(len(asks(number).found) > 0 for number in range(20))


@pytest.mark.parametrize("name", [catalogue.FTS5, catalogue.WHOOSH])
def test_a_changed_post_is_found_by_its_new_word(tmp_path: Path, name: str) -> None:
    corpus = synthetic_corpus(20, 5, 5)
    records = [Record.of(post) for post in corpus.posts]
    engine = load_engine(name)
    engine.build(records, tmp_path)
    changed = records[7]
    text = f"{changed.text} xylophone"
    record = Record(
        slug=changed.slug,
        text=text,
        level=changed.level,
        month=changed.month,
        day=changed.day,
        post=changed.post,
    )
    assert engine.replace(record, tmp_path)
    engine.open(tmp_path)
    engine.prepare(Questions(words=[["xylophone"]], prefixed=[], phrases=[]), corpus.period)
    asks = engine.asker(Job.TOP)
    assert asks
    assert engine.slugs(asks(0).found) == [changed.slug]
    engine.close()


def test_an_engine_without_its_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tantivy", None)
    monkeypatch.delitem(sys.modules, "benchmarks.engines.tantivy_engine", raising=False)
    assert list(load_engines(["tantivy"])) == [Absence("tantivy", "tantivy")]


def test_the_head_of_an_answer_says_where_it_ends() -> None:
    head = b"HTTP/1.1 200 OK\r\nserver: x\r\nContent-Length: 5\r\n\r\n"
    assert read_head(head + b"hel") == (200, len(head) + 5)
    assert read_head(head[:-1]) == (0, None)
    with pytest.raises(ValueError, match="known length"):
        read_head(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")


def test_the_load_generator_asks_for_all_paths_and_counts_failures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("benchmarks.http.client.WARM_UP_SECONDS", 0.0)
    asked: list[str] = []

    answering: list[asyncio.Task[None] | None] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.append(asyncio.current_task())
        with suppress(ConnectionError):
            while head := await reader.read(1_000):
                path = head.split()[1].decode()
                asked.append(path)
                status = "404 Not Found" if path == "/missing" else "200 OK"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\nhello".encode())
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    async def served() -> dict[str, float]:
        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            figures = await load(port, ["/one", "/missing"], connections=2, seconds=0.3)
            await asyncio.gather(*filter(None, answering))
            return figures

    figures = asyncio.run(served())
    assert set(asked) == {"/one", "/missing"}
    assert figures["requests_per_second"] > 0
    assert 0 < figures["failures"] <= len(asked)
    assert 0 < figures["median"] <= figures["p99"]


@pytest.mark.skipif(not IS_KNOWN, reason="only Linux tells what memory processes share")
def test_the_peak_of_memory_is_seen_after_it_is_gone() -> None:
    peak = Peak()
    held = bytearray(50_000_000)
    held[::4096] = b"x" * len(held[::4096])
    del held
    growth = peak.growth()
    assert growth is not None
    assert 45_000_000 < growth < 100_000_000


@pytest.mark.skipif(not IS_KNOWN, reason="only Linux tells what memory processes share")
def test_a_process_shares_some_of_its_memory() -> None:
    memory = memory_of(os.getpid())
    assert 0 < memory.shared < memory.rss
    assert memory.private == memory.rss - memory.shared
    assert children_of(os.getpid()) == sorted(children_of(os.getpid()))


def test_one_command_measures_and_writes_reports(tmp_path: Path) -> None:
    result = CliRunner().invoke(
        main,
        [
            *("--size", "61", "--engine", "arrays", "--engine", "whole", "--questions", "5"),
            *("--rounds", "1", "--starts", "1", "--changes", "1", "--results", str(tmp_path)),
            *("--part", "queries", "--part", "starts", "--part", "changes"),
        ],
    )
    assert result.exit_code == 0, result.output
    figures = json.loads((tmp_path / "report-61.json").read_text("utf-8"))
    assert set(figures["queries"]) == {
        catalogue.OURS,
        catalogue.COMPILED,
        catalogue.WHOLE_ANSWER,
        catalogue.COMPILED_WHOLE_ANSWER,
    }
    assert set(figures["queries"][catalogue.OURS]) == {job.value for job in Job}
    assert figures["builds"][catalogue.OURS]["seconds"] > 0
    assert figures["command"]["change_work_seconds"] > 0
    assert figures["starts"][catalogue.WHOLE_ANSWER]["imports"] > 0
    assert figures["postings"] > 0
    text = (tmp_path / "report-61.md").read_text("utf-8")
    assert "# 61 posts" in text
    assert (tmp_path / "report-61.svg").exists()


def test_a_folder_without_posts_is_an_error_not_a_traceback(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--corpus", str(tmp_path), "--results", str(tmp_path / "r")])
    assert result.exit_code == 1
    assert "Error: no post" in result.output


def _without_zeros(counts: Mapping[str, int]) -> dict[str, int]:
    return {value: int(count) for value, count in counts.items() if count}
