"""Tests of following the current generation under requests and rebuilds."""

import threading
from pathlib import Path

import pytest

from indexer.backends import open_source
from indexer.build import build
from indexer.errors import IndexFormatError, IndexUnavailableError
from indexer.following import FollowingSource
from indexer.generations import GenerationStore
from indexer.search import Query, Searcher
from tests.corpora import edition, write_corpus


class ClosableSearcher:
    """Stands in for a searcher and remembers whether it was closed."""

    def __init__(self, folder: Path) -> None:
        self.generation = folder.name
        self.is_closed = False

    def close(self) -> None:
        self.is_closed = True


class Openings:
    """Opens generations, counts them, and fails where it is told to."""

    def __init__(self) -> None:
        self.opened: list[ClosableSearcher] = []
        self.unreadable: set[str] = set()

    def __call__(self, folder: Path) -> Searcher:
        if folder.name in self.unreadable:
            raise IndexFormatError(f"{folder.name} is of another version")
        self.opened.append(ClosableSearcher(folder))
        return self.opened[-1]  # type: ignore[return-value]


def publish(store: GenerationStore) -> str:
    with store.lock():
        folder = store.create_candidate()
        store.publish(folder.name, keep=3)
    return folder.name


@pytest.fixture
def store(tmp_path: Path) -> GenerationStore:
    return GenerationStore(tmp_path / "index")


def test_without_an_index_the_reader_is_told_what_to_do(store: GenerationStore) -> None:
    source = FollowingSource(store, Openings())
    with pytest.raises(IndexUnavailableError, match="run 'indexer build'"), source.lease():
        pass


def test_an_index_that_appears_later_is_found_without_a_restart(store: GenerationStore) -> None:
    source = FollowingSource(store, Openings())
    with pytest.raises(IndexUnavailableError), source.lease():
        pass
    name = publish(store)
    with source.lease() as searcher:
        assert searcher.generation == name


def test_a_generation_is_opened_once_for_all_requests(store: GenerationStore) -> None:
    publish(store)
    openings = Openings()
    source = FollowingSource(store, openings)
    for _ in range(3):
        with source.lease():
            pass
    assert len(openings.opened) == 1


def test_a_request_keeps_its_generation_to_the_end(store: GenerationStore) -> None:
    first = publish(store)
    openings = Openings()
    source = FollowingSource(store, openings)
    with source.lease() as early:
        second = publish(store)
        with source.lease() as late:
            assert (early.generation, late.generation) == (first, second)
        assert not openings.opened[0].is_closed
    assert openings.opened[0].is_closed
    assert not openings.opened[1].is_closed


def test_a_generation_that_cannot_be_opened_leaves_the_old_one_serving_loudly(
    store: GenerationStore, caplog: pytest.LogCaptureFixture
) -> None:
    first = publish(store)
    openings = Openings()
    source = FollowingSource(store, openings)
    with source.lease():
        pass
    openings.unreadable.add(publish(store))
    for _ in range(2):
        with source.lease() as searcher:
            assert searcher.generation == first
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_rollback_is_followed_too(store: GenerationStore) -> None:
    first = publish(store)
    publish(store)
    source = FollowingSource(store, Openings())
    with source.lease():
        pass
    store.roll_back(first)
    with source.lease() as searcher:
        assert searcher.generation == first


def test_closing_waits_for_the_last_request(store: GenerationStore) -> None:
    publish(store)
    openings = Openings()
    source = FollowingSource(store, openings)
    with source.lease():
        source.close()
        assert not openings.opened[0].is_closed
    assert openings.opened[0].is_closed


def test_a_pointer_to_a_vanished_folder_is_an_error_that_says_so(store: GenerationStore) -> None:
    publish(store)
    store.folder("g000001").rmdir()
    source = open_source(store.root)
    with pytest.raises(IndexUnavailableError, match="g000001"), source.lease():
        pass


def test_of_1000_requests_during_rebuilds_none_fails_and_none_mixes_generations(
    tmp_path: Path, store: GenerationStore
) -> None:
    corpus = write_corpus(tmp_path / "corpus", edition(1))
    editions = {build(corpus, store).generation: 1}
    source = open_source(store.root)
    answers: list[tuple[str, frozenset[str]]] = []
    failures: list[Exception] = []
    enough = threading.Event()

    def ask() -> None:
        while not enough.is_set():
            try:
                with source.lease() as searcher:
                    results = searcher.search(Query(text="edition attention"))
                summaries = frozenset(hit.summary.split()[2] for hit in results.hits)
                answers.append((results.generation, summaries))
            except Exception as error:  # noqa: BLE001 - whatever it is, the test reports it
                failures.append(error)

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    number = 1
    while number < 3 or len(answers) + len(failures) < 1000:
        number += 1
        write_corpus(corpus, edition(number))
        editions[build(corpus, store).generation] = number
    enough.set()
    for client in clients:
        client.join()
    source.close()
    assert failures == []
    assert len(answers) >= 1000
    assert len({generation for generation, _ in answers}) > 1
    assert all(names == {f"edition{editions[generation]}"} for generation, names in answers)
