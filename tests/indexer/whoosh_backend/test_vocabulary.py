"""The words of a generation come back from the disk with their frequencies."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import analyze
from indexer.whoosh_backend.vocabulary import read_vocabulary, write_vocabulary
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import make_post

_words = st.text().map(lambda text: [token.word for token in analyze(text)])


@given(st.lists(_words, max_size=4).map(lambda lists: {word for words in lists for word in words}))
@settings(deadline=None)
def test_whatever_is_a_word_comes_back(words: set[str]) -> None:
    frequencies = {word: len(word) for word in words}
    with TemporaryDirectory() as folder:
        write_vocabulary(Path(folder), frequencies)
        assert read_vocabulary(Path(folder)) == frequencies


def test_each_word_is_counted_as_often_as_it_stands_and_unstemmed(tmp_path: Path) -> None:
    posts = [
        make_post("a", title="Caches", summary="Caches cache", keywords=("kv",), body="# caching"),
        make_post("b", title="A cache", tags=("kv", "fine-tuning")),
    ]
    WhooshWriter(tmp_path).write(posts, lambda _more: None)
    assert read_vocabulary(tmp_path) == {
        "a": 1,
        "cache": 2,
        "caches": 2,
        "caching": 1,
        "fine": 1,
        "finetuning": 1,
        "kv": 2,
        "tuning": 1,
    }
