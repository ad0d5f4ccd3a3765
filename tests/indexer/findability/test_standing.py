"""Tests of where a post stands, why, and what would lift it."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.backends import open_source
from indexer.build import build
from indexer.cli import main
from indexer.errors import PostNotFoundError
from indexer.findability.lifts import Lift, LiftKind, find_lifts
from indexer.findability.standing import Standing, standing_of
from indexer.findability.standing_text import lift_lines, ordinal, standing_lines
from indexer.findability.trial_index import trial_index
from indexer.generations import GenerationStore
from indexer.judging.judgement_files import read_judgements
from indexer.judging.judgements import Half
from indexer.post import Level
from indexer.search import Query, Searcher

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).resolve().parents[3]
KV_CACHE = "why-is-the-kv-cache-a-thing"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generation of the real corpus."""
    store = GenerationStore(tmp_path_factory.mktemp("standing"))
    return store.folder(build(ROOT / "corpus", store).generation)


@pytest.fixture(scope="module")
def searcher(folder: Path) -> Iterator[Searcher]:
    with open_source(folder.parent).lease() as searcher:
        yield searcher


def indexer(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, (*arguments, "--index", str(folder.parent)))


def text_of(standing: Standing, lifts: tuple[Lift, ...] = ()) -> str:
    return "\n".join((*standing_lines(standing), *lift_lines(standing, lifts)))


def test_real_questions_are_explained_as_they_are_answered(searcher: Searcher) -> None:
    judgements = read_judgements([ROOT / "tests/relevance"], Half.DEVELOPMENT, _same).judgements
    for judgement in judgements:
        hits = searcher.search(Query(text=judgement.query, page_size=100)).hits
        for slug in judgement.grades:
            standing = standing_of(searcher, Query(text=judgement.query), slug)
            ranks = [rank for rank, hit in enumerate(hits, start=1) if hit.slug == slug]
            assert standing.rank == next(iter(ranks), None)
            for rival in standing.rivals:
                gap = rival.hit.score - (standing.hit.score if standing.hit else 0.0)
                assert sum(each.share for each in rival.lead) == pytest.approx(gap, abs=1e-3)


def _same(slug: str) -> str:
    return slug


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("does it learn from what i type to it?", "what-is-an-llm"),
        ("how does a computer learn to recognise cats without rules", "what-is-a-neural-network"),
        ("zeppelin", KV_CACHE),
    ],
)
def test_what_is_said_to_lift_a_post_lifts_it(
    folder: Path, searcher: Searcher, question: str, slug: str
) -> None:
    query = Query(text=question)
    standing = standing_of(searcher, query, slug)
    lifts = find_lifts(folder, standing)
    assert lifts
    assert [lift.rank for lift in lifts] == sorted(lift.rank for lift in lifts)
    for lift in lifts:
        with _applied(folder, standing, lift) as changed:
            assert standing_of(changed, query, slug).rank == lift.rank
        assert standing.rank is None or lift.rank < standing.rank


def _applied(folder: Path, standing: Standing, lift: Lift) -> AbstractContextManager[Searcher]:
    """The index with what a lift says written where it says."""
    if lift.kind is LiftKind.KEYWORD:
        post = standing.post
        return trial_index(folder, post=replace(post, keywords=(*post.keywords, lift.text)))
    source, _, target = lift.text.partition(" = ")
    return trial_index(folder, synonym=(json.loads(source), json.loads(target)[0]))


def test_a_post_that_stands_first_needs_no_lift(folder: Path, searcher: Searcher) -> None:
    standing = standing_of(searcher, Query(text="kv cache"), KV_CACHE)
    assert (standing.rank, standing.rivals, find_lifts(folder, standing)) == (1, (), ())
    assert "What would lift it" not in text_of(standing)


def test_words_that_a_post_lacks_or_has_in_its_body_alone_are_named(searcher: Searcher) -> None:
    standing = standing_of(searcher, Query(text="does it learn what i type"), "what-is-an-llm")
    assert (standing.absent, standing.weak) == (("type",), ("learn",))
    assert "It lacks 'type'." in text_of(standing)


@pytest.mark.parametrize(
    ("query", "obstacle"),
    [
        (Query(text="level:intro kv cache"), "level:intro"),
        (Query(text="kv cache -token"), "-token"),
        (Query(text='kv cache "an exact phrase" -token'), "-token"),
        (Query(text="kv cache after:2030-01-01"), "after:2030-01-01"),
        (Query(text="kv cache title:harness"), "title:harness"),
        (Query(text="kv cache", levels=frozenset({Level.INTRO})), "level intro"),
        (Query(text="kv cache", until=date(2020, 1, 1)), "until 2020-01-01"),
        (Query(text="level:intro kv cache -token"), "level:intro, -token"),
    ],
)
def test_what_shuts_a_post_out_is_named(
    searcher: Searcher, folder: Path, query: Query, obstacle: str
) -> None:
    standing = standing_of(searcher, query, KV_CACHE)
    assert [each.text for each in standing.obstacles] == [obstacle]
    assert f"Shut out by {obstacle}; without that it would stand 1st." in text_of(standing)
    assert find_lifts(folder, standing) == ()


def test_an_alias_or_an_unknown_slug_is_read_as_everywhere(folder: Path) -> None:
    result = indexer(folder, "explain", "kv cache", "no-such-post")
    assert (result.exit_code, "there is no post 'no-such-post'" in result.stderr) == (1, True)


def test_an_unknown_post_stands_nowhere(searcher: Searcher) -> None:
    with pytest.raises(PostNotFoundError):
        standing_of(searcher, Query(text="kv cache"), "no-such-post")


def test_the_command_speaks_to_people_and_to_programs(folder: Path) -> None:
    arguments = ("explain", "why does it learn what i type", "what-is-an-llm")
    shown = indexer(folder, *arguments).stdout
    assert "Before it:\n  1. " in shown
    plain = json.loads(indexer(folder, *arguments, "--json").stdout)
    assert plain["slug"] == "what-is-an-llm"
    assert f"stands {ordinal(plain['rank'])} of {plain['total']} posts" in shown
    assert plain["lifts"][0]["rank"] < plain["rank"]


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (21, "21st"), (112, "112th")],
)
def test_ranks_are_written_as_people_do(number: int, text: str) -> None:
    assert ordinal(number) == text


def test_a_trial_leaves_no_trace(folder: Path) -> None:
    before = sorted(path.name for path in folder.parent.iterdir())
    with trial_index(folder, synonym=("zeppelin", "cache")):
        pass
    assert sorted(path.name for path in folder.parent.iterdir()) == before
