"""Runs a transformer over each text: knows the order of words, takes milliseconds."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.encoders.encoder import Vectors, combined_digest, to_unit_length
from indexer.encoders.model_files import ModelFile
from indexer.encoders.onnx_model import OnnxModel
from indexer.encoders.onnx_settings import OnnxSettings, Pooling
from indexer.encoders.tokenizer import Sentence, Tokenizer
from indexer.errors import EncoderFilesError


class OnnxEncoder:
    """An `Encoder` over an ONNX model; see `OnnxModel` for what such a model takes and gives.

    Each text is run by itself. On processors batches gain nothing (measured with MiniLM on
    two cores: 18 ms a text of 80 tokens alone, 17 to 23 in batches), and so a text's vector
    does not depend on its neighbours, as it would by padding, or by weights that are quantised
    as they come. Raises EncoderFilesError if a file is missing, damaged, or of another model.
    """

    is_costly = True

    def __init__(
        self, *, name: str, model: ModelFile, tokenizer: ModelFile, settings: OnnxSettings
    ) -> None:
        self.name = name
        self.digest = combined_digest(model.digest, tokenizer.digest, settings.description)
        self._settings = settings
        self._tokenizer = Tokenizer.read(tokenizer.path, settings.max_tokens)
        self._model = OnnxModel(model.path)
        self.dimensions = self._probe(model.path)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Run the model once a text; texts longer than it takes are cut."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            if text.strip():
                sentence = self._tokenizer.sentence_of(self._settings.prefix + text)
                if sentence.tokens:
                    vectors[place] = self._pooled(sentence)
        return to_unit_length(vectors)

    def _pooled(self, sentence: Sentence) -> Vectors:
        vectors = self._model.vectors_of(sentence)
        is_first = self._settings.pooling is Pooling.FIRST
        vector: Vectors = vectors[0] if is_first else vectors.mean(axis=0)
        return vector

    def _probe(self, path: Path) -> int:
        """The length of vectors; tried with the last token, which a foreign model may lack."""
        last = self._tokenizer.size - 1
        lengths = {
            len(self._pooled(Sentence(tokens=(last,) * count, types=(0,) * count)))
            for count in (1, 2)
        }
        if len(lengths) > 1:
            raise EncoderFilesError(
                f"{path} gives longer sentences longer vectors: export it anew as an encoder of "
                "sentences"
            )
        return lengths.pop()
