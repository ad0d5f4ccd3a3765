from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.encoders.static_encoder import StaticEncoder
from indexer.encoders.tokenizer import Tokenizer
from indexer.errors import EncoderFilesError
from tests.indexer.encoders.models import TABLE, WORDS, static_encoder, write_tokenizer


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> StaticEncoder:
    return static_encoder(tmp_path_factory.mktemp("static"))


def test_a_text_points_where_its_tokens_point_together(encoder: StaticEncoder) -> None:
    (vector,) = encoder.encode(["cat car cat"])
    assert vector == pytest.approx(np.array([2, 0, 2]) / np.sqrt(8))


def test_case_does_not_matter(encoder: StaticEncoder) -> None:
    lower, upper = encoder.encode(["cat dog", "CAT Dog"])
    assert lower.tolist() == upper.tolist()


@pytest.mark.parametrize("text", ["", " \n\t", "unknown words"])
def test_a_text_without_tokens_has_no_direction(encoder: StaticEncoder, text: str) -> None:
    assert encoder.encode([text]).tolist() == [[0, 0, 0]]


def test_no_texts_give_no_rows(encoder: StaticEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_a_word_too_long_to_be_kept_counts_like_any_other(tmp_path: Path) -> None:
    encoder = static_encoder(tmp_path)
    (vector,) = encoder.encode(["cat;" * 40])  # one word to us, forty cats to the tokenizer
    assert vector == pytest.approx([1, 0, 0])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from([*WORDS, "unknown"])).map(" ".join)))
def test_each_row_is_of_unit_length_and_its_own_text_alone(
    encoder: StaticEncoder, texts: list[str]
) -> None:
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    for text, vector in zip(texts, vectors, strict=True):
        known = any(word in text for word in WORDS)
        assert np.linalg.norm(vector) == pytest.approx(1 if known else 0, abs=1e-6)
        assert vector.tolist() == encoder.encode([text])[0].tolist()


def test_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    write_tokenizer(tmp_path / "tokenizer.json")
    with pytest.raises(EncoderFilesError, match="2 rows, but its tokenizer knows 6 tokens"):
        StaticEncoder(
            name="foreign",
            digest="0" * 64,
            table=TABLE[:2],
            tokenizer=Tokenizer.read(tmp_path / "tokenizer.json"),
        )
