"""Tests of pages that reload after each build, for those who write posts."""

import pytest
from flask.testing import FlaskClient

from search_web.app import create_app
from search_web.live_reload import add_live_reload
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, FakeSource

ADDRESSES = ("/", "/?q=cache", "/posts/why-b-trees-are-wide", "/nowhere")


@pytest.fixture
def writers_client() -> FlaskClient:
    app = create_app(FakeSource(FakeSearcher(EXAMPLE_POSTS)))
    add_live_reload(app)
    return app.test_client()


@pytest.mark.parametrize("address", ADDRESSES)
def test_readers_get_no_script_that_reloads(client: FlaskClient, address: str) -> None:
    assert "live-reload" not in client.get(address).text


@pytest.mark.parametrize("address", ADDRESSES)
def test_writers_get_one_that_the_policy_allows(writers_client: FlaskClient, address: str) -> None:
    response = writers_client.get(address)
    assert response.text.count("live-reload.js") == 1
    (policy,) = response.headers.getlist("Content-Security-Policy")
    assert "script-src 'self'" in policy
    assert "connect-src 'self'" in policy
    assert "unsafe" not in policy


def test_the_script_is_sent_as_one(writers_client: FlaskClient) -> None:
    response = writers_client.get("/static/any/live-reload.js")
    assert (response.status_code, response.mimetype) == (200, "text/javascript")
