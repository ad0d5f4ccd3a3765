"""Renews the lock files: versions and hashes of everything, and no registry's address."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
LOCKS = {
    "run": ("--extra", "semantic"),
    "fast": ("--extra", "fast", "--extra", "semantic"),
    "test": ("--extra", "test"),
    "dev": ("--extra", "dev"),
    "bench": ("--extra", "bench"),
}


def main() -> None:
    """Resolve each set of packages; the larger ones keep to the versions of the smallest."""
    for name, extras in LOCKS.items():
        constraint = () if name == "run" else ("--constraint", str(FOLDER / "run.txt"))
        command = (
            sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal", "--upgrade",
            "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate",
            *extras, *constraint, "pyproject.toml", str(FOLDER / "build.in"),
            "--output-file", str(FOLDER / f"{name}.txt"),
        )  # fmt: skip
        subprocess.run(command, check=True, cwd=FOLDER.parent)


if __name__ == "__main__":
    main()
