"""Tests of what posts mean: found by it, explained by it, and without it when it is damaged."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import numpy as np
import pytest

from indexer.encoders.encoder import Encoder
from indexer.errors import EncoderUnavailableError
from indexer.post import Level, Post
from indexer.search import EvidenceKind, Query, Results, Sort
from indexer.whoosh_backend.meaning import products
from indexer.whoosh_backend.post_vectors import PostVectors
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter
from tests.concept_encoder import ConceptEncoder
from tests.fakes import make_post

POSTS = (
    make_post("robots", title="How a robot walks", summary="It lifts one foot.", body="A robot."),
    make_post(
        "caches", title="Why a cache helps", summary="It is near.", level=Level.ADVANCED, body="Is."
    ),
    make_post("bread", title="Bread and salt", summary="It rises in the warm.", body="Salt."),
    make_post("trees", title="What a tree holds", summary="Nodes with keys.", body="A tree."),
    make_post("light", title="How light bends", summary="It slows in glass.", body="Light."),
    make_post("tides", title="Why tides turn", summary="The moon pulls the sea.", body="Tides."),
)


class Opener:
    """Opens searchers over a folder that is written when it is first needed."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self._stack = stack

    def __call__(
        self,
        encoder: Encoder | None = None,
        *,
        posts: Sequence[Post] = POSTS,
        open_encoder: Callable[[], Encoder] | None = None,
        engine: Engine = Engine.ARRAYS,
    ) -> WhooshSearcher:
        encoder = encoder or ConceptEncoder()
        if not self.folder.exists():
            self.folder.mkdir()
            WhooshWriter(self.folder, encoder).write(posts, lambda _more: None)
        searcher = WhooshSearcher(
            self.folder, engine, open_encoder=open_encoder or (lambda: encoder)
        )
        return self._stack.enter_context(closing(searcher))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    with ExitStack() as stack:
        yield Opener(tmp_path / "g", stack)


def search(searcher: WhooshSearcher, text: str) -> Results:
    return searcher.search(Query(text=text, explain=True))


def slugs(results: Results) -> list[str]:
    return [hit.slug for hit in results.hits]


@pytest.mark.parametrize("engine", Engine)
def test_a_post_without_any_word_of_the_query_is_found_by_meaning_and_says_so(
    opened: Opener, engine: Engine
) -> None:
    results = search(opened(engine=engine), "automaton machine")
    assert slugs(results)[0] == "robots"
    assert results.hits[0].is_related
    assert [share.kind for share in results.hits[0].explanation] == [EvidenceKind.MEANING]


def test_what_is_related_is_counted_among_the_matches_and_by_the_facets(opened: Opener) -> None:
    results = search(opened(), "automaton machine")
    assert results.total == len(results.hits)
    assert sum(count.count for count in results.facets.level) == results.total


def test_meaning_orders_posts_that_hold_the_words_and_calls_none_of_them_related(
    opened: Opener,
) -> None:
    posts = [
        *POSTS,
        make_post("one", title="One way to rest", summary="Warm loaf, warm dough, warm oven."),
        make_post("two", title="Two ways to rest", summary="Warm house, warm shoes, warm socks."),
    ]
    results = search(opened(posts=posts), "rest in warm bread, loaf by loaf")
    found = slugs(results)
    assert found.index("one") < found.index("two")
    assert not any(hit.is_related for hit in results.hits)


@pytest.mark.parametrize(
    "text", ["how does a robot walk on one foot", "automaton machine", "warm bread in the sea"]
)
def test_an_explanation_adds_up_to_the_score_with_meaning(opened: Opener, text: str) -> None:
    results = search(opened(), text)
    assert results.hits
    for hit in results.hits:
        assert sum(share.share for share in hit.explanation) == pytest.approx(hit.score, abs=1e-9)


def test_an_exact_title_comes_first_whatever_is_nearer_in_meaning(opened: Opener) -> None:
    posts = [*POSTS, make_post("title", title="Machine automaton", summary="Unlike.")]
    results = search(opened(posts=posts), "machine automaton")
    assert slugs(results)[0] == "title"


@pytest.mark.parametrize("text", ["automaton -legs", 'title:"automaton"', "title:machine", "q7 x9"])
def test_meaning_lets_nothing_in_where_words_are_demanded_or_shut_out_or_names(
    opened: Opener, text: str
) -> None:
    assert not any(hit.is_related for hit in search(opened(), text).hits)


def test_filters_hold_for_what_is_related(opened: Opener) -> None:
    searcher = opened()
    results = searcher.search(
        Query(text="automaton machine", levels=frozenset({Level.ADVANCED}), sort=Sort.NEWEST)
    )
    assert {hit.level for hit in results.hits} <= {Level.ADVANCED}
    assert "robots" not in slugs(search(searcher, "automaton machine level:advanced"))


