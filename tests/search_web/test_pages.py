"""Tests of the pages for people: what they show and where their links lead."""

import re
from datetime import date
from html import unescape

import pytest
from flask.testing import FlaskClient

from indexer.search import FacetCount, Facets, Query, Results
from search_web.app import create_app
from search_web.search_page import SearchPage, date_label
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, FakeSource, make_post
from tests.search_web.tags import Tags

MANY_POSTS = [make_post(f"attention-{number:03d}", title="Attention") for number in range(95)]


@pytest.fixture
def crowded() -> FlaskClient:
    return create_app(FakeSource(FakeSearcher(MANY_POSTS))).test_client()


def text_of(html: str) -> str:
    """What a reader sees of a page, with single spaces."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def title_of(html: str) -> str:
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    assert title is not None
    return unescape(title[1])


def hit_links(html: str) -> list[str]:
    return re.findall(r'<h2 dir="auto"><a href="/posts/([^"#?]+)', html)


def test_the_first_page_lists_all_posts_newest_first(client: FlaskClient) -> None:
    html = client.get("/").text
    assert hit_links(html)[:3] == [
        "why-the-kv-cache-exists",
        "naive-cafes",
        "why-is-attention-quadratic",
    ]
    assert len(hit_links(html)) == len(EXAMPLE_POSTS)
    assert "All explainers, newest first" in html
    assert title_of(html) == "Explainer Search"


def test_every_page_has_one_first_heading_and_one_main_part(client: FlaskClient) -> None:
    for path in ("/", "/?q=attention", "/?q=zzzz", "/?page=9", "/posts/what-is-an-index", "/none"):
        tags = Tags(client.get(path).text)
        assert len(tags.named("h1")) == 1
        assert len(tags.named("main")) == 1
        assert tags.attribute("html", "lang") == ["en"]


def test_no_page_holds_a_script_or_a_style_of_its_own(client: FlaskClient) -> None:
    for path in ("/", "/?q=attention&level=intro", "/posts/why-escaping-matters", "/none"):
        tags = Tags(client.get(path).text)
        assert tags.attribute("script", "type") == ["module"]
        assert all(src and src.startswith("/static/") for src in tags.attribute("script", "src"))
        assert not tags.named("style")
        assert not [name for _, found in tags.found for name in found if name == "style"]
        assert not [name for _, found in tags.found for name in found if name.startswith("on")]


def test_every_field_has_a_label_and_every_id_is_unique(client: FlaskClient) -> None:
    for path in ("/", "/?q=attention&level=intro&sort=newest", "/posts/what-is-attention"):
        html = client.get(path).text
        tags = Tags(html)
        ids = [found["id"] for _, found in tags.found if "id" in found]
        assert len(ids) == len(set(ids))
        inside_a_label = re.findall(r"<label>(?:(?!</label>).)*?<input", html)
        assert len(inside_a_label) == len(tags.named("input")) - 1
        assert tags.named("label", **{"for": "page:q"})
        assert tags.named("input", id="page:q")


def test_the_search_shows_matches_highlighted_and_links_to_the_section(
    client: FlaskClient,
) -> None:
    html = client.get("/?q=flashattention").text
    assert "<mark>FlashAttention</mark> saves memory" in html
    address = "/posts/why-is-attention-quadratic?q=flashattention#the-way-out"
    assert address in Tags(html).attribute("a", "href")
    assert title_of(html) == "flashattention – Explainer Search"


def test_the_box_holds_what_was_asked_for(client: FlaskClient) -> None:
    asked = 'a "quoted" <b> & more'
    box = Tags(client.get("/", query_string={"q": asked}).text).named("input", name="q")
    assert [found["value"] for found in box] == [asked]


def test_the_box_keeps_the_text_of_a_search_that_cannot_be_read(client: FlaskClient) -> None:
    box = Tags(client.get("/?q=lora&page=x").text).named("input", name="q")
    assert [found["value"] for found in box] == ["lora"]


def test_markup_in_titles_summaries_and_domains_is_shown_never_run(client: FlaskClient) -> None:
    title = "<script>alert('x')</script> & why \"escaping\" matters"
    for path in ("/", "/?q=escaping", "/posts/why-escaping-matters"):
        html = client.get(path).text
        assert len(Tags(html).named("script")) == 1
        assert title in unescape(html)
        assert "security &amp; safety" in html
    assert title_of(client.get("/posts/why-escaping-matters").text).startswith(title)
    assert "A title such as &lt;b&gt;this&lt;/b&gt; &amp; that" in client.get("/").text


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_in_the_query_is_shown_never_run(client: FlaskClient, text: str) -> None:
    for parameter in ("q", "domain", "level", "page"):
        tags = Tags(client.get("/", query_string={parameter: text}).text)
        assert len(tags.named("script")) == 1
        assert not tags.named("img")


def test_filters_show_counts_and_what_is_ticked(client: FlaskClient) -> None:
    html = client.get("/?level=intro&domain=databases").text
    ticked = [
        (found["name"], found["value"])
        for found in Tags(html).named("input", type="checkbox")
        if "checked" in found
    ]
    assert ticked == [("level", "intro"), ("domain", "databases")]
    assert "Intro 1 Intermediate 1" in text_of(html)


def test_every_filter_field_belongs_to_the_search_form(client: FlaskClient) -> None:
    tags = Tags(client.get("/").text)
    (form,) = tags.named("form")
    fields = [found for found in tags.named("input") if found["name"] != "q"]
    assert fields
    assert {found["form"] for found in fields} == {form["id"]}


def test_each_filter_in_force_is_a_chip_that_leads_to_the_search_without_it(
    client: FlaskClient,
) -> None:
    path = "/?q=why&level=intro&domain=databases&month=2026-03&since=2026-03-01&until=2026-03-31"
    html = client.get(path + "&sort=oldest&page=1").text
    chips = re.findall(
        r'<li><a href="([^"]*)"><span class="unseen">Remove the filter </span>', html
    )
    assert list(map(unescape, chips)) == [
        "/?q=why&domain=databases&month=2026-03&since=2026-03-01&until=2026-03-31&sort=oldest",
        "/?q=why&level=intro&month=2026-03&since=2026-03-01&until=2026-03-31&sort=oldest",
        "/?q=why&level=intro&domain=databases&since=2026-03-01&until=2026-03-31&sort=oldest",
        "/?q=why&level=intro&domain=databases&month=2026-03&until=2026-03-31&sort=oldest",
        "/?q=why&level=intro&domain=databases&month=2026-03&since=2026-03-01&sort=oldest",
    ]
    assert '<a class="all" href="/?q=why&amp;sort=oldest">' in html
    assert "from 1 March 2026" in html


def test_a_search_by_filters_alone_is_named_by_them(client: FlaskClient) -> None:
    html = client.get("/?level=intro&month=2026-04").text
    assert title_of(html) == "Intro, April 2026 – Explainer Search"
    assert "2 explainers" in text_of(html)


def test_the_title_names_the_page_and_stays_short(crowded: FlaskClient) -> None:
    assert title_of(crowded.get("/?page=2").text) == "page 2 – Explainer Search"
    assert title_of(crowded.get("/?q=attention&page=2").text).startswith("attention, page 2 –")
    assert len(title_of(crowded.get("/?q=" + "a" * 3000).text)) < 110


def test_search_results_are_not_for_search_engines_but_the_posts_are(client: FlaskClient) -> None:
    assert Tags(client.get("/?q=attention").text).named("meta", name="robots", content="noindex")
    assert Tags(client.get("/none").text).named("meta", name="robots", content="noindex")
    for path in ("/", "/posts/what-is-an-index"):
        assert not Tags(client.get(path).text).named("meta", name="robots")
        assert Tags(client.get(path).text).named("meta", name="description")


def test_pages_link_to_their_neighbours_and_keep_the_search(crowded: FlaskClient) -> None:
    html = crowded.get("/?q=attention&sort=newest&page=5").text
    tags = Tags(html)
    assert tags.named("a", rel="prev", href="/?q=attention&sort=newest&page=4")
    assert tags.named("a", rel="next", href="/?q=attention&sort=newest&page=6")
    assert "Previous Page 1 … Page 3 Page 4 Page 5 Page 6 Page 7 … Page 10 Next" in text_of(html)
    assert '<ol class="hits" start="41">' in html
    assert "95 explainers, page 5 of 10" in text_of(html)


def test_the_first_and_the_last_page_lead_no_further(crowded: FlaskClient) -> None:
    first, last = (Tags(crowded.get(path).text) for path in ("/", "/?page=10"))
    assert not first.named("a", rel="prev")
    assert first.named("a", rel="next", href="/?page=2")
    assert last.named("a", rel="prev", href="/?page=9")
    assert not last.named("a", rel="next")


def test_a_page_behind_the_last_leads_back(crowded: FlaskClient) -> None:
    response = crowded.get("/?q=attention&page=11")
    assert response.status_code == 200
    assert "There is no page 11" in response.text
    assert Tags(response.text).named("a", href="/?q=attention&page=10")


def test_nothing_found_says_so_and_offers_ways_on(client: FlaskClient) -> None:
    html = client.get("/?q=zzzzqqq+xxyyzz&level=intro").text
    assert "No explainer found for zzzzqqq xxyyzz" in text_of(html)
    hrefs = Tags(html).attribute("a", "href")
    assert "/?q=zzzzqqq+xxyyzz" in hrefs
    assert hrefs.count("/") == 2


def test_a_correction_is_told(client: FlaskClient) -> None:
    html = client.get("/?q=quadratc").text
    assert "Showing results for quadratic" in text_of(html)
    assert "some words of quadratc stand in no explainer" in text_of(html)
    assert "why-is-attention-quadratic" in hit_links(html)


def test_words_that_took_no_part_are_told(client: FlaskClient) -> None:
    assert "Not searched for: the, of" in text_of(client.get("/?q=the+cost+of+attention").text)


def test_of_very_many_ignored_words_only_some_are_listed() -> None:
    words = tuple(f"word{number}" for number in range(500))
    results = Results(
        hits=(), total=0, page=1, page_size=10, facets=Facets(), generation="g", ignored_words=words
    )
    label = SearchPage(Query(text="x"), results).ignored_label
    assert label.startswith("word0, word1, ")
    assert label.endswith("and 488 more")


def test_a_facet_without_values_is_left_out(client: FlaskClient) -> None:
    html = client.get("/?q=zzzzqqq").text
    assert "<legend>Level</legend>" not in html
    assert "<legend>Date</legend>" in html


def test_a_selected_value_that_nothing_has_can_still_be_unticked(client: FlaskClient) -> None:
    tags = Tags(client.get("/?q=zzzzqqq&level=advanced&domain=no+such+domain").text)
    boxes = tags.named("input", type="checkbox")
    assert {found["value"] for found in boxes if "checked" in found} == {
        "advanced",
        "no such domain",
    }


def test_a_post_shows_all_of_itself(client: FlaskClient) -> None:
    html = client.get("/posts/why-is-attention-quadratic").text
    text = text_of(html)
    assert title_of(html) == "Why is attention quadratic? – Explainer Search"
    assert "Intermediate 30 April 2026 ai-ml" in text
    assert "Every token meets every other token" in text
    assert '<h2 id="the-way-out">The way out</h2>' in html
    assert "<math" in html


def test_the_contents_of_a_post_lead_to_its_headings(client: FlaskClient) -> None:
    tags = Tags(client.get("/posts/why-is-attention-quadratic").text)
    anchors = [href for href in tags.attribute("a", "href") if href and href.startswith("#")]
    assert anchors == ["#page:content", "#the-score-matrix", "#the-way-out"]
    assert {"the-score-matrix", "the-way-out"} <= set(tags.attribute("h2", "id"))


def test_a_heading_never_takes_the_place_of_a_part_of_the_page() -> None:
    post = make_post("post", body="## Content\n\nA.\n\n## Q\n\nB.\n\n## Page:content\n\nC.\n")
    tags = Tags(create_app(FakeSource(FakeSearcher([post]))).test_client().get("/posts/post").text)
    ids = [found["id"] for _, found in tags.found if "id" in found]
    assert len(ids) == len(set(ids)) == 6


def test_a_link_between_posts_leads_to_the_page(client: FlaskClient) -> None:
    html = client.get("/posts/what-is-attention").text
    links = Tags(html).named("a", href="/posts/why-is-attention-quadratic")
    assert links
    assert client.get(links[0]["href"] or "").status_code == 200


def test_a_post_leads_to_what_is_like_it_and_to_what_links_to_it(client: FlaskClient) -> None:
    html = client.get("/posts/why-is-attention-quadratic").text
    neighbours = html[html.index('<footer class="neighbours">') :]
    read_next, links_here = neighbours.split("<h2>Links here</h2>")
    assert "<h2>Read next</h2>" in read_next
    assert "/posts/what-is-attention" in Tags(links_here).attribute("a", "href")
    assert "/posts/why-is-attention-quadratic" not in Tags(neighbours).attribute("a", "href")


def test_a_post_alone_has_no_neighbours_and_an_empty_one_takes_no_time() -> None:
    source = FakeSource(FakeSearcher([make_post("alone")]))
    html = create_app(source).test_client().get("/posts/alone").text
    assert "Read next" not in html
    assert "Links here" not in html
    assert "min read" not in html


def test_a_post_says_how_long_it_takes_to_read() -> None:
    source = FakeSource(FakeSearcher([make_post("long", body="word " * 660)]))
    html = create_app(source).test_client().get("/posts/long").text
    assert "3 min read" in text_of(html)


def test_an_alias_leads_to_the_address_of_the_post(client: FlaskClient) -> None:
    response = client.get("/posts/kv-cache")
    assert response.status_code == 301
    assert response.headers["Location"] == "/posts/why-the-kv-cache-exists"


@pytest.mark.parametrize(
    ("day", "label"), [(date(2026, 4, 1), "1 April 2026"), (date(2025, 12, 31), "31 December 2025")]
)
def test_dates_are_written_in_words(day: date, label: str) -> None:
    assert date_label(day) == label


def test_the_months_of_many_years_are_all_listed() -> None:
    counts = tuple(
        FacetCount(value=f"{year}-{month:02d}", count=1, selected=False)
        for year in range(2026, 2016, -1)
        for month in range(12, 0, -1)
    )
    results = Results(
        hits=(), total=0, page=1, page_size=10, facets=Facets(month=counts), generation="g"
    )
    bars = SearchPage(Query(), results).histogram
    assert len(bars) == 120
    assert [bar.choice.label for bar in (bars[0], bars[-1])] == ["January 2017", "December 2026"]
    assert {bar.height for bar in bars} == {100}


def test_the_fullest_month_has_the_highest_bar_and_none_that_counts_is_flat() -> None:
    counts = tuple(
        FacetCount(value=f"2026-0{month}", count=count, selected=month == 2)
        for month, count in ((3, 400), (2, 100), (1, 1), (4, 0))
    )
    results = Results(
        hits=(), total=0, page=1, page_size=10, facets=Facets(month=counts), generation="g"
    )
    bars = SearchPage(Query(), results).histogram
    assert [(bar.choice.count, bar.height) for bar in bars] == [
        (1, 1), (100, 25), (400, 100), (0, 0),
    ]  # fmt: skip
    assert [bar.choice.is_selected for bar in bars] == [False, True, False, False]


def test_why_a_result_stands_there_is_told_in_shares_that_add_up(client: FlaskClient) -> None:
    html = client.get("/?q=attention+cache").text
    links = [href for href in Tags(html).attribute("a", "href") if href and "#why:" in href]
    assert links[0] == f"/?q=attention+cache&explain=1#why:{hit_links(html)[0]}"
    explained = client.get(links[0]).text
    assert len(Tags(explained).named("table")) == len(hit_links(explained))
    (table,) = re.findall(f'<table class="score" id="why:{hit_links(html)[0]}">.*?</table>',
                          explained, re.DOTALL)  # fmt: skip
    shares = [float(value or 0) for value in Tags(table).attribute("meter", "value")]
    assert sum(shares) == pytest.approx(1.0, abs=0.01)
    assert '<th scope="row">Word' in table


def test_where_nothing_is_asked_nothing_is_explained(client: FlaskClient) -> None:
    assert "#why:" not in client.get("/").text


def test_nothing_found_says_which_filter_is_to_blame_and_what_is_new(client: FlaskClient) -> None:
    html = client.get("/?q=flashattention&level=advanced&since=2020-01-01").text
    assert "Without the filter Advanced: 1" in text_of(html)
    assert "Without the filter from" not in text_of(html)
    newest = hit_links(client.get("/").text)[0]
    first_offered = html.partition("The newest explainers")[2].partition("</li>")[0]
    assert f'href="/posts/{newest}"' in first_offered


def test_a_post_knows_the_results_that_the_reader_comes_from(client: FlaskClient) -> None:
    search = "/?q=attention+cache"
    hits = hit_links(client.get(search).text)
    asked = search.removeprefix("/")
    html = client.get(f"/posts/{hits[1]}{asked}").text
    hrefs = Tags(html).attribute("a", "href")
    assert search in hrefs
    assert f"/posts/{hits[0]}{asked}" in hrefs
    assert f"/posts/{hits[2]}{asked}" in hrefs
    assert "<mark>" in html
    assert f"/posts/{hits[1]}" in hrefs
    first = Tags(client.get(f"/posts/{hits[0]}{asked}").text)
    assert not first.named("a", rel="prev")
    assert first.named("a", rel="next")


def test_the_words_of_a_correction_and_of_a_phrase_are_marked(client: FlaskClient) -> None:
    for text in ("atention", '"attention"'):
        html = client.get("/posts/why-is-attention-quadratic", query_string={"q": text}).text
        assert re.search("<mark>attention</mark>", html, re.IGNORECASE)


@pytest.mark.parametrize("asked", ["", "?q=", "?level=none", "?page=x&q=attention", "?unknown=1"])
def test_a_post_without_a_search_that_can_be_read_stands_alone(
    client: FlaskClient, asked: str
) -> None:
    html = client.get(f"/posts/why-is-attention-quadratic{asked}").text
    assert "<mark>" not in html
    assert "Back to the results" not in html


def test_an_alias_takes_the_search_along(client: FlaskClient) -> None:
    response = client.get("/posts/kv-cache?q=cache")
    assert response.headers["Location"] == "/posts/why-the-kv-cache-exists?q=cache"
