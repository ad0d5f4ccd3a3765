"""Small models made on the spot."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from indexer.encoders.static_encoder import StaticEncoder
from indexer.encoders.tokenizer import Tokenizer

WORDS = ("cat", "dog", "car")
# The first row is of what is no known word. Cats and dogs are near to each other, cars are not.
TABLE = np.array([[0, 0, 0], [1, 0, 0], [0.8, 0.6, 0], [0, 0, 2]], dtype=np.float16)


def write_tokenizer(path: Path) -> None:
    """A tokenizer that knows three words."""
    model = {
        "type": "WordLevel",
        "vocab": {word: at for at, word in enumerate(("[UNK]", *WORDS))},
        "unk_token": "[UNK]",
    }
    path.write_text(json.dumps({"pre_tokenizer": {"type": "Whitespace"}, "model": model}))


def write_weights(path: Path) -> None:
    """The table as `weights` in a safetensors file."""
    save_file({"other": np.zeros((2, 2), dtype=np.float32), "weights": TABLE}, path)


def static_encoder(folder: Path) -> StaticEncoder:
    """An encoder of three words."""
    write_tokenizer(folder / "tokenizer.json")
    return StaticEncoder(
        name="three-words",
        digest="0" * 64,
        table=TABLE,
        tokenizer=Tokenizer.read(folder / "tokenizer.json"),
    )
