"""Tests that hostile posts and queries run nothing in a real browser."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Page

from search_web.rendering import render_body
from tests.search_web.test_rendering import HOSTILE

pytestmark = pytest.mark.browser


@pytest.fixture
def alarms(page: Page) -> list[str]:
    """The scripts that ran: each of the hostile texts calls alert."""
    found: list[str] = []

    def hear(dialog: Dialog) -> None:
        found.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    return found


def click_all_links(page: Page) -> None:
    page.evaluate(
        """() => {
             for (const link of document.querySelectorAll("a, [href]")) {
               link.addEventListener("click", (event) => {
                 if (/^https?:/.test(link.protocol)) event.preventDefault();
               });
               link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
             }
           }"""
    )


def test_the_alarm_does_ring(page: Page, alarms: list[str]) -> None:
    page.set_content("<img src=x onerror=alert(1)><a href='javascript:alert(2)'>link</a>")
    click_all_links(page)
    page.wait_for_function("document.images[0].complete")
    assert sorted(alarms) == ["1", "2"]


def test_rendered_posts_run_nothing_even_without_the_policy(page: Page, alarms: list[str]) -> None:
    for markdown in HOSTILE:
        page.set_content(f"<!doctype html><main>{render_body(markdown)}</main>")
        assert page.locator("script, style, iframe, img, form, svg").count() == 0
        click_all_links(page)
    assert alarms == []


def test_hostile_queries_and_titles_run_nothing(
    page: Page, showcase_url: str, alarms: list[str]
) -> None:
    for text in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><script>"):
        for parameter in ("q", "domain", "since"):
            page.goto(f"{showcase_url}/?{parameter}={quote(text)}")
            assert page.locator("script:not([src^='/static/']), img").count() == 0
    page.goto(f"{showcase_url}/posts/why-escaping-matters")
    assert page.title().startswith("<script>")
    assert alarms == []
