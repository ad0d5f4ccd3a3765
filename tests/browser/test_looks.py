"""Tests of how pages look: no errors, nothing cut off, readable in light and dark."""

from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route, expect

from tests.browser.serving import LONG_WORD

pytestmark = pytest.mark.browser

SITE_PATHS = (
    "/",
    "/?page=2",
    "/?q=why+is+attention+so+expensive",
    "/?q=attention&level=intermediate&month=2026-04&since=2026-04-01&until=2026-05-01",
    "/?q=atention+quadratc",
    "/?q=xylophone&level=intro&domain=" + LONG_WORD * 3,
    "/?q=" + "attention+" * 250,
    "/?q=" + LONG_WORD * 50,
    "/?q=attention&page=99",
    "/posts/why-is-attention-quadratic",
)
ERROR_PATHS = ("/?since=yesterday", "/?level=" + LONG_WORD * 3, "/posts/" + LONG_WORD * 20, "/none")
SHOWCASE_PATHS = ("/posts/showcase", "/posts/showcase#content", "/?q=title+escaping")

# The contrast of every text with what is behind it, and how much WCAG's level AA asks for.
CONTRASTS = """() => {
  const channels = (color) => {
    const parts = color.match(/^rgba?\\((\\d+), (\\d+), (\\d+)(?:, ([\\d.]+))?\\)$/);
    if (!parts) throw new Error(`unknown color ${color}`);
    return [+parts[1], +parts[2], +parts[3], parts[4] === undefined ? 1 : +parts[4]];
  };
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = channels(getComputedStyle(at).backgroundColor);
      if (color[3] === 1) return color;
      if (color[3] !== 0) throw new Error("a translucent background");
    }
    throw new Error("no background at all");
  };
  const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    found.push({
      text: node.data.trim().slice(0, 40),
      ratio: ratio(channels(style.color), background(element)),
      needed: isLarge ? 3 : 4.5,
    });
  }
  for (const input of document.querySelectorAll("input[name=q], input[type=date]")) {
    const style = getComputedStyle(input);
    const behind = background(input);
    const placeholder = getComputedStyle(input, "::placeholder");
    found.push(
      { text: "input", ratio: ratio(channels(style.color), behind), needed: 4.5 },
      { text: "placeholder", ratio: ratio(channels(placeholder.color), behind), needed: 4.5 },
      { text: "edge", ratio: ratio(channels(style.borderTopColor), behind), needed: 3 },
    );
  }
  return found;
}"""


