"""Says on what machine, and with which versions, figures were taken."""

import os
import platform
import sqlite3
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("numpy", "numba", "tantivy", "bm25s", "Whoosh-Reloaded", "granian", "flask")
_PROCESSORS = Path("/proc/cpuinfo")


def machine_description() -> str:
    """The processor, how many of it, and the system."""
    return f"{os.cpu_count()} × {_processor()}, {platform.system()}"


def versions() -> dict[str, str]:
    """The versions of Python, SQLite, and the packages that are installed."""
    found = {"Python": platform.python_version(), "SQLite": sqlite3.sqlite_version}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _processor() -> str:
    if _PROCESSORS.exists():
        for line in _PROCESSORS.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
