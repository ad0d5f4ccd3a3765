"""Adds up one vector a token: no order of words, but thousands of texts a second."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from indexer.encoders.encoder import Vectors, to_unit_length
from indexer.encoders.tensor_file import Matrix
from indexer.encoders.tokenizer import Tokenizer
from indexer.errors import EncoderFilesError

# Words recur, so their tokens are kept; but neither all that is ever typed, nor whole texts
# that have no blanks.
_KEPT_WORDS = 1 << 16
_LONGEST_KEPT_WORD = 32


class StaticEncoder:
    """An `Encoder` of the direction in which a text's tokens point together.

    The table has a row a token. Texts are lowered, as readers type lower case, and split at
    white space before the tokenizer sees them. Raises EncoderFilesError if the tokenizer
    knows more tokens than the table has.
    """

    def __init__(self, *, name: str, digest: str, table: Matrix, tokenizer: Tokenizer) -> None:
        if tokenizer.size > len(table):
            raise EncoderFilesError(
                f"the weights of {name} have {len(table)} rows, but its tokenizer knows "
                f"{tokenizer.size} tokens: they are not of one model"
            )
        self.name = name
        self.digest = digest
        self._table = table
        self._split_word = tokenizer.tokens_of
        self._split_kept_word = lru_cache(maxsize=_KEPT_WORDS)(tokenizer.tokens_of)

    is_costly = False

    @property
    def dimensions(self) -> int:
        """The width of the table."""
        return int(self._table.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Sum the rows of each text's tokens."""
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            # A long text has many tokens, but few distinct ones.
            counts = Counter(self._tokens_of(text))
            if counts:
                rows = self._table[list(counts)].astype(np.float32)
                sums[place] = np.array(list(counts.values()), dtype=np.float32) @ rows
        return to_unit_length(sums)

    def _tokens_of(self, text: str) -> list[int]:
        return [
            token
            for word in text.lower().split()
            for token in (
                self._split_kept_word(word)
                if len(word) <= _LONGEST_KEPT_WORD
                else self._split_word(word)
            )
        ]
