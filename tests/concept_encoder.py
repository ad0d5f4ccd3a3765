"""An encoder for tests: words of one concept have one vector, and a text the sum of its words'."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b

import numpy as np

from indexer.analysis import words_of
from indexer.encoders.encoder import Vectors, to_unit_length

DIMENSIONS = 32
CONCEPTS = {
    "machine": "robot",
    "automaton": "robot",
    "loaf": "bread",
    "dough": "bread",
    "memory": "cache",
    "storage": "cache",
}


class ConceptEncoder:
    """An `Encoder` that counts what it was asked to encode."""

    def __init__(
        self,
        concepts: Mapping[str, str] = CONCEPTS,
        *,
        digest: str = "concepts",
        is_costly: bool = False,
    ) -> None:
        self.name = "concepts"
        self.digest = digest
        self.dimensions = DIMENSIONS
        self.is_costly = is_costly
        self.encoded: list[str] = []
        self._concepts = concepts

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        sums = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for place, text in enumerate(texts):
            for word in words_of(text.lower()):
                sums[place] += _vector(self._concepts.get(word[0], word[0]))
        return to_unit_length(sums)


def _vector(concept: str) -> Vectors:
    seed = int.from_bytes(blake2b(concept.encode(), digest_size=8).digest(), "little")
    return np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
