"""Maps a tensor of a safetensors file into memory.

The form: the header's length in eight bytes, little-endian; the header, in JSON, from names
of tensors to `dtype`, `shape` and `data_offsets`, which count from the header's end; the
tensors. The safetensors library copies what it reads; mapped, opening reads one page, and
the processes of a server share the rest.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.errors import EncoderFilesError

_LENGTH_BYTES = 8
_MAX_HEADER_BYTES = 100_000_000
_DTYPES: dict[str, np.dtype[np.floating[Any]]] = {"F16": np.dtype("<f2"), "F32": np.dtype("<f4")}

Matrix = npt.NDArray[np.floating[Any]]


def map_matrix(path: Path, name: str) -> Matrix:
    """The tensor of this name, a matrix of F16 or F32.

    Raises EncoderFilesError if the file cannot be read or has no such matrix.
    """
    try:
        with path.open("rb") as file:
            start = _LENGTH_BYTES + int.from_bytes(file.read(_LENGTH_BYTES), "little")
            if start > _MAX_HEADER_BYTES:
                raise _damaged(path, "its header is too long")
            header = json.loads(file.read(start - _LENGTH_BYTES))
        dtype, shape, first, end = _place_of(header[name])
        if not 0 <= first <= end <= path.stat().st_size - start:
            raise _damaged(path, "it is shorter than its header says")
        if end - first != shape[0] * shape[1] * dtype.itemsize:
            raise _damaged(path, f"the size of {name!r} is not that of its shape")
        mapped: Matrix = np.memmap(path, dtype, mode="r", offset=start + first, shape=shape)
    except OSError as error:
        raise EncoderFilesError(f"{path} cannot be read: {error.strerror}") from error
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, f"it holds no matrix {name!r} of F16 or F32") from error
    # A plain array over the same pages is quicker to index.
    return np.asarray(mapped)


def _place_of(
    entry: Mapping[str, Any],
) -> tuple[np.dtype[np.floating[Any]], tuple[int, int], int, int]:
    """The type, the shape, the first byte and the one behind the last."""
    rows, columns = entry["shape"]
    first, end = entry["data_offsets"]
    return _DTYPES[entry["dtype"]], (int(rows), int(columns)), int(first), int(end)


def _damaged(path: Path, what: str) -> EncoderFilesError:
    return EncoderFilesError(f"{path} is damaged: {what}: install what it belongs to anew")
