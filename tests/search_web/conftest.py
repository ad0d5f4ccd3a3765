"""The application over the example posts, as a test client."""

import pytest
from flask.testing import FlaskClient

from search_web.app import create_app
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, FakeSource


@pytest.fixture
def client() -> FlaskClient:
    return create_app(FakeSource(FakeSearcher(EXAMPLE_POSTS))).test_client()
