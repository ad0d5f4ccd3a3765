"""Takes pictures of every page: `python -m tests.browser.screenshots FOLDER [NAME…]`."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

from tests.browser.serving import (
    CHROMIUM_ARGUMENTS,
    SHOWCASE,
    chromium_path,
    served,
    served_corpus,
)
from tests.fakes import FakeSearcher, FakeSource

WIDTHS = (320, 768, 1280, 1600)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PATHS = {
    "home": "/",
    "results": "/?q=why+is+attention+so+expensive",
    "filters": "/?q=attention&level=intermediate&month=2026-04&since=2026-04-01&sort=newest",
    "page2": "/?page=2",
    "corrected": "/?q=atention+quadratc",
    "no-good-answer": "/?q=best+pizza+dough",
    "start-here": "/?q=kv+cache",
    "nothing": "/?q=xylophone+zzzzqqq&level=intro",
    "no-page": "/?q=attention&page=99",
    "long-query": "/?q=" + "attention+is+all+you+need+" * 90,
    "post": "/posts/why-is-attention-quadratic",
    "error-400": "/?since=yesterday",
    "error-404": "/posts/no-such-post",
}
EMPTY_PATHS = {"error-503": "/"}
SHOWCASE_PATHS = {"showcase": "/posts/showcase", "showcase-results": "/?q=title"}


def main(folder: Path, names: set[str]) -> None:
    """Take the pictures of these names, of all if there are none."""
    folder.mkdir(parents=True, exist_ok=True)
    with _addresses() as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS)
        )
        for name, url in addresses.items():
            if not names or name in names:
                _take(browser, name, url, folder)
        browser.close()


@contextmanager
def _addresses() -> Iterator[dict[str, str]]:
    """Every page by its name: over the real corpus, over one full post, over no index."""
    with ExitStack() as stack:
        index = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        showcase = FakeSource(FakeSearcher([SHOWCASE]))
        sites = {
            stack.enter_context(served_corpus(index)): PATHS,
            stack.enter_context(served(showcase)): SHOWCASE_PATHS,
            stack.enter_context(served(FakeSource(None))): EMPTY_PATHS,
        }
        yield {name: site + path for site, paths in sites.items() for name, path in paths.items()}


def _take(browser: Browser, name: str, url: str, folder: Path) -> None:
    for scheme in SCHEMES:
        for width in WIDTHS:
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme
            )
            page = context.new_page()
            page.goto(url)
            path = folder / f"{name}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
            context.close()
            print(path)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), set(sys.argv[2:]))
