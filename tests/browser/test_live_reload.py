"""Tests that an open page reloads when another generation serves."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from indexer.backends import open_source
from indexer.build import build
from indexer.generations import GenerationStore
from search_web.live_reload import add_live_reload
from tests.browser.serving import served
from tests.corpora import post_text, write_corpus

pytestmark = pytest.mark.browser


def test_an_open_page_shows_what_was_just_built(page: Page, tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", {"notes/sky.md": post_text("The sky is grey")})
    store = GenerationStore(tmp_path / "index")
    build(corpus, store)
    source = open_source(store.root)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with served(source, add_live_reload) as url:
        page.goto(f"{url}/posts/sky")
        expect(page.get_by_role("heading", level=1)).to_have_text("The sky is grey")
        write_corpus(corpus, {"notes/sky.md": post_text("The sky is blue")})
        build(corpus, store)
        expect(page.get_by_role("heading", level=1)).to_have_text("The sky is blue")
        page.close()
    source.close()
    assert errors == []