def test_a_question_of_which_nothing_is_near_has_no_good_answer(opened: Opener) -> None:
    searcher = opened()
    assert search(searcher, "zzzz qqqq").no_good_answer
    assert not search(searcher, "automaton machine").no_good_answer


def test_a_generation_without_vectors_answers_by_words(opened: Opener) -> None:
    opened.folder.mkdir()
    WhooshWriter(opened.folder).write(POSTS, lambda _more: None)
    searcher = opened()
    assert slugs(search(searcher, "robot")) == ["robots"]
    assert not search(searcher, "automaton machine").hits


def damage(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    path = next(folder.glob(name))
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("vectors.documents.vectors.npy", lambda content: content[: len(content) // 2]),
        ("vectors.documents.vectors.npy", lambda _content: b""),
        ("vectors.documents.unity.npy", lambda content: b"x" + content[1:]),
        ("vectors.*.rows.npy", lambda content: content[:-1]),
        ("vectors.*.starts.npy", lambda content: content[:-8]),
        ("vectors.json", lambda _content: b"{}"),
        ("vectors.json", lambda content: content[:-2]),
        ("vectors.json", lambda content: content.replace(b"32", b"31")),
    ],
)
def test_damaged_vectors_are_told_of_once_and_words_answer(
    opened: Opener,
    caplog: pytest.LogCaptureFixture,
    name: str,
    change: Callable[[bytes], bytes],
) -> None:
    opened().close()
    damage(opened.folder, name, change)
    searcher = opened()
    for _ in range(3):
        assert slugs(search(searcher, "robot")) == ["robots"]
    assert len(caplog.records) == 1
    assert "words alone answer" in caplog.text


def test_vectors_that_are_no_numbers_are_told_of_once_and_words_answer(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    opened().close()
    path = opened.folder / "vectors.documents.vectors.npy"
    np.save(path, np.full((len(POSTS), 32), np.nan, dtype=np.float32))
    searcher = opened()
    for text in ("robot", "robot foot", "bread"):
        assert slugs(search(searcher, text))
    assert len(caplog.records) == 1


def test_another_encoder_than_the_one_that_made_the_vectors_steps_aside(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    opened().close()
    searcher = opened(open_encoder=lambda: ConceptEncoder(digest="another"))
    for _ in range(3):
        assert not search(searcher, "automaton machine").hits
    assert len(caplog.records) == 1
    assert "the encoder at hand, concepts, is not the concepts that made the vectors" in caplog.text


def test_an_encoder_that_cannot_be_opened_is_told_of_once(
    opened: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> Encoder:
        raise EncoderUnavailableError("searching by meaning needs bricks")

    opened().close()
    searcher = opened(open_encoder=fail)
    for text in ("robot foot", "bread salt"):
        assert slugs(search(searcher, text))
    assert [record.message for record in caplog.records] == [
        "words alone answer, not meaning: searching by meaning needs bricks"
    ]


def test_a_query_is_encoded_once(opened: Opener) -> None:
    encoder = ConceptEncoder()
    searcher = opened(encoder)
    encoder.encoded.clear()
    for _ in range(3):
        search(searcher, "which robot lifts what")
    assert encoder.encoded == ["which robot lifts what"]


def test_a_costly_encoder_is_not_asked_where_words_are_sure(opened: Opener) -> None:
    encoder = ConceptEncoder(is_costly=True)
    posts = [*POSTS, make_post("sure", title="Foot, glue and tin", summary="A foot, glue.")]
    searcher = opened(encoder, posts=posts)
    encoder.encoded.clear()
    search(searcher, "foot glue")
    assert encoder.encoded == []
    search(searcher, "automaton machine")
    assert encoder.encoded == ["automaton machine"]


def test_a_text_without_a_direction_is_answered_by_words(opened: Opener) -> None:
    class Mute(ConceptEncoder):
        def encode(self, texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
            return super().encode(["" for _ in texts])

    searcher = opened(Mute())
    assert slugs(search(searcher, "robot")) == ["robots"]


def test_vectors_in_bytes_are_near_to_what_the_encoder_said(opened: Opener) -> None:
    encoder = ConceptEncoder()
    opened(encoder).close()
    vectors = PostVectors(opened.folder)
    texts = vectors.of_texts(0)
    exact = encoder.encode(["Bread and salt. It rises in the warm."])
    assert np.abs(texts[0] - exact[0]).max() < 1 / 200


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 100])
@pytest.mark.parametrize("dimensions", [1, 256, 9_000])
def test_products_in_blocks_are_those_of_all_at_once(count: int, dimensions: int) -> None:
    random = np.random.default_rng(1)
    vectors = random.standard_normal((count, dimensions), dtype=np.float32)
    query = random.standard_normal(dimensions, dtype=np.float32)
    assert products(vectors, query) == pytest.approx(vectors @ query, rel=1e-4, abs=1e-3)
