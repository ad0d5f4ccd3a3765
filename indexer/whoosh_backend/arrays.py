"""Keeps the arrays of a dataclass in files, one each, and maps them into memory again."""

from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.floating]
Mask = npt.NDArray[np.bool_]

_Arrays = TypeVar("_Arrays")


def save_arrays(folder: Path, name: str, arrays: Any) -> None:  # noqa: ANN401 - any dataclass
    """Write each field of a dataclass of arrays to `<name>.<field>.npy`."""
    for field in fields(arrays):
        np.save(folder / f"{name}.{field.name}.npy", getattr(arrays, field.name))


def load_arrays(folder: Path, name: str, kind: type[_Arrays]) -> _Arrays:
    """The dataclass of arrays that `save_arrays` wrote, its pages read when they are needed."""
    return kind(
        **{
            field.name: np.asarray(np.load(folder / f"{name}.{field.name}.npy", mmap_mode="r"))
            for field in fields(kind)  # type: ignore[arg-type]  # no bound says dataclass
        }
    )
