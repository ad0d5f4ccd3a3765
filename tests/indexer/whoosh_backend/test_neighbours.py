"""Tests of what is near to each other in meaning."""

from contextlib import closing
from pathlib import Path

import pytest

from indexer.backends import near_duplicates, synonym_proposals
from indexer.encoders.choice import open_encoder
from indexer.errors import IndexFormatError
from indexer.search import EvidenceKind, Query
from indexer.whoosh_backend import neighbours
from indexer.whoosh_backend.neighbours import Thesaurus
from indexer.whoosh_backend.searcher import WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter
from tests.concept_encoder import ConceptEncoder
from tests.fakes import make_post

POSTS = (
    make_post("robot", title="A robot", summary="It walks.", body="A robot walks on legs."),
    make_post("machine", title="A machine", summary="It walks.", body="A machine walks on legs."),
    make_post("bread", title="Bread", summary="It rises.", body="Bread rises in an oven."),
    make_post("tides", title="Tides", summary="They turn.", body="The moon pulls the sea."),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    WhooshWriter(tmp_path, ConceptEncoder()).write(POSTS, lambda _more: None)
    return tmp_path


def test_posts_that_say_the_same_in_other_words_are_near_duplicates(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((first, second, cosine),) = near_duplicates(folder)
    assert {first, second} == {"robot", "machine"}
    assert cosine == pytest.approx(1.0, abs=0.01)
    monkeypatch.setattr(neighbours, "_ROWS_AT_ONCE", 1)
    assert [pair[:2] for pair in near_duplicates(folder)] == [(first, second)]


def test_without_vectors_there_is_nothing_to_compare(tmp_path: Path) -> None:
    WhooshWriter(tmp_path).write(POSTS, lambda _more: None)
    with pytest.raises(IndexFormatError, match="no vectors"):
        near_duplicates(tmp_path)


def test_words_of_the_same_concept_are_proposed_but_no_forms_of_the_word_itself() -> None:
    concepts = {"automata": "robot", "machine": "robot", "robots": "robot", "loaf": "bread"}
    words = ["automata", "bread", "loaf", "machine", "robots", "tides"]
    thesaurus = Thesaurus(words, ConceptEncoder(concepts))
    assert thesaurus.near("robot") == ["automata", "machine"]
    assert thesaurus.near("robot", count=1) == ["automata"]
    assert thesaurus.near("moon") == []


def test_frequent_words_of_the_posts_are_proposed(tmp_path: Path) -> None:
    body = "A picture is an image of 1024 dots. " * 4 + "A loaf is bread."
    WhooshWriter(tmp_path).write([make_post(body=body)], lambda _more: None)
    propose = synonym_proposals(tmp_path, open_encoder())
    assert propose("photo") == ["picture", "image"]
    assert propose("loaves") == []


def test_the_posts_to_read_next_are_the_nearest_in_meaning(folder: Path) -> None:
    with closing(WhooshSearcher(folder, open_encoder=ConceptEncoder)) as searcher:
        assert searcher.reading("machine").read_next[0].slug == "robot"
        hit, *_ = searcher.search(Query(text="which automaton walks in an oven", explain=True)).hits
    assert EvidenceKind.MEANING in {share.kind for share in hit.explanation}
