"""Tests of what readers do, from the empty box to an opened post, all without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    with browser.new_context(base_url=base_url, java_script_enabled=False) as context:
        yield context.new_page()


@pytest.fixture
def phone(browser: Browser, base_url: str) -> Iterator[Page]:
    with browser.new_context(
        base_url=base_url,
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
        has_touch=True,
        is_mobile=True,
    ) as context:
        yield context.new_page()


def hits(page: Page) -> Locator:
    return page.locator(".hits > li > h2 > a")


def go(target: Locator) -> None:
    """Click and wait until the next page is there."""
    with target.page.expect_navigation():
        target.click()


def dates(page: Page) -> list[str]:
    return [str(time.get_attribute("datetime")) for time in page.locator(".hits time").all()]


def count_beside(page: Page, label: str) -> int:
    choice = page.get_by_role("complementary").locator("label", has_text=label)
    return int(choice.locator(".number").inner_text())


def total(page: Page) -> int:
    return int(page.locator("h1.count").inner_text().split()[0])


def test_a_question_finds_its_post(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Search the explainers").fill("why is attention quadratic")
    go(page.get_by_role("button", name="Search"))
    expect(hits(page).first).to_have_text("Why is attention quadratic?")
    expect(page).to_have_url(re.compile(r"[?&]q=why\+is\+attention\+quadratic"))
    expect(page.get_by_label("Search the explainers")).to_have_value("why is attention quadratic")
    go(hits(page).first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Why is attention quadratic?")


def test_ticked_levels_widen_each_other_and_narrow_the_rest(page: Page) -> None:
    page.goto("/?q=attention")
    everything = total(page)
    intro = count_beside(page, "Intro")
    page.get_by_label("Intro").check()
    go(page.get_by_role("button", name="Apply"))
    assert total(page) == intro < everything
    expect(page.get_by_label("Intro")).to_be_checked()

    intermediate = count_beside(page, "Intermediate")
    page.get_by_label("Intermediate").check()
    go(page.get_by_role("button", name="Apply"))
    assert total(page) == intro + intermediate
    expect(page).to_have_url(re.compile("level=intro&level=intermediate"))


def test_a_removed_chip_takes_its_filter_away_and_leaves_the_others(page: Page) -> None:
    page.goto("/?q=attention&level=intro&month=2026-04&sort=oldest")
    go(page.get_by_role("link", name="Remove the filter Intro"))
    expect(page.get_by_label("Intro")).not_to_be_checked()
    expect(page.get_by_label("April 2026")).to_be_checked()
    expect(page.get_by_label("Oldest")).to_be_checked()
    expect(page.get_by_label("Search the explainers")).to_have_value("attention")
    expect(page.get_by_role("list", name="Filters in force").get_by_role("listitem")).to_have_count(
        1
    )


def test_all_filters_go_at_once(page: Page) -> None:
    page.goto("/?q=attention&level=intro&month=2026-04")
    go(page.get_by_role("link", name="Remove all"))
    expect(page).to_have_url(re.compile(r"/\?q=attention$"))


def test_a_month_holds_its_posts(page: Page) -> None:
    page.goto("/")
    may = count_beside(page, "May 2026")
    page.get_by_label("May 2026").check()
    go(page.get_by_role("button", name="Apply"))
    assert total(page) == may
    assert {day[:7] for day in dates(page)} == {"2026-05"}


def test_dates_bound_the_results(page: Page) -> None:
    page.goto("/?sort=oldest")
    page.get_by_label("From", exact=True).fill("2026-04-30")
    page.get_by_label("To", exact=True).fill("2026-05-02")
    go(page.get_by_role("button", name="Apply"))
    assert dates(page)
    assert all("2026-04-30" <= day <= "2026-05-02" for day in dates(page))
    expect(page.get_by_label("From", exact=True)).to_have_value("2026-04-30")
    expect(page.get_by_role("link", name="Remove the filter from 30 April 2026")).to_be_visible()


def test_the_order_can_be_chosen(page: Page) -> None:
    page.goto("/?q=attention")
    page.get_by_label("Newest").check()
    go(page.get_by_role("button", name="Apply"))
    assert dates(page) == sorted(dates(page), reverse=True)
    page.get_by_label("Oldest").check()
    go(page.get_by_role("button", name="Apply"))
    assert dates(page) == sorted(dates(page))


def test_a_new_question_keeps_the_filters(page: Page) -> None:
    page.goto("/?q=attention&level=intro&page=2")
    page.get_by_label("Search the explainers").fill("transformer")
    page.get_by_label("Search the explainers").press("Enter")
    expect(page.get_by_label("Intro")).to_be_checked()
    expect(page).not_to_have_url(re.compile("page="))


def test_pages_lead_on_and_back(page: Page) -> None:
    page.goto("/?q=model")
    first = hits(page).all_inner_texts()
    go(page.get_by_role("link", name="Next", exact=True))
    expect(page).to_have_url(re.compile("page=2"))
    second = hits(page).all_inner_texts()
    assert second
    assert not set(first) & set(second)
    go(page.get_by_role("navigation", name="Pages").get_by_role("link", name="Page 1"))
    assert hits(page).all_inner_texts() == first


def test_a_section_link_scrolls_to_its_heading(page: Page) -> None:
    page.goto("/?q=attention&level=intermediate")
    link = page.locator(".hits .section a").first
    heading = link.inner_text()
    go(link)
    expect(page).to_have_url(re.compile(r"/posts/[^#]+#.+"))
    target = page.locator(":target")
    expect(target).to_have_text(heading)
    expect(target).to_be_in_viewport()


def test_the_contents_lead_to_their_headings(page: Page) -> None:
    page.goto("/posts/why-is-attention-quadratic")
    link = page.get_by_role("navigation", name="Contents").get_by_role("link").last
    heading = link.inner_text()
    go(link)
    expect(page.locator(":target")).to_have_text(heading)
    expect(page.locator(":target")).to_be_in_viewport()


def test_the_back_button_brings_the_results_back(page: Page) -> None:
    page.goto("/?q=attention&level=intermediate&page=2")
    before = hits(page).all_inner_texts()
    go(hits(page).nth(3))
    expect(page.locator("article")).to_be_visible()
    page.go_back()
    assert hits(page).all_inner_texts() == before
    expect(page.get_by_label("Intermediate")).to_be_checked()
    expect(page.get_by_label("Search the explainers")).to_have_value("attention")


def test_a_link_between_posts_opens_the_other_post(page: Page) -> None:
    page.goto("/posts/why-is-attention-quadratic")
    link = page.locator('.body a[href^="/posts/"]').first
    address = str(link.get_attribute("href"))
    go(link)
    expect(page).to_have_url(re.compile(re.escape(address) + "$"))
    expect(page.locator("article h1")).to_be_visible()


def test_the_keyboard_alone_leads_from_the_empty_page_to_a_post(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label("Search the explainers")).to_be_focused()
    page.keyboard.type("why is attention quadratic")
    page.keyboard.press("Enter")
    expect(page.locator("h1.count")).to_be_visible()
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the results")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(hits(page).first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("article h1")).to_have_text("Why is attention quadratic?")


def test_the_keyboard_alone_ticks_a_filter(page: Page) -> None:
    page.goto("/?q=attention")
    page.get_by_role("button", name="Search").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Intro")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("level=intro"))


def test_focus_goes_through_the_page_in_the_order_of_reading(page: Page) -> None:
    page.goto("/?q=attention&level=intro")
    places = []
    page.get_by_role("button", name="Search").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator("main :focus").count():
            break
        box = page.locator(":focus-within").last.bounding_box()
        assert box is not None
        places.append((round(box["y"]), round(box["x"])))
    assert len(places) > 5
    assert places == sorted(places)


def test_filters_unfold_and_apply_on_a_phone(phone: Page) -> None:
    phone.goto("/?q=attention")
    expect(phone.get_by_label("Intro")).to_be_hidden()
    phone.get_by_text("Filters and order").tap()
    phone.get_by_label("Intro").tap()
    phone.get_by_role("button", name="Apply").tap()
    expect(phone.get_by_role("link", name="Remove the filter Intro")).to_be_visible()
    # The results are what was asked for: they must not lie below the unfolded filters again.
    expect(hits(phone).first).to_be_in_viewport()
    expect(phone.get_by_text("1 in force")).to_be_visible()


def test_nothing_found_leads_on(page: Page) -> None:
    page.goto("/?q=attention&level=intro&until=1999-12-31")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No explainer found")
    go(page.get_by_role("link", name="Search without filters"))
    assert total(page) > 0


def test_an_unreadable_search_can_be_mended(page: Page) -> None:
    page.goto("/?q=attention&since=yesterday")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bad Request")
    go(page.get_by_role("button", name="Search"))
    assert total(page) > 0
