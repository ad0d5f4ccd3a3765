"""A question's form is told from what it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.intents import Intent, intent_of, scaffolding_of


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("what is an llm", Intent.DEFINITION),
        ("What’s attention?", Intent.DEFINITION),
        ("llm meaning", Intent.DEFINITION),
        ("what does RLHF stand for", Intent.DEFINITION),
        ("transformers explained", Intent.DEFINITION),
        ("Why is attention quadratic?", Intent.REASON),
        ("RAG: why retrieval didn't die", Intent.REASON),
        ("the reason for layer norm", Intent.REASON),
        ("how does speculative decoding work", Intent.METHOD),
        ("sgd vs adam", Intent.COMPARISON),
        ("what is the difference between LoRA and full fine-tuning?", Intent.COMPARISON),
        ("How is an agent different from a chatbot", Intent.COMPARISON),
        ("kv cache", None),
        ("", None),
        ("why-layered things", Intent.REASON),
        ("howling", None),
    ],
)
def test_a_question_shows_its_intent(text: str, intent: Intent | None) -> None:
    assert intent_of(text) is intent


@pytest.mark.parametrize(
    ("text", "scaffolding"),
    [
        ("difference between an llm and a transformer", ["difference between"]),
        ("adam vs sgd", ["vs"]),
        ("llm meaning", ["meaning"]),
        ("the meaning of attention heads", ["meaning of"]),
        ("meaning representations", []),
        ("explain attention", ["explain"]),
        ("models that explain themselves", []),
        ("transformers for beginners", ["for beginners"]),
        ("transformer beginner explanation", ["beginner explanation"]),
        ("how is lora different from pruning", ["different"]),
        ("attention in simple words", ["in simple words"]),
        ("what does top-p mean", ["mean"]),
        ("mean pooling", []),
        ("kv cache", []),
    ],
)
def test_words_that_only_put_the_question_are_found(text: str, scaffolding: list[str]) -> None:
    assert [text[start:end] for start, end in scaffolding_of(text)] == scaffolding


@given(st.text(alphabet="how is different from what does mean explain ", max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    assert all(0 <= start < end <= len(text) for start, end in scaffolding_of(text))
    intent_of(text)
