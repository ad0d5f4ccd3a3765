"""Reads from Linux how much memory processes hold."""

import re
import sys
from pathlib import Path

from benchmarks.figures import Memory

IS_KNOWN = sys.platform == "linux"
_KILOBYTE = 1024
_LINE = re.compile(r"^(\w+): +([0-9]+) kB$", re.MULTILINE)


def memory_of(pid: int) -> Memory:
    """What a process of ours holds now; only on Linux."""
    sizes = _sizes(Path(f"/proc/{pid}/smaps_rollup"))
    return Memory(
        rss=sizes["Rss"],
        pss=sizes["Pss"],
        shared=sizes["Shared_Clean"] + sizes["Shared_Dirty"],
    )


def children_of(pid: int) -> list[int]:
    """The processes that a process has started; only on Linux."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return sorted({int(child) for task in tasks for child in task.read_text("ascii").split()})


class Peak:
    """By how much this process grows at its peak from now on, in bytes; None off Linux."""

    def __init__(self) -> None:
        self._before = 0
        if IS_KNOWN:
            # 5 sets the peak back to what is held now.
            Path("/proc/self/clear_refs").write_text("5", "ascii")
            self._before = self._read()["VmRSS"]

    def growth(self) -> int | None:
        """The growth until now."""
        return self._read()["VmHWM"] - self._before if IS_KNOWN else None

    def _read(self) -> dict[str, int]:
        return _sizes(Path("/proc/self/status"))


def _sizes(path: Path) -> dict[str, int]:
    text = path.read_text("ascii", "replace").replace("\t", " ")
    return {name: int(size) * _KILOBYTE for name, size in _LINE.findall(text)}
