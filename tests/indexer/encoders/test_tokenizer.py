from pathlib import Path

import pytest

from indexer.encoders.tokenizer import Sentence, Tokenizer
from indexer.errors import EncoderFilesError
from tests.indexer.encoders.models import write_tokenizer


def test_a_file_that_asks_for_filling_up_and_cutting_is_not_heeded(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    write_tokenizer(path)
    tokenizer = Tokenizer.read(path)
    assert tokenizer.tokens_of("cat dog car cat") == (1, 2, 3, 1)
    assert tokenizer.tokens_of("cat") == (1,)


def test_a_sentence_has_marks_and_is_cut_between_them(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.json"
    write_tokenizer(path)
    tokenizer = Tokenizer.read(path, max_tokens=4)
    assert tokenizer.sentence_of("Cat dog car") == Sentence(tokens=(4, 1, 2, 5), types=(0, 0, 0, 0))
    assert tokenizer.sentence_of(" ") == Sentence(tokens=(), types=())


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
