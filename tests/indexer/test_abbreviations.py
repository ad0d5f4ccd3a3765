"""Abbreviations are told from names, and found with what they stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.abbreviations import count_abbreviations, never_spelled_out, spelled_out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("With grouped-query attention (GQA), heads share.", [("GQA", "grouped-query attention")]),
        ("Graphics processing units (GPUs) wait.", [("GPU", "Graphics processing units")]),
        ("the key-value (KV) cache", [("KV", "key-value")]),
        ("8-bit floating-point (FP8) numbers", [("FP8", "floating-point")]),
        ("a mixture of experts (MoE) splits", [("MoE", "mixture of experts")]),
        (
            "the test MMLU (Massive Multitask Language Understanding)",
            [("MMLU", "Massive Multitask Language Understanding")],
        ),
        (
            "where NLP stands for natural language processing.",
            [("NLP", "natural language processing")],
        ),
        ("as in the paper (Vaswani et al., 2017)", []),
        ("drifted toward (A) and back", []),
        ("nothing fits here (XYZ)", []),
        ("(GQA) at the very beginning", []),
        ("", []),
    ],
)
def test_a_long_form_is_found_on_either_side(text: str, expected: list[tuple[str, str]]) -> None:
    assert list(spelled_out(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GPUs and a GPU, the GPU's memory", {"GPU": 3}),
        ("DeepSeek, PyTorch and FlashAttention are names", {}),
        ("RoPE, ReLU and MoE are not", {"RoPE": 1, "ReLU": 1, "MoE": 1}),
        ("I saw A and B", {}),
        ("GPT-4 is a name with a number", {}),
    ],
)
def test_abbreviations_are_told_from_names(text: str, expected: dict[str, int]) -> None:
    assert count_abbreviations(text) == expected


def test_one_post_that_spells_it_out_is_enough_for_all() -> None:
    texts = ["An LLM on a TPU.", "Large language models (LLMs) on a TPU."]
    assert never_spelled_out(texts) == ["TPU"]
    assert never_spelled_out(texts, names=["TPU"]) == []


def test_the_most_used_unknown_comes_first() -> None:
    assert never_spelled_out(["AB AB CD", "CD CD EF"]) == ["CD", "AB", "EF"]


@given(st.text(alphabet="ABc(), -8s'\n"))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(short and long_form for short, long_form in spelled_out(text))
    assert all(count > 0 for count in count_abbreviations(text).values())
