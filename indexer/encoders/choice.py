"""Opens the encoder that a setting names; nothing is ever fetched."""

from importlib.util import find_spec

from indexer.encoders.encoder import Encoder
from indexer.errors import EncoderError, EncoderUnavailableError

DEFAULT_ENCODER = "wordllama"
_WORDLLAMA_WIDTHS = {
    DEFAULT_ENCODER: 256,
    "wordllama-256": 256,
    "wordllama-128": 128,
    "wordllama-64": 64,
}
_INSTALL = "pip install 'explainer-search[semantic]'"


def open_encoder(setting: str = DEFAULT_ENCODER) -> Encoder:
    """Open `wordllama`, or `wordllama-64` or `wordllama-128` for shorter vectors.

    Raises EncoderUnavailableError if a package is missing, EncoderFilesError if the encoder's
    files are missing or damaged, and EncoderError for any other setting.
    """
    width = _WORDLLAMA_WIDTHS.get(setting)
    if width is not None:
        _require("tokenizers", "wordllama")
        from indexer.encoders.wordllama import open_wordllama  # noqa: PLC0415 - an extra

        return open_wordllama(width)
    raise EncoderError(f"there is no encoder {setting!r}: write 'wordllama'")


def _require(*modules: str) -> None:
    missing = [module for module in modules if find_spec(module) is None]
    if missing:
        raise EncoderUnavailableError(
            f'searching by meaning needs {" and ".join(missing)}: run "{_INSTALL}"'
        )
