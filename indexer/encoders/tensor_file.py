"""The one place that wraps safetensors: reads one tensor of a file."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import safetensors

from indexer.errors import EncoderFilesError

Matrix = npt.NDArray[np.floating[Any]]

_DIMENSIONS = 2


def read_matrix(path: Path, name: str) -> Matrix:
    """The tensor of this name, a matrix of floating point numbers.

    Raises EncoderFilesError if the file cannot be read or has no such matrix.
    """
    try:
        with safetensors.safe_open(path, framework="numpy") as file:
            tensor = file.get_tensor(name) if name in file.keys() else None  # noqa: SIM118 - no dict
    except OSError as error:
        raise EncoderFilesError(f"{path} cannot be read ({error})") from error
    except Exception as error:  # its errors have no narrower class in common
        raise EncoderFilesError(
            f"{path} is damaged ({error}): install what it belongs to anew"
        ) from error
    if tensor is None or tensor.ndim != _DIMENSIONS or tensor.dtype.kind != "f":
        raise EncoderFilesError(
            f"{path} holds no matrix {name!r} of floating point numbers: install what it belongs "
            "to anew"
        )
    matrix: Matrix = tensor
    return matrix
