"""Tests of what of a post is given to an encoder."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.encoded_texts import PIECE_WORDS, encoded_texts
from indexer.post import Section
from tests.fakes import make_post


def section(text: str, heading: str = "") -> Section:
    return Section(heading=heading, anchor=heading.lower(), depth=2 if heading else 0, text=text)


def test_the_head_is_title_summary_and_keywords() -> None:
    post = make_post(title="Why caches", summary="They keep.", keywords=("memory", "storage"))
    assert encoded_texts(post) == ["Why caches. They keep. memory, storage"]


def test_a_short_section_is_one_text_below_its_heading() -> None:
    sections = [section("Before."), section("After.", "Cost"), section("", "Empty")]
    assert encoded_texts(make_post("a", sections=sections))[1:] == [
        "Before.",
        "Cost. After.",
        "Empty",
    ]


@given(count=st.integers(1, 2_000))
def test_a_long_section_is_cut_into_pieces_that_hold_all_of_its_words(count: int) -> None:
    words = [f"w{number}" for number in range(count)]
    _, *pieces = encoded_texts(make_post(sections=[section(" ".join(words), "Long")]))
    assert all(piece.startswith("Long. ") for piece in pieces)
    cut = [piece.removeprefix("Long. ").split() for piece in pieces]
    assert [word for piece in cut for word in piece] == words
    assert max(map(len, cut)) <= 1.5 * PIECE_WORDS
    assert len(cut) == 1 or min(map(len, cut)) >= PIECE_WORDS / 2
