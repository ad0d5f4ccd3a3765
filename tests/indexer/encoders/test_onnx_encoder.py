import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import ModelProto, TensorProto

from indexer.encoders.choice import open_encoder
from indexer.encoders.encoder import Encoder
from indexer.encoders.onnx_settings import LENGTH_FILE, POOLING_FILE, PROMPTS_FILE
from indexer.errors import EncoderError, EncoderFilesError
from tests.indexer.encoders.models import TABLE, WORDS, onnx_model, write_onnx_folder


def _open(folder: Path, model: ModelProto | None = None) -> Encoder:
    write_onnx_folder(folder, model)
    return open_encoder(f"onnx:{folder}")


@pytest.fixture(name="encoder", scope="module")
def _encoder(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return _open(tmp_path_factory.mktemp("onnx"))


def test_a_text_is_the_mean_of_its_tokens_and_of_what_marks_its_ends(encoder: Encoder) -> None:
    (vector,) = encoder.encode(["cat car"])
    mean = np.array([1, 4, 2])  # cat, car, and three and one for start and end
    assert vector == pytest.approx(mean / np.linalg.norm(mean))
    assert encoder.dimensions == 3


def test_a_folder_can_ask_for_the_vector_of_the_start(tmp_path: Path) -> None:
    (tmp_path / POOLING_FILE).parent.mkdir()
    (tmp_path / POOLING_FILE).write_text('{"pooling_mode_cls_token": true}')
    (vector,) = _open(tmp_path).encode(["cat car"])
    assert vector.tolist() == [0, 1, 0]


def test_a_folder_can_put_words_before_each_text(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / PROMPTS_FILE).write_text(
        json.dumps({"prompts": {"any": "dog "}, "default_prompt_name": "any"})
    )
    prefixed = _open(tmp_path)
    assert prefixed.encode(["cat", ""]).tolist() == encoder.encode(["dog cat", ""]).tolist()


def test_a_text_longer_than_the_model_takes_is_cut(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / LENGTH_FILE).write_text('{"max_seq_length": 4}')
    short = _open(tmp_path)
    assert short.encode(["cat car dog"]).tolist() == encoder.encode(["cat car"]).tolist()


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_text_without_tokens_has_no_direction(encoder: Encoder, text: str) -> None:
    assert encoder.encode([text]).tolist() == [[0, 0, 0]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from([*WORDS, "unknown"])).map(" ".join)))
def test_each_row_is_of_unit_length_and_its_own_text_alone(
    encoder: Encoder, texts: list[str]
) -> None:
    vectors = encoder.encode(texts)
    assert vectors.dtype == np.float32
    for text, vector in zip(texts, vectors, strict=True):
        assert np.linalg.norm(vector) == pytest.approx(1 if text else 0, abs=1e-6)
        assert vector.tolist() == encoder.encode([text])[0].tolist()


@pytest.mark.parametrize(
    "model",
    [
        onnx_model(inputs=["input_ids"]),
        onnx_model(inputs=["input_ids", "attention_mask"]),
        onnx_model(number=TensorProto.INT32),
        onnx_model(mask=TensorProto.FLOAT),
        onnx_model(output="token_embeddings"),
        onnx_model(output="rows_of_tokens"),
    ],
)
def test_models_may_take_and_give_things_by_other_names(
    encoder: Encoder, tmp_path: Path, model: ModelProto
) -> None:
    other = _open(tmp_path, model)
    assert other.encode(["cat car"]).tolist() == encoder.encode(["cat car"]).tolist()


def test_what_changes_vectors_changes_the_digest(tmp_path: Path) -> None:
    digests = {
        _open(tmp_path).digest,
        _open(tmp_path, onnx_model(table=TABLE * 2)).digest,
    }
    (tmp_path / LENGTH_FILE).write_text('{"max_seq_length": 4}')
    digests.add(open_encoder(f"onnx:{tmp_path}").digest)
    tokenizer = tmp_path / "tokenizer.json"
    tokenizer.write_text(tokenizer.read_text().replace("Lowercase", "NFC"))
    digests.add(open_encoder(f"onnx:{tmp_path}").digest)
    assert len(digests) == 4


def test_the_same_files_elsewhere_have_the_same_digest(tmp_path: Path) -> None:
    one, other = _open(tmp_path / "one"), _open(tmp_path / "other")
    assert one.digest == other.digest
    assert (one.name, other.name) == ("onnx:one", "onnx:other")


@pytest.mark.parametrize(
    ("model", "what"),
    [
        (
            onnx_model(inputs=["pixels"]),
            "takes pixels, but an encoder of sentences takes input_ids",
        ),
        (onnx_model(inputs=["input_ids", "position_ids"]), "takes input_ids, position_ids, but"),
        (onnx_model(mask=TensorProto.DOUBLE), "takes numbers of an unknown kind as attention_m"),
        (onnx_model(last="Cast"), "gives no vectors, but an encoder of sentences gives"),
        (onnx_model(last="ReduceSum"), "gives longer sentences longer vectors"),
        (onnx_model(table=TABLE[:2]), "fails on a sentence of 1 tokens"),
        (onnx_model(table=np.full_like(TABLE, np.inf)), "gives no finite vectors"),
    ],
)
def test_a_model_of_another_kind_is_refused(tmp_path: Path, model: ModelProto, what: str) -> None:
    with pytest.raises(EncoderFilesError, match=what):
        _open(tmp_path, model)


@pytest.mark.parametrize("content", [b"", b"no model", None])
def test_a_damaged_model_is_named(tmp_path: Path, content: bytes | None) -> None:
    write_onnx_folder(tmp_path)
    path = tmp_path / "model.onnx"
    path.write_bytes(path.read_bytes()[:100] if content is None else content)
    with pytest.raises(EncoderFilesError, match=f"{path} cannot be loaded"):
        open_encoder(f"onnx:{tmp_path}")


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    write_onnx_folder(tmp_path)
    (tmp_path / missing).unlink()
    with pytest.raises(EncoderFilesError, match=f"there is no {missing} .*in {tmp_path}"):
        open_encoder(f"onnx:{tmp_path}")


def test_a_folder_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match=r"there is no model\.onnx"):
        open_encoder(f"onnx:{tmp_path / 'nowhere'}")
