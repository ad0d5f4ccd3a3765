"""Tests of what happens while one types: suggestions, results, history, and failures."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

pytestmark = pytest.mark.browser

FIRST_HIT = ".hits > li:first-child h2"


@pytest.fixture
def home(page: Page, base_url: str) -> Iterator[Page]:
    """The open home page, on which no script may fail."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(base_url)
    yield page
    assert errors == []


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search the explainers")


def options(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Suggestions").get_by_role("option")


def type_in(page: Page, text: str) -> None:
    box(page).press_sequentially(text, delay=5)


def search_for(page: Page, text: str) -> None:
    type_in(page, text)
    box(page).press("Enter")
    expect(page).to_have_url(re.compile(f"q={text}$"))


def test_results_follow_what_is_typed(home: Page) -> None:
    type_in(home, "why is attention quadratic")
    expect(home.locator(FIRST_HIT)).to_have_text("Why is attention quadratic?")
    expect(home).to_have_url(re.compile(r"\?q=why\+is\+attention\+quadratic$"))
    expect(home).to_have_title(re.compile("^why is attention quadratic"))
    expect(box(home)).to_be_focused()
    expect(home.locator("header.site")).not_to_have_class(re.compile("opening"))


def test_a_late_answer_never_overwrites_a_later_question(home: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    home.route(re.compile(r"/\?q=lora$"), hold)
    with home.expect_request(re.compile(r"/\?q=lora$")):
        type_in(home, "lora")
    box(home).fill("beam search")
    expect(home.locator(FIRST_HIT)).to_contain_text("beam search")
    held[0].continue_()
    home.wait_for_timeout(300)
    expect(home.locator(FIRST_HIT)).to_contain_text("beam search")
    expect(home).to_have_url(re.compile("beam"))


def test_back_and_forward_bring_results_filters_and_place(home: Page) -> None:
    search_for(home, "attention")
    home.get_by_role("checkbox", name="Intermediate").check()
    expect(home.locator(".chips")).to_contain_text("Intermediate")
    following = home.get_by_role("link", name="Next", exact=True)
    following.scroll_into_view_if_needed()
    home.wait_for_timeout(400)
    scrolled = home.evaluate("scrollY")
    assert scrolled > 300
    following.click()
    expect(home.locator(".count")).to_contain_text("page 2")
    assert home.evaluate("scrollY") == 0

    home.go_back()
    expect(home.locator(".count")).to_contain_text("page 1")
    expect(home.get_by_role("checkbox", name="Intermediate")).to_be_checked()
    expect(following).to_be_in_viewport()
    assert home.evaluate("scrollY") == scrolled
    home.go_back()
    expect(home.locator(".chips")).to_have_count(0)
    expect(home.get_by_role("checkbox", name="Intermediate")).not_to_be_checked()
    expect(box(home)).to_have_value("attention")
    home.go_forward()
    expect(home.locator(".chips")).to_contain_text("Intermediate")


def test_what_is_typed_in_one_go_is_one_step_back(home: Page) -> None:
    type_in(home, "at")
    home.wait_for_timeout(300)
    type_in(home, "tention")
    expect(home).to_have_url(re.compile("q=attention$"))
    home.go_back()
    expect(box(home)).to_have_value("")
    expect(home.locator("header.site")).to_have_class(re.compile("opening"))


def test_a_filter_keeps_the_focus_and_the_place(home: Page) -> None:
    search_for(home, "attention")
    intermediate = home.get_by_role("checkbox", name="Intermediate")
    intermediate.focus()
    scrolled = home.evaluate("scrollY")
    home.keyboard.press("Space")
    expect(home.locator(".chips")).to_contain_text("Intermediate")
    expect(intermediate).to_be_checked()
    expect(intermediate).to_be_focused()
    assert home.evaluate("scrollY") == scrolled
    expect(home.get_by_role("button", name="Apply")).to_be_hidden()


def test_a_chip_and_a_page_are_shown_in_place(home: Page) -> None:
    home.evaluate("window.isSame = true")
    search_for(home, "model")
    home.get_by_role("link", name="Next", exact=True).click()
    expect(home.locator(".count")).to_contain_text("page 2")
    home.get_by_role("checkbox", name="Intro").check()
    home.get_by_role("link", name="Remove the filter Intro").click()
    expect(home.locator(".chips")).to_have_count(0)
    assert home.evaluate("window.isSame")


def test_the_count_is_said_once_for_a_query_that_stays(home: Page) -> None:
    home.evaluate(
        """() => {
             window.said = [];
             const region = document.querySelector("p[role=status]");
             new MutationObserver(() => window.said.push(region.textContent)).observe(
               region, { childList: true, characterData: true, subtree: true });
           }"""
    )
    for letters in ("beam", " sea", "rch"):
        type_in(home, letters)
        home.wait_for_timeout(250)
    home.wait_for_timeout(1500)
    said = home.evaluate("window.said")
    assert len(said) == 1
    assert re.search(r"\d+ explainers?", said[0])


def test_suggestions_are_a_combobox(home: Page) -> None:
    type_in(home, "a")
    home.wait_for_timeout(250)
    expect(box(home)).to_have_attribute("aria-expanded", "false")
    type_in(home, "tten")
    expect(options(home)).to_have_count(5)
    expect(box(home)).to_have_attribute("aria-expanded", "true")
    assert box(home).get_attribute("aria-activedescendant") is None
    box(home).press("ArrowDown")
    expect(options(home).first).to_have_attribute("aria-selected", "true")
    active = options(home).first.get_attribute("id")
    expect(box(home)).to_have_attribute("aria-activedescendant", active or "")
    box(home).press("ArrowUp")
    assert box(home).get_attribute("aria-activedescendant") is None
    box(home).press("ArrowUp")
    expect(options(home).last).to_have_attribute("aria-selected", "true")
    box(home).press("Escape")
    expect(options(home)).to_have_count(0)
    expect(box(home)).to_have_value("atten")
    expect(box(home)).to_be_focused()


def test_suggestions_give_way_to_the_results_and_come_back(home: Page) -> None:
    type_in(home, "attention")
    expect(options(home)).to_have_count(5)
    expect(options(home)).to_have_count(0, timeout=3000)
    box(home).press("ArrowDown")
    expect(options(home)).to_have_count(5)


def test_a_chosen_suggestion_opens_its_post_or_section(home: Page) -> None:
    type_in(home, "why flashatt")
    expect(options(home).first).to_be_visible()
    box(home).press("ArrowDown")
    expect(options(home).first).to_have_attribute("aria-selected", "true")
    box(home).press("Enter")
    expect(home).to_have_url(re.compile("/posts/why-flashattention-was-a-breakthrough$"))


def test_a_suggestion_can_be_clicked(home: Page) -> None:
    type_in(home, "flashatt")
    options(home).first.click()
    expect(home).to_have_url(re.compile("/posts/"))


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_leads_to_the_search_field(home: Page, key: str) -> None:
    home.goto(f"{home.url}posts/why-is-attention-quadratic")
    home.locator("body").press(key)
    expect(box(home)).to_be_focused()
    expect(box(home)).to_have_value("")
    type_in(home, "a/b")
    expect(box(home)).to_have_value("a/b")


@pytest.mark.parametrize("answer", ["500", "none"])
def test_a_failure_leaves_the_results_and_offers_to_try_again(home: Page, answer: str) -> None:
    search_for(home, "attention")
    first = home.locator(FIRST_HIT).inner_text()

    def fail(route: Route) -> None:
        route.fulfill(status=500, body="oh") if answer == "500" else route.abort()

    home.route(re.compile(r"/\?q=attention\+sinks$"), fail)
    type_in(home, " sinks")
    alert = home.get_by_role("alert")
    expect(alert).to_contain_text("could not be brought up to date")
    expect(home.locator(FIRST_HIT)).to_have_text(first)
    home.unroute_all()
    alert.get_by_role("link", name="Try again").click()
    expect(home.locator(FIRST_HIT)).to_contain_text("attention sinks")


def test_no_answer_in_time_is_a_failure(home: Page) -> None:
    home.clock.install()
    home.route(re.compile(r"/\?q=lora$"), lambda _route: None)
    with home.expect_request(re.compile(r"/\?q=lora$")):
        box(home).fill("lora")
        home.clock.run_for(500)
    home.clock.run_for(9000)
    expect(home.get_by_role("alert")).to_contain_text("could not be brought up to date")


def test_what_cannot_be_read_is_explained_in_place(home: Page) -> None:
    home.evaluate("window.isSame = true")
    home.evaluate(
        """() => {
             const date = document.querySelector("[name=since]");
             date.type = "text";
             date.value = "yesterday";
             date.dispatchEvent(new Event("change", { bubbles: true }));
           }"""
    )
    expect(home.locator(".nothing h1")).to_have_text("Bad Request")
    assert home.evaluate("window.isSame")


def test_a_reader_gets_from_an_empty_page_to_a_section_by_keys_alone(home: Page) -> None:
    home.keyboard.press("/")
    home.keyboard.type("how does speculative decoding", delay=5)
    expect(home.locator(FIRST_HIT)).to_contain_text("speculative decoding", ignore_case=True)
    home.keyboard.press("Escape")
    section = home.locator(".hits .section a").first
    address = section.get_attribute("href") or ""
    for _ in range(60):
        home.keyboard.press("Tab")
        if section.evaluate("link => link === document.activeElement"):
            break
    home.keyboard.press("Enter")
    expect(home).to_have_url(re.compile(re.escape(address) + "$"))
    anchor = address.partition("#")[2]
    expect(home.locator(f"[id='{anchor}']")).to_be_in_viewport()
