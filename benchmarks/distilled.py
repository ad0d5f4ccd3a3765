"""Makes a table of static vectors from an encoder: what each token means by itself.

As Model2Vec does it: encode every token of the vocabulary, keep the principal components, and
weigh tokens by their rarity, a/(a + p), the smooth inverse frequency of Arora, Liang and Ma
(2017), with p by Zipf's law, as vocabularies of word pieces are ordered by frequency. Unlike
there, components are scaled to the same variance and a is smaller, which found more.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.encoders.encoder import Encoder, Vectors, combined_digest
from indexer.encoders.static_encoder import StaticEncoder
from indexer.encoders.tokenizer import Tokenizer

Mask = npt.NDArray[np.bool_]

SMOOTHING = 1e-5
_CONTINUED = "##"  # how word pieces that go on with a word begin


def distil(teacher: Encoder, tokenizer_file: Path, dimensions: int) -> StaticEncoder:
    """An encoder of so many dimensions from the teacher and its own tokenizer."""
    vocabulary: dict[str, int] = json.loads(tokenizer_file.read_bytes())["model"]["vocab"]
    tokens = sorted(vocabulary, key=vocabulary.__getitem__)
    # What is no word: marks in brackets, places left free, and what stands for unknown words.
    is_word = np.array([not (token.startswith("[") and token.endswith("]")) for token in tokens])
    texts = [token.removeprefix(_CONTINUED) for token in tokens]
    table = _principal_components(teacher.encode(texts), is_word, dimensions)
    table *= (_rarity(len(tokens)) * is_word)[:, np.newaxis]
    return StaticEncoder(
        name=f"distilled-{dimensions}",
        digest=combined_digest(teacher.digest, f"distilled, {dimensions} dimensions"),
        table=table,
        tokenizer=Tokenizer.read(tokenizer_file),
    )


def _principal_components(vectors: Vectors, is_word: Mask, dimensions: int) -> Vectors:
    centred = vectors - vectors[is_word].mean(axis=0)
    variances, directions = np.linalg.eigh(centred[is_word].T @ centred[is_word])
    strongest = slice(None, -dimensions - 1, -1)
    components: Vectors = centred @ directions[:, strongest] / np.sqrt(variances[strongest])
    return components


def _rarity(tokens: int) -> Vectors:
    frequencies = 1 / np.arange(2, tokens + 2)
    frequencies /= frequencies.sum()
    weights: Vectors = (SMOOTHING / (SMOOTHING + frequencies)).astype(np.float32)
    return weights
