"""The one place that wraps tokenizers: texts to the numbers of their tokens."""

from pathlib import Path
from typing import Self

import tokenizers

from indexer.errors import EncoderFilesError
from indexer.problems import shorten


class Tokenizer:
    """Splits texts as a `tokenizer.json` says."""

    def __init__(self, tokenizer: tokenizers.Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a file; raises EncoderFilesError if it cannot be read or is no tokenizer."""
        try:
            return cls(tokenizers.Tokenizer.from_str(path.read_text(encoding="utf-8")))
        except OSError as error:
            raise EncoderFilesError(f"{path} cannot be read: {error.strerror}") from error
        except Exception as error:  # the library raises nothing narrower
            raise EncoderFilesError(
                f"{path} is no tokenizer ({error}): install what it belongs to anew"
            ) from error

    @property
    def size(self) -> int:
        """How many tokens there are, so that each number is smaller."""
        return self._tokenizer.get_vocab_size()

    def tokens_of(self, text: str) -> tuple[int, ...]:
        """The text's own tokens, without what marks its start and end; raises EncoderFilesError."""
        try:
            return tuple(self._tokenizer.encode(text, add_special_tokens=False).ids)
        except Exception as error:  # the library raises nothing narrower
            raise EncoderFilesError(
                f"the tokenizer cannot split {shorten(text)} ({error}): its file is damaged"
            ) from error
