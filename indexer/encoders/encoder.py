"""What an encoder of sentences is."""

import hashlib
from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Gives texts vectors of unit length, whose dot product says how near their meanings are."""

    @property
    def name(self) -> str:
        """What people call it, such as `wordllama-256`."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 in hex over weights, tokenizer and settings.

        Vectors of encoders with different digests must never meet.
        """
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    @property
    def is_costly(self) -> bool:
        """Whether a text takes milliseconds, so that it had better be encoded but once."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, of unit length, or all zeros for a text without tokens."""
        ...


def to_unit_length(vectors: Vectors) -> Vectors:
    """The rows divided by their lengths; rows of zeros stay zeros."""
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, np.newaxis]
    units: Vectors = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)
    return units


def combined_digest(*parts: str) -> str:
    """The SHA-256 in hex of parts that hold no line breaks, such as digests and settings."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
