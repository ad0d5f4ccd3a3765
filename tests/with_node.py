"""Checks the types of the page's scripts with TypeScript's compiler, which npm installs.

Without node they are not checked, loudly; with EXPLAINER_STRICT=1 that is a failure.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMP = ROOT / "node_modules" / ".package-lock.json"


def main() -> int:
    """Check; 0 if all is well or, without strictness, cannot be checked."""
    npm = shutil.which("npm") or install()
    if npm is None:
        print("=" * 72)
        print("SCRIPTS NOT CHECKED: there is no npm and it cannot be installed here.")
        print("Install it (Debian: apt-get install npm) and run 'make lint' again.")
        print("=" * 72)
        return 1 if os.environ.get("EXPLAINER_STRICT") == "1" else 0
    lock = ROOT / "package-lock.json"
    if not STAMP.exists() or STAMP.stat().st_mtime < lock.stat().st_mtime:
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        if (code := subprocess.run(command, cwd=ROOT, check=False).returncode) != 0:
            return code
        STAMP.touch()
    return subprocess.run([npm, "run", "--silent", "types"], cwd=ROOT, check=False).returncode


def install() -> str | None:
    """Install Debian's npm if we may; the path of what is there afterwards."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing npm …", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", "npm"]):
        subprocess.run(["apt-get", *command], capture_output=True, check=False)
    return shutil.which("npm")


if __name__ == "__main__":
    sys.exit(main())
