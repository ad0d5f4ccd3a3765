"""Finds or installs a Chromium and runs the browser tests with it.

Without one the tests are left out, loudly; with EXPLAINER_STRICT=1 that is a failure.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> int:
    """Run the tests; 0 if they pass or, without strictness, cannot be run."""
    chromium = find() or install()
    if chromium is None:
        print("=" * 72)
        print("BROWSER TESTS NOT RUN: there is no Chromium and it cannot be installed here.")
        print("Install one (Debian: apt-get install chromium) and run 'make browser' again.")
        print("=" * 72)
        return 1 if os.environ.get("EXPLAINER_STRICT") == "1" else 0
    environment = {**os.environ, "EXPLAINER_CHROMIUM": chromium}
    command = [sys.executable, "-m", "pytest", "-m", "browser"]
    return subprocess.run(command, env=environment, check=False).returncode


def find() -> str | None:
    """The path of a Chromium on this machine."""
    named = os.environ.get("EXPLAINER_CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


def install() -> str | None:
    """Install Debian's Chromium if we may; the path of what is there afterwards."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("Installing Chromium …", flush=True)
    packages = ["chromium", "fonts-dejavu"]
    for command in (["update", "-qq"], ["install", "-y", "-qq", *packages]):
        subprocess.run(["apt-get", *command], capture_output=True, check=False)
    return find()


if __name__ == "__main__":
    sys.exit(main())
