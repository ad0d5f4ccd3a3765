import socket
import sys
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from indexer.encoders.choice import open_encoder
from indexer.encoders.encoder import Encoder
from indexer.encoders.tokenizer import Tokenizer
from indexer.errors import EncoderError, EncoderFilesError, EncoderUnavailableError


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return open_encoder("wordllama")


def test_a_question_is_nearer_to_its_answer_than_to_another(encoder: Encoder) -> None:
    question, answer, other = encoder.encode(
        [
            "how random should the answers be",
            "Sampling with a high temperature makes a model choose unlikely words.",
            "The Dutch built dikes to keep the sea out of the lowlands.",
        ]
    )
    assert question @ answer > question @ other


def test_fewer_dimensions_are_the_first_ones(encoder: Encoder) -> None:
    short = open_encoder("wordllama-64")
    assert (encoder.name, short.name) == ("wordllama-256", "wordllama-64")
    assert (encoder.dimensions, short.dimensions) == (256, 64)
    first = encoder.encode(["cats and dogs"])[:, :64]
    assert short.encode(["cats and dogs"]) == pytest.approx(first / np.linalg.norm(first), abs=1e-5)


def test_encoders_of_other_vectors_have_other_digests(encoder: Encoder) -> None:
    digests = {open_encoder(f"wordllama-{width}").digest for width in (64, 128, 256)}
    assert len(digests) == 3
    assert encoder.digest in digests


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> NoReturn:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert open_encoder("wordllama").encode(["a text"]).any()


def test_without_the_extra_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tokenizers", None)
    with pytest.raises(EncoderUnavailableError, match=r"needs tokenizers: .*\[semantic\]"):
        open_encoder("wordllama")


def test_a_setting_without_a_meaning_is_refused() -> None:
    with pytest.raises(EncoderError, match="there is no encoder 'wordlama'"):
        open_encoder("wordlama")


def test_what_is_no_tokenizer_is_named(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    with pytest.raises(EncoderFilesError, match=r"tokenizer\.json cannot be read"):
        Tokenizer.read(path)
    for content in (b"", b"{}", b"\xff"):
        path.write_bytes(content)
        with pytest.raises(EncoderFilesError, match=r"tokenizer\.json is no tokenizer"):
            Tokenizer.read(path)


def test_a_tokenizer_that_lacks_what_it_needs_says_so(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    path.write_text('{"model": {"type": "WordLevel", "vocab": {}, "unk_token": "[UNK]"}}')
    with pytest.raises(EncoderFilesError, match=r"cannot split 'cat' .*\[UNK\]"):
        Tokenizer.read(path).tokens_of("cat")
