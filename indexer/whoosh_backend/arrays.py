"""Keeps the arrays of a dataclass in files, one each, and maps them into memory again."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.floating]
Mask = npt.NDArray[np.bool_]

_Arrays = TypeVar("_Arrays")


class Stored:
    """The base of dataclasses of arrays that know the name of their own files."""

    __slots__ = ()
    FILES: ClassVar[str]

    def save(self, folder: Path) -> None:
        """Write one file an array."""
        save_arrays(folder, self.FILES, self)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote into memory."""
        return load_arrays(folder, cls.FILES, cls)


def save_array(folder: Path, name: str, array: npt.NDArray[Any]) -> None:
    """Write one array to `<name>.npy`."""
    np.save(folder / f"{name}.npy", array)


def load_array(folder: Path, name: str) -> npt.NDArray[Any]:
    """The array that `save_array` wrote, its pages read when they are needed."""
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def save_arrays(folder: Path, name: str, arrays: Any) -> None:  # noqa: ANN401 - any dataclass
    """Write each field of a dataclass of arrays to `<name>.<field>.npy`.

    A field may be a dataclass of arrays itself.
    """
    for field in fields(arrays):
        value, path = getattr(arrays, field.name), f"{name}.{field.name}"
        if is_dataclass(value):
            save_arrays(folder, path, value)
        else:
            save_array(folder, path, value)


def load_arrays(folder: Path, name: str, kind: type[_Arrays]) -> _Arrays:
    """The dataclass of arrays that `save_arrays` wrote, its pages read when they are needed."""
    values: dict[str, Any] = {}
    for field in fields(kind):  # type: ignore[arg-type]  # no bound says dataclass
        path = f"{name}.{field.name}"
        if isinstance(field.type, type) and is_dataclass(field.type):
            values[field.name] = load_arrays(folder, path, field.type)
        else:
            values[field.name] = load_array(folder, path)
    return kind(**values)
