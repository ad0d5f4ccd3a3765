"""Terms of the trade survive, ordinary words are stemmed, and offsets point at the words."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import (
    MAX_TERM_LENGTH,
    analyze,
    analyze_word,
    chunks_of,
    fold,
    stem,
    words_of,
)
from indexer.query_syntax import scoring_terms

# Texts in which letters, accents, joints, digits and brackets meet more often than by chance.
_texts = st.text() | st.text(alphabet="aAbO(n²)'’-_.,0123+#\u0308 \nßﬁǅﾞ日")


def terms(text: str) -> list[str]:
    return [token.term for token in analyze(text)]


def meets(query: str, text: str) -> bool:
    """Whether each word of a query has a term among those of a text."""
    held = set(terms(text))
    return all(
        held.intersection(scoring_terms(analyze_word(match[0]))) for match in words_of(query)
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Ordinary words are folded and stemmed.
        ("Why transformers are trained", ["why", "transform", "are", "train"]),
        ("naïve café", ["naiv", "cafe"]),
        ("nai\u0308ve", ["naiv"]),
        ("Straße", ["strass"]),
        ("don't won’t", ["dont", "wont"]),
        ("model's models' MODEL'S", ["model", "model", "model"]),
        # Numbers, with their units.
        ("70B FP8 int4", ["70b", "fp8", "int4"]),
        ("1,000 and 1,000,000", ["1000", "and", "1000000"]),
        ("3.1 v1.2", ["3.1", "v1.2"]),
        ("1,000.5", ["1000.5"]),
        # Languages and orders of growth.
        ("C++, C# and R.", ["c++", "c#", "and", "r"]),
        ("O(n²)", ["o(n2)"]),
        ("O(n^2) o(n^{2})", ["o(n2)", "o(n2)"]),
        ("O(n log n) O(n \\log n)", ["o(nlogn)", "o(nlogn)"]),
        ("Θ(n)", ["θ(n)"]),
        ("foo(n)", ["foo", "n"]),
        # Abbreviations are not stemmed, and their plurals are made singular.
        ("LLMs GPUs RLHF's VAEs'", ["llm", "gpu", "rlhf", "vae"]),
        ("SOLR OPTICS RoPE LoRA", ["solr", "optics", "rope", "lora"]),
        # Compounds yield themselves and their parts.
        ("fine-tuning", ["finetun", "fine", "tune"]),
        ("k-means", ["kmean", "k", "mean"]),
        ("4-bit", ["4bit", "4", "bit"]),
        ("GPT-4", ["gpt4", "gpt", "4"]),
        ("GPT‑4", ["gpt4", "gpt", "4"]),  # with the hyphen that does not break
        ("FlashAttention", ["flashattent", "flash", "attent"]),
        ("max_tokens", ["maxtoken", "max", "token"]),
        ("Llama-3.1-70B", ["llama3.170b", "llama", "3.1", "70b"]),
        ("U.S.A.", ["usa", "u", "s", "a"]),
        ("PyTorch", ["pytorch"]),  # a part of two letters says nothing
        ("ﾞ'ﾞ", ["ﾞﾞ"]),  # letters that are accents by nature
        # What is no word yields nothing.
        ("", []),
        ("— … ((( * ! 🚀 ' _ -", []),
    ],
)
def test_text_becomes_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("70b", "70B"),
        ("fp8", "FP8"),
        ("4bit", "4-bit"),
        ("4-BIT", "4-bit"),
        ("c++", "C++"),
        ("c#", "C#"),
        ("O(n^2)", "O(n²)"),
        ("o(n2)", "O(n²)"),
        ("O(N log N)", "O(n log n)"),
        ("kmeans", "k-means"),
        ("K-Means", "k-means"),
        ("gpt4", "GPT-4"),
        ("gpt-4", "GPT-4"),
        ("llm", "LLMs"),
        ("LLMS", "LLM"),
        ("llms", "LLMs and one LLM"),
        ("gpus cnns vms", "GPUs, a CNN, VMs"),
        ("LSTM", "lstms"),
        ("dns tls gps", "DNS, TLS and GPS"),
        ("DNS TLS", "dns and tls"),
        ("flashattention", "FlashAttention"),
        ("FLASHATTENTION", "FlashAttention"),
        ("flash attention", "FlashAttention"),
        ("rlhf", "RLHF's"),
        ("RLHFs", "rlhf"),
        ("max-tokens", "max_tokens"),
        ("MAX_TOKENS", "max_tokens"),
        ("1000", "1,000"),
        ("3.1", "Llama-3.1"),
        ("naive", "naïve"),
        ("nai\u0308ve", "naïve"),
        ("ATTENTION", "attention"),
        ("finetuned", "fine-tuning"),
        ("scaling", "scale"),
    ],
)
def test_a_query_meets_a_post_however_either_is_written(query: str, text: str) -> None:
    assert meets(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("SOLR", "solve solved solver solving"),
        ("solr", "solve solved solver solving"),
        ("solve", "SOLR"),
        ("C", "C++ C#"),
        ("C++", "C C#"),
        ("7B", "70B 7"),
        ("O(n)", "O(n²)"),
        ("GPT-4", "4"),
        ("mean", "k-medians"),
        ("1000", "1,000,000"),
        ("cat", "concatenate"),
    ],
)
def test_what_only_looks_alike_does_not_meet(query: str, text: str) -> None:
    assert not meets(query, text)


def test_a_compounds_parts_stand_at_positions_in_a_row() -> None:
    places = [(token.word, token.position) for token in analyze("why fine-tuning works")]
    assert places == [("why", 0), ("finetuning", 1), ("fine", 1), ("tuning", 2), ("works", 3)]


def test_the_offsets_of_a_part_are_those_of_its_whole_word() -> None:
    text = "on FlashAttention, briefly"
    found = [text[token.start : token.end] for token in analyze(text)]
    assert found == ["on", "FlashAttention", "FlashAttention", "FlashAttention", "briefly"]


@given(_texts)
@settings(max_examples=200)
def test_offsets_point_at_the_word_that_yields_the_term(text: str) -> None:
    for token in analyze(text):
        forms = analyze_word(text[token.start : token.end]).forms
        assert token.term in {form.term for form in forms}


@given(_texts)
@settings(max_examples=200)
def test_terms_are_never_empty_and_bounded_in_length(text: str) -> None:
    for token in analyze(text):
        assert 0 < len(token.term) <= MAX_TERM_LENGTH
        assert 0 < len(token.word) <= MAX_TERM_LENGTH


@given(_texts)
@settings(max_examples=200)
def test_positions_never_go_back_and_leave_no_gap_that_a_phrase_could_not_cross(
    text: str,
) -> None:
    positions = [token.position for token in analyze(text)]
    assert set(positions) == set(range(max(positions, default=-1) + 1))
    starts = [token.start for token in analyze(text)]
    assert starts == sorted(starts)


@given(_texts)
@settings(max_examples=200)
def test_texts_cut_into_chunks_yield_the_same_words(text: str) -> None:
    in_chunks = [match[0] for chunk in chunks_of(text) for match in words_of(chunk)]
    assert in_chunks == [match[0] for match in words_of(text)]


@given(st.text(alphabet=st.characters(categories=["Lu", "Ll", "Nd", "Mn"])))
@settings(max_examples=200)
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))


def test_a_word_of_ten_thousand_letters_is_cut() -> None:
    (token,) = analyze("a" * 10_000)
    assert len(token.term) <= MAX_TERM_LENGTH
    assert (token.start, token.end) == (0, 10_000)


@pytest.mark.parametrize("word", ["the", "gas", "bus", "css", "fp8s", "3s", ""])
def test_short_words_and_words_with_digits_are_their_own_stems(word: str) -> None:
    assert stem(word) == word
