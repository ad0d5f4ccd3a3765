"""A Chromium, the real corpus served to it, and one site for each thing that corpus lacks."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.browser.serving import (
    CHROMIUM_ARGUMENTS,
    SHOWCASE,
    chromium_path,
    served,
    served_corpus,
)
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, FakeSource

if find_spec("playwright") is None:
    # Only the development environment has it; tests/with_chromium.py sees that none is missed.
    collect_ignore_glob = ["test_*.py", "screenshots.py"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    chromium = chromium_path()
    if chromium is None:
        message = "no Chromium is on this machine"
        if os.environ.get("EXPLAINER_STRICT") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return {"executable_path": chromium, "args": list(CHROMIUM_ARGUMENTS)}


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real corpus."""
    with served_corpus(tmp_path_factory.mktemp("index")) as url:
        yield url


@pytest.fixture(scope="session")
def showcase_url() -> Iterator[str]:
    """The address of one post with all that Markdown can do, beside the example posts."""
    with served(FakeSource(FakeSearcher([SHOWCASE, *EXAMPLE_POSTS]))) as url:
        yield url


@pytest.fixture(scope="session")
def empty_url() -> Iterator[str]:
    """The address of a site without an index."""
    with served(FakeSource(None)) as url:
        yield url


@pytest.fixture
def style_sheet() -> str:
    return (Path(__file__).parents[2] / "search_web" / "static" / "site.css").read_text("utf-8")
