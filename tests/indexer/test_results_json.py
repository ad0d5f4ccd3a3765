"""Results and posts become plain values that JSON can hold, nothing lost on the way."""

import json
from datetime import date

from indexer.post import Level, Section
from indexer.results_json import post_to_plain, results_to_json
from indexer.search import (
    FacetCount,
    Facets,
    Fragment,
    Hit,
    Query,
    Reference,
    Results,
    SectionLink,
)
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, make_post

_HIT = Hit(
    slug="a",
    title="<b>A</b>",
    summary="Of a.",
    date=date(2026, 4, 30),
    level=Level.INTERMEDIATE,
    domain="ai-ml",
    score=1.5,
    excerpt=(Fragment("An ", is_match=False), Fragment("<i>a</i>", is_match=True)),
    section=SectionLink(heading="On a", anchor="on-a"),
)
_RESULTS = Results(
    hits=(_HIT,),
    total=21,
    page=3,
    page_size=10,
    facets=Facets(month=(FacetCount(value="2026-04", count=21, selected=True),)),
    generation="g000007",
    corrected="a",
    ignored_words=("why",),
    start_here=Reference(slug="b", title="B", level=Level.INTRO),
)


def test_results_are_told_whole() -> None:
    assert results_to_json(Query(text="why aa", page=3), _RESULTS) == {
        "query": "why aa",
        "total": 21,
        "page": 3,
        "pages": 3,
        "hits": [
            {
                "slug": "a",
                "title": "<b>A</b>",
                "summary": "Of a.",
                "date": "2026-04-30",
                "level": "intermediate",
                "domain": "ai-ml",
                "score": 1.5,
                "excerpt": [
                    {"text": "An ", "is_match": False},
                    {"text": "<i>a</i>", "is_match": True},
                ],
                "section": {"heading": "On a", "anchor": "on-a"},
                "related_in_meaning": False,
            }
        ],
        "facets": {
            "level": [],
            "domain": [],
            "month": [{"value": "2026-04", "count": 21, "selected": True}],
        },
        "corrected": "a",
        "ignored_words": ["why"],
        "no_good_answer": False,
        "start_here": {"slug": "b", "title": "B", "level": "intro"},
        "generation": "g000007",
    }


def test_an_excerpt_before_any_heading_has_no_section() -> None:
    query = Query(text="menu")
    (hit,) = results_to_json(query, FakeSearcher(EXAMPLE_POSTS).search(query))["hits"]
    assert hit["section"] is None


def test_results_of_a_search_are_json() -> None:
    query = Query(text="why atention", domains=frozenset({"none"}))
    plain = results_to_json(query, FakeSearcher(EXAMPLE_POSTS).search(query))
    assert json.loads(json.dumps(plain)) == plain


def test_a_post_is_told_with_its_body_and_sections() -> None:
    post = make_post("a", title="A", body="Before.\n\n## On *a*\n\nIt is `a`.", tags=("t",))
    plain = post_to_plain(post, "g000007")
    assert json.loads(json.dumps(plain)) == plain
    assert plain == {
        "slug": "a",
        "title": "A",
        "summary": "",
        "date": "2026-05-01",
        "level": "intro",
        "domain": "ai-ml",
        "tags": ["t"],
        "body": "Before.\n\n## On *a*\n\nIt is `a`.",
        "sections": [
            {"heading": "", "anchor": "", "text": "Before."},
            {"heading": "On a", "anchor": "on-a", "text": "It is a."},
        ],
        "generation": "g000007",
    }


def test_the_sections_of_a_post_keep_their_order() -> None:
    sections = [Section(heading=h, anchor=h.lower(), depth=2, text="") for h in "CAB"]
    plain = post_to_plain(make_post(sections=sections), "g000001")
    assert [section["heading"] for section in plain["sections"]] == ["C", "A", "B"]
