"""Runs the tests on every other Python of the machine that is new enough."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = 11
NEWEST_THOUGHT_OF = 20
PROBE = "import ensurepip, sys, venv; print(*sys.version_info[:2], sep='.')"


def main() -> int:
    """Make an environment a Python, install the locked packages, test; 0 if all is well."""
    own = "{}.{}".format(*sys.version_info)
    found = {version: path for path in candidates() if (version := version_of(path))}
    failed = [version for version in sorted(found) if version != own and not test(found, version)]
    absent = [f"3.{n}" for n in range(OLDEST, 15) if f"3.{n}" not in {own, *found}]
    print(f"Tested on Python {', '.join(sorted({own, *found} - set(failed)))}.")
    if absent:
        print(f"Not on this machine, so not tested: Python {', '.join(absent)}.")
    if failed:
        print(f"FAILED on Python {', '.join(failed)}.")
    return 1 if failed else 0


def candidates() -> Iterator[str]:
    """Names and paths that may be interpreters: on the PATH, and where pyenv keeps them."""
    for minor in range(OLDEST, NEWEST_THOUGHT_OF):
        yield f"python3.{minor}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from map(str, sorted(pyenv.glob("versions/3.*/bin/python3")))


def version_of(python: str) -> str | None:
    """The version such as 3.12 of an interpreter that is new enough and can make environments."""
    try:
        answer = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    version = answer.stdout.strip()
    is_new_enough = version.startswith("3.") and int(version.split(".")[1]) >= OLDEST
    return version if is_new_enough else None


def test(found: dict[str, str], version: str) -> bool:
    """Whether the tests pass on this version that another Python could make fail."""
    folder = ROOT / f".venv-{version}"
    python = str(folder / "bin" / "python")
    lock = ROOT / "requirements" / "test.txt"
    stamp = folder / "test.stamp"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    steps = [[python, "-m", "pytest", "-q", "-n", "auto", "-m", "not browser and not one_python"]]
    if not stamp.exists() or stamp.stat().st_mtime < lock.stat().st_mtime:
        steps[:0] = [
            [found[version], "-m", "venv", "--clear", str(folder)],
            [*pip, "--require-hashes", "-r", str(lock)],
            [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        ]
    print(f"Python {version}:", flush=True)
    if any(subprocess.run(step, cwd=ROOT, check=False).returncode for step in steps):
        return False
    stamp.touch()
    return True


if __name__ == "__main__":
    sys.exit(main())
