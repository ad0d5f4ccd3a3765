"""Tests of the JSON API: its exact shape, its parameters and its errors."""

from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from search_web.app import create_app
from tests.fakes import EXAMPLE_POSTS, FakeSource


def found(client: FlaskClient, query_string: str) -> dict[str, Any]:
    response = client.get(f"/api/v1/search?{query_string}")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    answer: dict[str, Any] = response.get_json()
    return answer


def slugs(answer: Mapping[str, Any]) -> list[str]:
    return [hit["slug"] for hit in answer["hits"]]


def test_a_search_has_exactly_the_promised_shape(client: FlaskClient) -> None:
    answer = found(client, "q=flashattention&level=intermediate")
    score = answer["hits"][0].pop("score")
    assert isinstance(score, float)
    assert answer == {
        "query": "flashattention",
        "total": 1,
        "page": 1,
        "pages": 1,
        "hits": [
            {
                "slug": "why-is-attention-quadratic",
                "title": "Why is attention quadratic?",
                "summary": "Every token meets every other token, so that cost grows as O(n²).",
                "date": "2026-04-30",
                "level": "intermediate",
                "domain": "ai-ml",
                "excerpt": answer["hits"][0]["excerpt"],
                "section": {"heading": "The way out", "anchor": "the-way-out"},
                "related_in_meaning": False,
            }
        ],
        "facets": {
            "level": [{"value": "intermediate", "count": 1, "selected": True}],
            "domain": [{"value": "ai-ml", "count": 1, "selected": False}],
            "month": [{"value": "2026-04", "count": 1, "selected": False}],
        },
        "corrected": None,
        "ignored_words": [],
        "no_good_answer": False,
        "start_here": None,
        "generation": "g000001",
    }


def test_highlights_are_data(client: FlaskClient) -> None:
    (hit,) = found(client, "q=flashattention")["hits"]
    assert [fragment["text"] for fragment in hit["excerpt"] if fragment["is_match"]] == [
        "FlashAttention"
    ]
    assert all(set(fragment) == {"text", "is_match"} for fragment in hit["excerpt"])
    assert "".join(fragment["text"] for fragment in hit["excerpt"]).startswith("FlashAttention")


def test_a_hit_without_a_section_says_so(client: FlaskClient) -> None:
    (hit,) = found(client, "q=index&domain=databases&level=intro")["hits"]
    assert hit["section"] is None


def test_repeated_parameters_widen_a_facet_and_different_ones_narrow(client: FlaskClient) -> None:
    assert found(client, "level=intro")["total"] == 3
    assert found(client, "level=intro&level=advanced")["total"] == 5
    assert found(client, "level=intro&level=advanced&domain=databases")["total"] == 1
    assert found(client, "month=2026-03&month=2025-12")["total"] == 3


def test_dates_bound_the_posts_and_include_their_days(client: FlaskClient) -> None:
    answer = found(client, "since=2026-04-28&until=2026-04-30&sort=oldest")
    assert slugs(answer)[0] == "what-is-attention"
    assert answer["total"] == 3


@pytest.mark.parametrize(
    ("sort", "first"),
    [("newest", "why-the-kv-cache-exists"), ("oldest", "why-escaping-matters")],
)
def test_the_order_can_be_chosen(client: FlaskClient, sort: str, first: str) -> None:
    assert slugs(found(client, f"sort={sort}"))[0] == first


def test_a_page_behind_the_last_is_empty_and_keeps_the_total(client: FlaskClient) -> None:
    answer = found(client, "page=5")
    assert (answer["hits"], answer["total"], answer["page"]) == ([], len(EXAMPLE_POSTS), 5)


def test_correction_and_ignored_words_are_told(client: FlaskClient) -> None:
    answer = found(client, "q=the+quadratc")
    assert answer["query"] == "the quadratc"
    assert answer["corrected"] == "the quadratic"
    assert answer["ignored_words"] == ["the"]


