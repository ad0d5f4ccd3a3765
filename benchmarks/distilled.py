"""Makes a table of static vectors from an encoder: what each token means by itself.

The recipe of Model2Vec: encode every token of the vocabulary, keep the principal components,
and weigh tokens by their rarity, a/(a + p), the smooth inverse frequency of Arora, Liang and
Ma (2017), with p by Zipf's law, as vocabularies of word pieces are ordered by frequency.
"""

import json
from pathlib import Path

import numpy as np

from indexer.encoders.encoder import Encoder, Vectors, combined_digest
from indexer.encoders.static_encoder import StaticEncoder
from indexer.encoders.tokenizer import Tokenizer

SMOOTHING = 1e-4
_CONTINUED = "##"  # how word pieces that go on with a word begin


def distil(teacher: Encoder, tokenizer_file: Path, dimensions: int) -> StaticEncoder:
    """An encoder of so many dimensions from the teacher and its own tokenizer."""
    vocabulary: dict[str, int] = json.loads(tokenizer_file.read_bytes())["model"]["vocab"]
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    table = _principal_components(
        teacher.encode([token.removeprefix(_CONTINUED) for token in tokens]), dimensions
    )
    table *= _rarity(len(tokens))[:, np.newaxis]
    # What is no word: marks in brackets, places left free, and what stands for unknown words.
    table[[token.startswith("[") and token.endswith("]") for token in tokens]] = 0
    return StaticEncoder(
        name=f"distilled-{dimensions}",
        digest=combined_digest(teacher.digest, f"distilled, {dimensions} dimensions"),
        table=table,
        tokenizer=Tokenizer.read(tokenizer_file),
    )


def _principal_components(vectors: Vectors, dimensions: int) -> Vectors:
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)  # the strongest last
    components: Vectors = centred @ directions[:, ::-1][:, :dimensions]
    return components


def _rarity(tokens: int) -> Vectors:
    frequencies = 1 / np.arange(2, tokens + 2)
    frequencies /= frequencies.sum()
    weights: Vectors = (SMOOTHING / (SMOOTHING + frequencies)).astype(np.float32)
    return weights
