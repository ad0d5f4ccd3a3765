"""Opens the static vectors that the package wordllama carries, without running its code."""

from indexer.encoders.encoder import combined_digest
from indexer.encoders.model_files import file_of_packages
from indexer.encoders.static_encoder import StaticEncoder
from indexer.encoders.tensor_file import read_matrix
from indexer.encoders.tokenizer import Tokenizer

_PACKAGES = ("wordllama",)
_TENSOR = "embedding.weight"


def open_wordllama(dimensions: int) -> StaticEncoder:
    """The encoder over the first dimensions: 256, or 128 or 64, which it was trained for too.

    Raises EncoderUnavailableError if the package is not installed, and EncoderFilesError if
    its files are missing or damaged.
    """
    weights = file_of_packages(_PACKAGES, "_256.safetensors")
    tokenizer = file_of_packages(_PACKAGES, "_tokenizer_config.json")
    settings = f"lowered, split at white space, summed, {dimensions} dimensions"
    return StaticEncoder(
        name=f"wordllama-{dimensions}",
        digest=combined_digest(weights.digest, tokenizer.digest, settings),
        table=read_matrix(weights.path, _TENSOR)[:, :dimensions],
        tokenizer=Tokenizer.read(tokenizer.path),
    )
