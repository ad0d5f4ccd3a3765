import json
from pathlib import Path

import pytest

from indexer.encoders.onnx_settings import (
    LENGTH_FILE,
    POOLING_FILE,
    PROMPTS_FILE,
    OnnxSettings,
    Pooling,
)
from indexer.errors import EncoderFilesError


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def test_a_folder_without_such_files_has_the_defaults(tmp_path: Path) -> None:
    settings = OnnxSettings.read(tmp_path)
    assert settings == OnnxSettings(pooling=Pooling.MEAN, max_tokens=256, prefix="")


def test_each_file_is_heeded(tmp_path: Path) -> None:
    _write(
        tmp_path / POOLING_FILE,
        {
            "word_embedding_dimension": 3,
            "pooling_mode_cls_token": True,
            "pooling_mode_mean_tokens": False,
        },
    )
    _write(tmp_path / LENGTH_FILE, {"max_seq_length": 512, "do_lower_case": False})
    _write(
        tmp_path / PROMPTS_FILE,
        {"prompts": {"query": "query: ", "text": ""}, "default_prompt_name": "query"},
    )
    settings = OnnxSettings.read(tmp_path)
    assert settings == OnnxSettings(pooling=Pooling.FIRST, max_tokens=512, prefix="query: ")


@pytest.mark.parametrize("content", [{}, {"prompts": {"query": "query: "}}])
def test_prompts_that_are_no_default_are_left_out(
    tmp_path: Path, content: dict[str, object]
) -> None:
    _write(tmp_path / PROMPTS_FILE, content)
    assert OnnxSettings.read(tmp_path).prefix == ""


@pytest.mark.parametrize(
    ("file", "content", "what"),
    [
        (POOLING_FILE, "{", "is no JSON"),
        (POOLING_FILE, [], "holds no JSON object"),
        (POOLING_FILE, {"pooling_mode_max_tokens": True}, "the pooling max_tokens, but only mean"),
        (
            POOLING_FILE,
            {"pooling_mode_mean_tokens": True, "pooling_mode_cls_token": True},
            "the pooling mean_tokens and cls_token",
        ),
        (LENGTH_FILE, {"max_seq_length": 2}, "no whole number above 2"),
        (LENGTH_FILE, {"max_seq_length": True}, "no whole number above 2"),
        (LENGTH_FILE, {"max_seq_length": "512"}, "no whole number above 2"),
        (PROMPTS_FILE, {"default_prompt_name": "query"}, "is none of the prompts"),
        (PROMPTS_FILE, {"default_prompt_name": [], "prompts": {}}, "is none of the prompts"),
        (PROMPTS_FILE, {"default_prompt_name": "a", "prompts": {"a": 1}}, "none of the prompts"),
    ],
)
def test_a_file_without_a_meaning_is_named(
    tmp_path: Path, file: str, content: object, what: str
) -> None:
    _write(tmp_path / file, content)
    with pytest.raises(EncoderFilesError, match=what) as caught:
        OnnxSettings.read(tmp_path)
    assert str(tmp_path / file) in str(caught.value)


def test_a_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / LENGTH_FILE).mkdir()
    with pytest.raises(EncoderFilesError, match=f"{LENGTH_FILE} cannot be read"):
        OnnxSettings.read(tmp_path)
