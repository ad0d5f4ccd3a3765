"""The cache of answers: bounded, of one snapshot only, safe for threads."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_web.answer_cache import Answer, AnswerCache


class Snapshot:
    """What the answers are of."""


def answer_of(content: bytes) -> Answer:
    return Answer.of(content, "text/plain", compressed=False)


def test_what_was_kept_is_found_under_its_key_alone() -> None:
    cache, snapshot = AnswerCache(10, 1_000), Snapshot()
    assert cache.find(snapshot, "one") is None
    cache.keep(snapshot, "one", answer_of(b"1"))
    assert cache.find(snapshot, "one") == answer_of(b"1")
    assert cache.find(snapshot, "two") is None


def test_another_snapshot_has_no_answers_and_the_old_ones_are_gone() -> None:
    cache, old, new = AnswerCache(10, 1_000), Snapshot(), Snapshot()
    cache.keep(old, "one", answer_of(b"1"))
    assert cache.find(new, "one") is None
    assert cache.find(old, "one") is None


def test_an_answer_that_comes_late_is_not_taken_for_one_of_the_new_snapshot() -> None:
    cache, old, new = AnswerCache(10, 1_000), Snapshot(), Snapshot()
    cache.keep(new, "one", answer_of(b"new"))
    cache.keep(old, "one", answer_of(b"old"))
    assert cache.find(new, "one") is None


def test_a_snapshot_is_not_held_by_its_answers() -> None:
    cache = AnswerCache(10, 1_000)
    cache.keep(Snapshot(), "one", answer_of(b"1"))
    # The next one may well lie where the first one lay.
    assert cache.find(Snapshot(), "one") is None


@pytest.mark.parametrize(("max_answers", "max_bytes"), [(2, 1_000), (10, 20)])
def test_the_answer_that_was_not_asked_for_the_longest_makes_room(
    max_answers: int, max_bytes: int
) -> None:
    cache, snapshot = AnswerCache(max_answers, max_bytes), Snapshot()
    cache.keep(snapshot, "one", answer_of(b"1" * 10))
    cache.keep(snapshot, "two", answer_of(b"2" * 10))
    assert cache.find(snapshot, "one")
    cache.keep(snapshot, "three", answer_of(b"3" * 10))
    assert cache.find(snapshot, "one")
    assert cache.find(snapshot, "two") is None
    assert cache.find(snapshot, "three")


def test_an_answer_without_room_drives_out_no_other() -> None:
    cache, snapshot = AnswerCache(10, 20), Snapshot()
    cache.keep(snapshot, "one", answer_of(b"1"))
    cache.keep(snapshot, "large", answer_of(b"2" * 21))
    assert cache.find(snapshot, "large") is None
    assert cache.find(snapshot, "one")


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 9)), max_size=40))
def test_the_bounds_hold_whatever_is_kept(steps: Sequence[tuple[int, int]]) -> None:
    cache, snapshot = AnswerCache(4, 12), Snapshot()
    for key, length in steps:
        cache.keep(snapshot, key, answer_of(b"x" * length))
        assert cache.find(snapshot, key) == answer_of(b"x" * length)
        kept = [answer for key in range(7) if (answer := cache.find(snapshot, key))]
        assert len(kept) <= 4
        assert sum(len(answer.body) for answer in kept) <= 12


def test_threads_get_the_answers_of_their_own_snapshots() -> None:
    cache = AnswerCache(8, 10_000)
    snapshots = [Snapshot(), Snapshot()]

    def ask(number: int) -> bool:
        snapshot, key = snapshots[number % 2], number % 5
        found = cache.find(snapshot, key)
        mine = answer_of(f"{number % 2} {key}".encode())
        if found is None:
            cache.keep(snapshot, key, mine)
        return found in {None, mine}

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(4_000)))


def test_the_tag_differs_with_the_content_and_not_with_the_compression() -> None:
    content = b"attention " * 100
    plain = Answer.of(content, "text/plain", compressed=False)
    small = Answer.of(content, "text/plain", compressed=True)
    assert small.is_compressed
    assert len(small.body) < len(plain.body)
    assert plain.tag == small.tag != Answer.of(b"else", "text/plain", compressed=False).tag


def test_a_short_body_is_not_compressed() -> None:
    assert not Answer.of(b"short", "text/plain", compressed=True).is_compressed
