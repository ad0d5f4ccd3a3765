"""Tests of the generations side by side and of the pointer to the one that serves."""

import os
from pathlib import Path

import pytest

from indexer.errors import (
    BuildLockedError,
    GenerationNotFoundError,
    IndexUnavailableError,
    SearchIndexError,
)
from indexer.generations import GenerationStore


@pytest.fixture
def store(tmp_path: Path) -> GenerationStore:
    return GenerationStore(tmp_path / "index")


def publish(store: GenerationStore, keep: int = 3) -> str:
    with store.lock():
        folder = store.create_candidate()
        (folder / "content").write_text("x")
        store.publish(folder.name, keep)
    return folder.name


def folders(store: GenerationStore) -> set[str]:
    return {path.name for path in store.root.iterdir() if path.is_dir()}


def test_an_empty_folder_has_no_current_generation(store: GenerationStore) -> None:
    assert store.current() is None
    assert store.kept() == ()


def test_what_was_published_last_serves(store: GenerationStore) -> None:
    first, second = publish(store), publish(store)
    assert store.current() == second
    assert store.kept() == (second, first)


def test_only_as_many_generations_as_asked_for_are_kept(store: GenerationStore) -> None:
    names = [publish(store, keep=3) for _ in range(5)]
    assert store.kept() == tuple(reversed(names[-3:]))
    assert folders(store) == set(names[-3:])


def test_rolling_back_takes_one_step_a_time_and_loses_nothing(store: GenerationStore) -> None:
    first, second, third = (publish(store) for _ in range(3))
    store.roll_back(store.roll_back_target())
    assert store.current() == second
    store.roll_back(store.roll_back_target())
    assert store.current() == first
    with pytest.raises(GenerationNotFoundError, match="oldest"):
        store.roll_back_target()
    store.roll_back(store.roll_back_target(third))
    assert store.current() == third
    assert folders(store) == {first, second, third}


def test_a_rollback_needs_a_generation_that_is_kept(store: GenerationStore) -> None:
    with pytest.raises(GenerationNotFoundError, match="indexer build"):
        store.roll_back_target()
    publish(store)
    with pytest.raises(GenerationNotFoundError, match="g000099 is not kept; there are g000001"):
        store.roll_back_target("g000099")


def test_a_build_after_a_rollback_keeps_what_served_and_takes_a_fresh_name(
    store: GenerationStore,
) -> None:
    first, second, third = (publish(store) for _ in range(3))
    store.roll_back(first)
    fourth = publish(store, keep=2)
    assert fourth not in {first, second, third}
    assert store.kept() == (fourth, first)


def test_sweeping_deletes_candidates_that_nobody_published(store: GenerationStore) -> None:
    name = publish(store)
    with store.lock():
        orphan = store.create_candidate().name
    with store.lock():
        assert store.sweep() == [orphan]
    assert folders(store) == {name}


def test_sweeping_leaves_strangers_alone(store: GenerationStore) -> None:
    publish(store)
    (store.root / "notes").mkdir()
    with store.lock():
        assert store.sweep() == []
    assert (store.root / "notes").is_dir()


def test_a_second_build_is_told_who_holds_the_lock(store: GenerationStore) -> None:
    with (
        store.lock(),
        pytest.raises(BuildLockedError, match=f"process {os.getpid()} on .* since"),
        GenerationStore(store.root).lock(),
    ):
        pass


def test_the_lock_is_free_again_after_a_failed_build(store: GenerationStore) -> None:
    with pytest.raises(ZeroDivisionError), store.lock():
        raise ZeroDivisionError
    with store.lock():
        assert store.kept() == ()


@pytest.mark.parametrize("content", ["../../etc\n", "g000001\nnonsense\n", "\0\0", "g1\n"])
def test_a_damaged_pointer_is_named_and_never_followed(
    store: GenerationStore, content: str
) -> None:
    publish(store)
    store.current_path.write_text(content)
    with pytest.raises(IndexUnavailableError, match="CURRENT is damaged"):
        store.kept()


def test_an_index_folder_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SearchIndexError, match="file/index cannot be written"):
        GenerationStore(tmp_path / "file" / "index").lock().__enter__()


def test_generations_are_ordered_by_number_not_by_text(store: GenerationStore) -> None:
    store.root.mkdir()
    for name in ("g999999", "g1000000"):
        (store.root / name).mkdir()
    store.current_path.write_text("g1000000\ng999999\n")
    assert store.roll_back_target() == "g999999"
    assert publish(store) == "g1000001"
    assert store.kept() == ("g1000001", "g1000000", "g999999")