def test_markup_stays_text(client: FlaskClient) -> None:
    response = client.get("/api/v1/search?q=escaping")
    assert response.get_json()["hits"][0]["title"].startswith("<script>")
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_suggestions_have_exactly_the_promised_shape(client: FlaskClient) -> None:
    response = client.get("/api/v1/suggest?q=sc&limit=2")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.get_json() == {
        "query": "sc",
        "suggestions": [
            {
                "kind": "title",
                "text": [
                    {"text": "<", "is_match": False},
                    {"text": "sc", "is_match": True},
                    {
                        "text": "ript>alert('x')</script> & why \"escaping\" matters",
                        "is_match": False,
                    },
                ],
                "slug": "why-escaping-matters",
                "title": "<script>alert('x')</script> & why \"escaping\" matters",
                "level": "advanced",
            },
            {
                "kind": "section",
                "text": [
                    {"text": "The ", "is_match": False},
                    {"text": "sc", "is_match": True},
                    {"text": "ore matrix", "is_match": False},
                ],
                "slug": "why-is-attention-quadratic",
                "title": "Why is attention quadratic?",
                "level": "intermediate",
                "anchor": "the-score-matrix",
            },
        ],
        "generation": "g000001",
    }


def test_a_suggested_term_says_what_to_search_for(client: FlaskClient) -> None:
    answer = client.get("/api/v1/suggest?q=why+softm").get_json()
    assert answer["suggestions"] == [
        {
            "kind": "term",
            "text": [{"text": "why softm", "is_match": True}, {"text": "ax", "is_match": False}],
            "query": "why softmax",
        }
    ]


@pytest.mark.parametrize("query_string", ["", "q=", "q=a", "q=%00", "q=%ff%ff", "limit=3"])
def test_nothing_typed_suggests_nothing(client: FlaskClient, query_string: str) -> None:
    response = client.get(f"/api/v1/suggest?{query_string}")
    assert response.status_code == 200
    assert response.get_json()["suggestions"] == []


def test_as_many_suggestions_are_given_as_are_asked_for(client: FlaskClient) -> None:
    for limit, count in (("", 5), ("&limit=1", 1), ("&limit=6", 6)):
        answer = client.get(f"/api/v1/suggest?q=wh{limit}").get_json()
        assert len(answer["suggestions"]) == count


def test_a_post_is_given_whole(client: FlaskClient) -> None:
    answer = client.get("/api/v1/posts/why-b-trees-are-wide").get_json()
    body = answer.pop("body")
    assert "```python" in body
    assert answer == {
        "slug": "why-b-trees-are-wide",
        "title": "Why B-trees are wide",
        "summary": "A wide node reads one page of the disk, and a lookup needs O(log n) pages.",
        "date": "2026-03-15",
        "level": "intermediate",
        "domain": "databases",
        "tags": [],
        "sections": [
            {"heading": "", "anchor": "", "text": "Disks hand out pages.\npage = node.read()"}
        ],
        "generation": "g000001",
    }


def test_an_alias_gives_its_post(client: FlaskClient) -> None:
    assert client.get("/api/v1/posts/kv-cache").get_json()["slug"] == "why-the-kv-cache-exists"


@pytest.mark.parametrize(
    ("path", "status", "piece"),
    [
        ("/api/v1/search?page=0", 400, "page must be a whole number"),
        ("/api/v1/search?level=hard", 400, "level must be one of"),
        ("/api/v1/suggest?q=at&limit=0", 400, "limit must be a whole number from 1 to 20, not 0"),
        ("/api/v1/suggest?q=at&limit=21", 400, "limit must be a whole number from 1 to 20"),
        ("/api/v1/suggest?q=at&limit=x", 400, "limit has no meaning as 'x'"),
        ("/api/v1/suggest?limit=-1", 400, "limit has no meaning"),
        ("/api/v1/posts/no-such-post", 404, "no-such-post"),
        ("/api/v1/nothing", 404, "nothing at this address"),
        ("/api/v2/search", 404, "nothing at this address"),
    ],
)
def test_errors_are_json_with_status_and_message(
    client: FlaskClient, path: str, status: int, piece: str
) -> None:
    response = client.get(path)
    assert response.status_code == status
    error = response.get_json()["error"]
    assert set(error) == {"status", "message"}
    assert error["status"] == status
    assert piece in error["message"]


def test_other_methods_are_refused_in_json(client: FlaskClient) -> None:
    response = client.post("/api/v1/search", json={"q": "attention"})
    assert response.status_code == 405
    assert response.get_json()["error"]["message"] == "This address can only be read."
    assert "GET" in response.headers["Allow"]


def test_without_an_index_the_answer_is_json_too() -> None:
    client = create_app(FakeSource(None)).test_client()
    for path in ("/api/v1/search?q=x", "/api/v1/suggest?q=xx", "/api/v1/posts/x", "/healthz"):
        response = client.get(path)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "5"
        assert response.get_json()["error"]["status"] == 503


def test_health_names_the_generation(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok", "generation": "g000001"}
