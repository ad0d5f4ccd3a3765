"""What the arrays take for evidence, and how much each kind weighs beside the others."""

from pathlib import Path

import pytest

from indexer.post import Level, Post
from indexer.ranking import DEFAULT_RANKING, RankingParameters
from indexer.search import EvidenceKind, Query
from indexer.synonyms import Synonyms
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import make_post

GPU_SYNONYMS = Synonyms.of_pairs([("graphics card", "GPU"), ("bot", "language model")])


def searcher_of(
    folder: Path,
    posts: list[Post],
    synonyms: Synonyms = GPU_SYNONYMS,
    parameters: RankingParameters = DEFAULT_RANKING,
) -> WhooshSearcher:
    WhooshWriter(folder).write(posts, lambda _more: None, synonyms)
    return WhooshSearcher(folder, Engine.ARRAYS, parameters)


def slugs(searcher: WhooshSearcher, text: str) -> list[str]:
    return [hit.slug for hit in searcher.search(Query(text=text)).hits]


def kinds(searcher: WhooshSearcher, text: str) -> dict[EvidenceKind, set[str]]:
    hit = searcher.search(Query(text=text, explain=True)).hits[0]
    found: dict[EvidenceKind, set[str]] = {}
    for contribution in hit.explanation:
        found.setdefault(contribution.kind, set()).add(contribution.field)
    return found


def test_a_typed_word_counts_more_than_a_synonym(tmp_path: Path) -> None:
    posts = [
        make_post("typed", summary="a graphics card"),
        make_post("synonym", summary="a GPU and more"),
        make_post("neither", summary="a tree"),
    ]
    searcher = searcher_of(tmp_path, posts)
    assert slugs(searcher, "graphics card") == ["typed", "synonym"]
    assert slugs(searcher, "gpu") == ["synonym"]


def test_a_synonym_of_several_words_is_met_where_they_stand_in_a_row(tmp_path: Path) -> None:
    posts = [
        make_post("row", summary="a language model"),
        make_post("apart", summary="a model of language"),
    ]
    assert slugs(searcher_of(tmp_path, posts), "bot") == ["row"]


def test_words_side_by_side_count_more_than_words_apart(tmp_path: Path) -> None:
    posts = [
        make_post("apart", summary="attention that is linear and cheap"),
        make_post("beside", summary="linear attention that is cheap"),
    ]
    assert slugs(searcher_of(tmp_path, posts), "linear attention")[0] == "beside"


def test_a_title_that_promises_what_is_asked_for_comes_first(tmp_path: Path) -> None:
    posts = [
        make_post("why", title="Why attention heads", summary="some text"),
        make_post("what", title="What is attention heads", summary="some text"),
    ]
    searcher = searcher_of(tmp_path, posts)
    assert slugs(searcher, "why attention heads matter")[0] == "why"
    assert slugs(searcher, "attention heads meaning")[0] == "what"


def test_a_word_typed_twice_counts_more(tmp_path: Path) -> None:
    posts = [make_post("a", summary="alpha beta"), make_post("b", summary="gamma delta")]
    searcher = searcher_of(tmp_path, posts)
    assert slugs(searcher, "alpha gamma gamma")[0] == "b"
    assert slugs(searcher, "alpha alpha gamma")[0] == "a"


def test_many_completions_weigh_no_more_than_one_word(tmp_path: Path) -> None:
    posts = [
        make_post("many", summary="computer compute compile compose"),
        make_post("right", summary="scaling compute"),
        make_post("other", summary="tree"),
    ]
    assert slugs(searcher_of(tmp_path, posts), "scaling comp")[0] == "right"


@pytest.mark.parametrize(
    ("text", "kind", "fields"),
    [
        ("linear attention", EvidenceKind.WORD, {"title", "body"}),
        ("linear attention", EvidenceKind.PROXIMITY, {""}),
        ("linear attention", EvidenceKind.TITLE, {""}),
        ("Linear attention", EvidenceKind.EXACT_TITLE, {""}),
        ("graphics card", EvidenceKind.SYNONYM, {"summary"}),
        ("linear atten", EvidenceKind.COMPLETION, {""}),
    ],
)
def test_an_explanation_names_the_kind_and_the_field(
    tmp_path: Path, text: str, kind: EvidenceKind, fields: set[str]
) -> None:
    post = make_post("a", title="Linear attention", summary="on a GPU", body="linear attention")
    searcher = searcher_of(tmp_path, [post, make_post("b", summary="tree")])
    assert kinds(searcher, text)[kind] == fields


@pytest.mark.parametrize(
    ("parameters", "text", "kind"),
    [
        (RankingParameters(pairs=0), "linear attention", EvidenceKind.PROXIMITY),
        (RankingParameters(title=0), "linear attention", EvidenceKind.TITLE),
        (RankingParameters(intent=0), "why linear attention", EvidenceKind.INTENT),
    ],
)
def test_a_weight_of_zero_takes_a_part_out(
    tmp_path: Path, parameters: RankingParameters, text: str, kind: EvidenceKind
) -> None:
    post = make_post("a", title="Why linear attention", body="linear attention")
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    posts = [post, make_post("b", summary="tree")]
    assert kind in kinds(searcher_of(tmp_path / "with", posts), text)
    without = searcher_of(tmp_path / "without", posts, parameters=parameters)
    assert kind not in kinds(without, text)


def test_nobody_is_sent_to_a_first_post_where_there_is_no_good_answer(tmp_path: Path) -> None:
    posts = [
        make_post(f"p{number}", summary="rough rules", level=Level.ADVANCED) for number in range(9)
    ]
    easy = make_post("easy", summary="rough guide", level=Level.INTRO)
    results = searcher_of(tmp_path, [*posts, easy]).search(Query(text="rules qqqq zzzz vvvv"))
    assert results.hits
    assert results.no_good_answer
    assert results.start_here is None