@pytest.fixture
def all_urls(base_url: str, showcase_url: str, empty_url: str) -> list[str]:
    return [
        *(base_url + path for path in SITE_PATHS + ERROR_PATHS),
        *(showcase_url + path for path in SHOWCASE_PATHS),
        empty_url + "/",
    ]


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains about, answers with an error status aside."""
    found: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            found.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_no_page_gives_the_browser_a_reason_to_complain(
    page: Page, all_urls: list[str], complaints: list[str]
) -> None:
    for url in all_urls:
        page.goto(url)
    assert complaints == []


def test_the_browser_does_complain_about_inline_style(
    page: Page, base_url: str, complaints: list[str]
) -> None:
    page.goto(base_url)
    page.evaluate("document.body.setAttribute('style', 'color: red')")
    assert any("Content Security Policy" in complaint for complaint in complaints)


@pytest.mark.parametrize("width", [320, 768, 1600])
def test_no_page_scrolls_sideways_or_cuts_text_off(
    page: Page, all_urls: list[str], width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for url in all_urls:
        page.goto(url)
        page_width, cut_off = page.evaluate(
            """() => [
                 document.documentElement.scrollWidth,
                 [...document.querySelectorAll("body *")].filter((element) => {
                   const { overflowX } = getComputedStyle(element);
                   return ["hidden", "clip"].includes(overflowX)
                     && element.scrollWidth > element.clientWidth + 1
                     && !element.matches(".unseen, input");
                 }).map((element) => element.outerHTML.slice(0, 80)),
               ]"""
        )
        assert (url, page_width, cut_off) == (url, width, [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_background(
    browser: Browser, all_urls: list[str], scheme: Literal["light", "dark"]
) -> None:
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        for url in all_urls:
            page.goto(url)
            texts: list[dict[str, Any]] = page.evaluate(CONTRASTS)
            assert len(texts) > 5
            assert [text for text in texts if text["ratio"] < text["needed"]] == []


def test_light_and_dark_follow_the_readers_wish(browser: Browser, base_url: str) -> None:
    backgrounds = []
    for scheme in ("light", "dark"):
        with browser.new_context(color_scheme=scheme) as context:
            page = context.new_page()
            page.goto(base_url)
            backgrounds.append(
                page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            )
    assert len(set(backgrounds)) == 2


@pytest.mark.parametrize("width", [320, 1280])
def test_whatever_can_be_pressed_is_large_enough(page: Page, base_url: str, width: int) -> None:
    """WCAG's level AA asks for 24 by 24 pixels; links within a text are exempt."""
    page.set_viewport_size({"width": width, "height": 800})
    for path in SITE_PATHS[:6]:
        page.goto(base_url + path)
        if page.get_by_text("Filters and order").is_visible():
            page.get_by_text("Filters and order").click()
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                 "button, summary, .filters label, .chips a, .pages a, .hits h2 a, input"
               )].filter((element) => {
                 const target = element.closest("label, h2") ?? element;
                 const { width, height } = target.getBoundingClientRect();
                 return element.checkVisibility() && (width < 24 || height < 24);
               }).map((element) => element.outerHTML.slice(0, 80))"""
        )
        assert small == []


def test_whatever_has_the_focus_shows_it(page: Page, base_url: str) -> None:
    page.goto(base_url + "/?q=attention&level=intro")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        tag, style, width = page.evaluate(
            """() => {
                 const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
                 return [document.activeElement.tagName, outlineStyle, parseFloat(outlineWidth)];
               }"""
        )
        if tag == "BODY":
            break
        assert style == "solid"
        assert width >= 2
        seen.add(tag)
    assert seen == {"A", "INPUT", "BUTTON"}


def test_header_and_columns_line_up(page: Page, base_url: str) -> None:
    for width in (768, 1280, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        for path, text in (("/?q=attention", "main"), ("/posts/what-is-an-llm", ".body")):
            page.goto(base_url + path)
            search, column = page.locator("form.search"), page.locator(text)
            search_box, column_box = search.bounding_box(), column.bounding_box()
            assert search_box is not None
            assert column_box is not None
            assert search_box["x"] == pytest.approx(column_box["x"], abs=1)
            assert search_box["width"] == pytest.approx(column_box["width"], abs=1)


def test_filters_stand_beside_the_results_where_there_is_room(page: Page, base_url: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(base_url)
    expect(page.get_by_label("Intro")).to_be_visible()
    expect(page.get_by_text("Filters and order")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_browser_that_cannot_unfold_by_style_lets_the_reader_do_it(
    page: Page, base_url: str, style_sheet: str, width: int
) -> None:
    assert "selector(::details-content)" in style_sheet
    old = style_sheet.replace("selector(::details-content)", "selector(::no-such-thing)")

    def answer_as_if_old(route: Route) -> None:
        route.fulfill(body=old, content_type="text/css")

    page.route("**/site.css*", answer_as_if_old)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(base_url + "/?q=attention")
    expect(page.get_by_label("Intro")).to_be_hidden()
    page.get_by_text("Filters and order").click()
    page.get_by_label("Intro").check()
    expect(page.get_by_role("link", name="Remove the filter Intro")).to_be_visible()
    expect(page.get_by_label("Intro")).to_be_visible()


def test_wide_formulas_code_and_tables_scroll_by_themselves(page: Page, showcase_url: str) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(showcase_url + "/posts/showcase")
    for selector in (".formula", ".wide", "pre", 'math[display="inline"]'):
        widths = page.locator(selector).evaluate_all(
            """(elements) => elements.map((element) => {
                 element.scrollLeft = 10;
                 return [element.scrollWidth > element.clientWidth, element.scrollLeft];
               })"""
        )
        assert [True, 10] in widths
        assert [True, 0] not in widths


def test_pages_are_readable_on_paper(page: Page, base_url: str) -> None:
    page.emulate_media(media="print")
    page.goto(base_url + "/posts/what-is-an-llm")
    expect(page.locator(".body")).to_be_visible()
    expect(page.get_by_role("button", name="Search")).to_be_hidden()
