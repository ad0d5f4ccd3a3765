"""Texts are split between sentences, never within a word, and lose nothing but space."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import words_of
from indexer.sentences import passage_ends, sentence_spans


def sentences_of(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n ", []),
        ("One. Two! Three? 4 is one too.", ["One.", "Two!", "Three?", "4 is one too."]),
        ("Wait … Then go.", ["Wait …", "Then go."]),
        ("no end\nA line.\n\n- And one", ["no end", "A line.", "- And one"]),
        ("  Space around.  Here. ", ["Space around.", "Here."]),
        ("Version 3.1 of it, e.g. this one.", ["Version 3.1 of it, e.g. this one."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        (
            "“Why?” “So.” (Nobody knew.) She left.",
            ["“Why?”", "“So.”", "(Nobody knew.)", "She left."],
        ),
        ("It is O(n. A) here. Then O(n).", ["It is O(n. A) here.", "Then O(n)."]),
    ],
)
def test_sentences_end_at_marks_before_a_capital_and_at_line_ends(
    text: str, sentences: list[str]
) -> None:
    assert sentences_of(text) == sentences


_pieces = st.sampled_from(
    ["A", "b", ".", "?", "…", '"', "”", ")", "(", "O(", " ", "\n", "4", "C++"]
)


@given(st.lists(_pieces, max_size=40).map("".join) | st.text())
def test_every_word_stands_in_one_sentence_and_nothing_but_space_between_them(text: str) -> None:
    spans = sentence_spans(text)
    words = [word.span() for word in words_of(text)]
    assert words == [word.span() for span in spans for word in words_of(text, *span)]
    borders = [0, *(border for span in spans for border in span), len(text)]
    gaps = [text[borders[i] : borders[i + 1]] for i in range(0, len(borders), 2)]
    assert not "".join(gaps).strip()


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(1, 3)), max_size=20), st.integers(1, 90))
def test_a_passage_is_as_long_as_fits_and_at_least_one_sentence(
    lengths: list[tuple[int, int]], limit: int
) -> None:
    spans = []
    position = 0
    for length, gap in lengths:
        spans.append((position, position + length))
        position += length + gap
    for number, behind in enumerate(passage_ends(spans, limit)):
        fitting = [n for n in range(number, len(spans)) if spans[n][1] - spans[number][0] <= limit]
        assert behind == max([number, *fitting]) + 1
