"""The one place that wraps tokenizers: texts to the numbers of their tokens."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

import tokenizers

from indexer.errors import EncoderFilesError
from indexer.problems import shorten


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A text's tokens between those that mark start and end, and the type of each.

    Types tell the texts of a pair apart. Both are empty if the text has no tokens of its own.
    """

    tokens: tuple[int, ...]
    types: tuple[int, ...]


class Tokenizer:
    """Splits texts as a `tokenizer.json` says."""

    def __init__(self, tokenizer: tokenizers.Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def read(cls, path: Path, max_tokens: int | None = None) -> Self:
        """Read a file, but cut sentences to so many tokens whatever it says, and fill none up.

        Raises EncoderFilesError if the file cannot be read or is no tokenizer.
        """
        try:
            tokenizer = tokenizers.Tokenizer.from_str(path.read_text(encoding="utf-8"))
            tokenizer.no_padding()
            if max_tokens is None:
                tokenizer.no_truncation()
            else:
                tokenizer.enable_truncation(max_tokens)
        except OSError as error:
            raise EncoderFilesError(f"{path} cannot be read: {error.strerror}") from error
        except Exception as error:  # the library raises nothing narrower
            raise EncoderFilesError(
                f"{path} is no tokenizer ({error}): install what it belongs to anew"
            ) from error
        return cls(tokenizer)

    @property
    def size(self) -> int:
        """How many tokens there are, so that each number is smaller."""
        return self._tokenizer.get_vocab_size()

    def tokens_of(self, text: str) -> tuple[int, ...]:
        """The text's own tokens, without what marks its start and end; raises EncoderFilesError."""
        return tuple(self._encoded(text, is_marked=False).ids)

    def sentence_of(self, text: str) -> Sentence:
        """The text with what marks its start and end; raises EncoderFilesError."""
        encoded = self._encoded(text, is_marked=True)
        if all(encoded.special_tokens_mask):
            return Sentence(tokens=(), types=())
        return Sentence(tokens=tuple(encoded.ids), types=tuple(encoded.type_ids))

    def _encoded(self, text: str, *, is_marked: bool) -> tokenizers.Encoding:
        try:
            return self._tokenizer.encode(text, add_special_tokens=is_marked)
        except Exception as error:  # the library raises nothing narrower
            raise EncoderFilesError(
                f"the tokenizer cannot split {shorten(text)} ({error}): its file is damaged"
            ) from error
