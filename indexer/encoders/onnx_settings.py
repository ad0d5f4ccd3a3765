"""How a model makes one vector of a sentence, as its folder says in sentence-transformers' files.

    1_Pooling/config.json               `pooling_mode_cls_token` or `pooling_mode_mean_tokens`
    sentence_bert_config.json           `max_seq_length`
    config_sentence_transformers.json   `prompts`, of which `default_prompt_name` is put first

A file that is missing leaves the defaults.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Self

from indexer.errors import EncoderFilesError

POOLING_FILE = "1_Pooling/config.json"
LENGTH_FILE = "sentence_bert_config.json"
PROMPTS_FILE = "config_sentence_transformers.json"
_POOLING_PREFIX = "pooling_mode_"
_MARKS = 2  # the tokens for a sentence's start and end


class Pooling(Enum):
    """How the vectors of tokens become one."""

    MEAN = "mean_tokens"
    FIRST = "cls_token"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxSettings:
    """The prefix is put before every text; texts are cut to so many tokens."""

    pooling: Pooling = Pooling.MEAN
    max_tokens: int = 256
    prefix: str = ""

    @property
    def description(self) -> str:
        """All of them on one line."""
        return f"{self.pooling.value}, {self.max_tokens} tokens, prefix {self.prefix!r}"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder's files; raises EncoderFilesError for one that has no meaning."""
        default = cls()
        return cls(
            pooling=_pooling(folder / POOLING_FILE, default.pooling),
            max_tokens=_max_tokens(folder / LENGTH_FILE, default.max_tokens),
            prefix=_prefix(folder / PROMPTS_FILE),
        )


def _pooling(path: Path, default: Pooling) -> Pooling:
    fields = _read_object(path)
    chosen = [
        name.removeprefix(_POOLING_PREFIX)
        for name, is_chosen in fields.items()
        if name.startswith(_POOLING_PREFIX) and is_chosen is True
    ]
    if not chosen:
        return default
    try:
        (pooling,) = map(Pooling, chosen)
    except ValueError as error:
        raise EncoderFilesError(
            f"{path} asks for the pooling {' and '.join(chosen)}, but only "
            f"{' or '.join(pooling.value for pooling in Pooling)} is known"
        ) from error
    return pooling


def _max_tokens(path: Path, default: int) -> int:
    length = _read_object(path).get("max_seq_length")
    if length is None:
        return default
    if isinstance(length, bool) or not isinstance(length, int) or length <= _MARKS:
        raise EncoderFilesError(f"{path}: max_seq_length is no whole number above {_MARKS}")
    return length


def _prefix(path: Path) -> str:
    fields = _read_object(path)
    name = fields.get("default_prompt_name")
    if name is None:
        return ""
    prompts = fields.get("prompts")
    prefix = prompts.get(name) if isinstance(prompts, dict) and isinstance(name, str) else None
    if not isinstance(prefix, str):
        raise EncoderFilesError(f"{path}: default_prompt_name is none of the prompts")
    return prefix


def _read_object(path: Path) -> Mapping[str, Any]:
    """The fields of a file, none if it is not there."""
    try:
        fields = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise EncoderFilesError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise EncoderFilesError(f"{path} is no JSON: {error}") from error
    if not isinstance(fields, dict):
        raise EncoderFilesError(f"{path} holds no JSON object")
    return fields
