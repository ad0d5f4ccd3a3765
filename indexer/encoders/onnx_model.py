"""The one place that wraps onnxruntime: one sentence's tokens through a model."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from indexer.encoders.encoder import Vectors
from indexer.encoders.tokenizer import Sentence
from indexer.errors import EncoderFilesError

_INPUTS = {"input_ids", "attention_mask", "token_type_ids"}
_NUMBERS: Mapping[str, np.dtype[Any]] = {
    "tensor(int64)": np.dtype(np.int64),
    "tensor(int32)": np.dtype(np.int32),
    "tensor(float)": np.dtype(np.float32),  # some take the mask so
}
_VECTORS = {"tensor(float)", "tensor(float16)"}
# What exporters call the output, the vector of the whole sentence first.
_OUTPUTS = ("sentence_embedding", "last_hidden_state", "token_embeddings")
_MATRIX, _BATCH_OF_MATRICES = 2, 3
# Sentences are short: more threads than these wait for each other.
_MAX_THREADS = 4
_FATAL_ONLY = 4


class OnnxModel:
    """A model that takes one sentence at a time.

    Raises EncoderFilesError if the file is missing or damaged, or wants or gives other things
    than an encoder of sentences does.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = min(_MAX_THREADS, os.cpu_count() or 1)
        options.inter_op_num_threads = 1
        options.log_severity_level = _FATAL_ONLY  # what goes wrong is raised
        # Idle threads must not keep the cores from others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its errors have no class of their own in common
            raise EncoderFilesError(
                f"{path} cannot be loaded as an ONNX model ({error}): export or install it anew"
            ) from error
        self._inputs = self._read_inputs()
        self._output = self._choose_output()

    def vectors_of(self, sentence: Sentence) -> Vectors:
        """A row a token, or a single one if the model itself makes one vector of a sentence.

        Raises EncoderFilesError if the model cannot take it, as one with fewer places than
        the sentence has tokens, or does not give finite numbers.
        """
        feed: Mapping[str, npt.NDArray[Any]] = {
            "input_ids": np.array([sentence.tokens]),
            "attention_mask": np.ones((1, len(sentence.tokens))),
            "token_type_ids": np.array([sentence.types]),
        }
        try:
            (output,) = self._session.run(
                [self._output],
                {name: feed[name].astype(number) for name, number in self._inputs.items()},
            )
        except Exception as error:  # its errors have no class of their own in common
            raise EncoderFilesError(
                f"{self._path} fails on a sentence of {len(sentence.tokens)} tokens ({error}): "
                "is the tokenizer of the same model, and is max_seq_length right?"
            ) from error
        vectors: Vectors = np.asarray(output, dtype=np.float32)
        if vectors.ndim == _BATCH_OF_MATRICES:
            vectors = vectors[0]
        if vectors.ndim != _MATRIX or not np.isfinite(vectors).all():
            raise EncoderFilesError(
                f"{self._path} gives no finite vectors, but an output {self._output!r} of the "
                f"shape {vectors.shape}: export it anew as an encoder of sentences"
            )
        return vectors

    def _read_inputs(self) -> Mapping[str, np.dtype[Any]]:
        inputs = {taken.name: taken.type for taken in self._session.get_inputs()}
        if "input_ids" not in inputs or not inputs.keys() <= _INPUTS:
            raise EncoderFilesError(
                f"{self._path} takes {', '.join(inputs) or 'nothing'}, but an encoder of "
                "sentences takes input_ids, and perhaps attention_mask and token_type_ids"
            )
        unknown = sorted(name for name, kind in inputs.items() if kind not in _NUMBERS)
        if unknown:
            raise EncoderFilesError(
                f"{self._path} takes numbers of an unknown kind as {', '.join(unknown)}"
            )
        return {name: _NUMBERS[kind] for name, kind in inputs.items()}

    def _choose_output(self) -> str:
        names = [given.name for given in self._session.get_outputs() if given.type in _VECTORS]
        known = [name for name in _OUTPUTS if name in names]
        if not known and len(names) != 1:
            raise EncoderFilesError(
                f"{self._path} gives {', '.join(names) or 'no vectors'}, but an encoder of "
                f"sentences gives {' or '.join(_OUTPUTS)}: export it anew"
            )
        return (known or names)[0]
