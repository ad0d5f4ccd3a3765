"""Tests of the application as a whole: headers, errors, what is kept, one snapshot a request."""

import gzip
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import search_web
from indexer.errors import IndexFormatError, IndexUnavailableError
from indexer.post import Post
from indexer.search import Query, Reading, Results, Searcher, Suggestion
from search_web.app import MAX_BODY_BYTES, create_app
from search_web.static_files import StaticFiles
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, FakeSource
from tests.search_web.tags import Tags

ADDRESSES = (
    "/",
    "/?q=attention&level=intro",
    "/?page=x",
    "/posts/what-is-an-index",
    "/posts/kv-cache",
    "/posts/none",
    "/none",
    "/api/v1/search?q=attention",
    "/api/v1/search?page=x",
    "/api/v1/suggest?q=att",
    "/api/v1/posts/none",
    "/healthz",
    "/static/any/site.css",
    "/static/any/none.css",
)
HIDDEN = "/srv/hidden/index/g000007"


class BrokenSearcher:
    """A searcher that fails in a way nobody foresaw."""

    generation = "g000007"

    def search(self, query: Query) -> Results:
        raise RuntimeError(f"{HIDDEN} is broken for {query.text}")

    def suggest(self, text: str, limit: int = 5) -> tuple[Suggestion, ...]:
        raise RuntimeError(f"{HIDDEN} has not {limit} suggestions for {text}")

    def post(self, slug: str) -> Post:
        raise OSError(5, "Input/output error", f"{HIDDEN}/{slug}")

    def reading(self, slug: str) -> Reading:
        raise OSError(5, "Input/output error", f"{HIDDEN}/{slug}")

    def close(self) -> None:
        raise AssertionError("a page closes no searcher")


class CountingSearcher(FakeSearcher):
    """A searcher that counts the questions that it is asked."""

    def __init__(self, generation: str) -> None:
        super().__init__(EXAMPLE_POSTS, generation)
        self.questions = 0

    def search(self, query: Query) -> Results:
        self.questions += 1
        return super().search(query)

    def post(self, slug: str) -> Post:
        self.questions += 1
        return super().post(slug)


class FailingSource:
    """A source that cannot open what it should hand out."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def lease(self) -> AbstractContextManager[Searcher]:
        raise self._error


@pytest.fixture
def broken() -> FlaskClient:
    return create_app(FakeSource(BrokenSearcher())).test_client()


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_the_security_headers(
    client: FlaskClient, address: str, method: str
) -> None:
    headers = client.open(address, method=method, buffered=True).headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "connect-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cache-Control"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_as_get_without_a_body(client: FlaskClient, address: str) -> None:
    got, head = client.get(address, buffered=True), client.head(address, buffered=True)
    assert head.status_code == got.status_code
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert head.headers["Content-Length"] == str(len(got.data))
    assert head.data == b""


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_names_its_charset(client: FlaskClient, address: str) -> None:
    kind = client.get(address, buffered=True).headers["Content-Type"]
    assert kind == "application/json" or kind.endswith("; charset=utf-8")


@pytest.mark.parametrize(
    ("address", "status", "heading", "explanation"),
    [
        ("/?since=yesterday", 400, "Bad Request", "write it as in since=2026-04-30"),
        ("/none", 404, "Not Found", "There is nothing at this address."),
        ("/posts/none", 404, "Not Found", "There is no post &#39;none&#39;."),
        ("/posts/..%2F..%2Fetc%2Fpasswd", 404, "Not Found", "There is nothing"),
        ("/static/any/../../app.py", 404, "Not Found", "There is nothing"),
        ("/posts/", 404, "Not Found", "There is nothing"),
    ],
)
def test_errors_are_pages_with_a_clear_word_and_a_way_on(
    client: FlaskClient, address: str, status: int, heading: str, explanation: str
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert f"<h1>{heading}</h1>" in response.text
    assert explanation in response.text
    assert Tags(response.text).named("input", name="q")
    assert len(Tags(response.text).named("a", href="/")) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_addresses_can_only_be_read(client: FlaskClient, method: str) -> None:
    response = client.open("/", method=method, data={"q": "x"})
    assert response.status_code == 405
    assert "This address can only be read." in response.text
    assert {"GET", "HEAD"} <= set(response.headers["Allow"].replace(" ", "").split(","))


@pytest.mark.parametrize("address", ["/", "/none", "/api/v1/search"])
def test_a_large_body_is_refused_unread(client: FlaskClient, address: str) -> None:
    response = client.post(address, data=b"x" * (MAX_BODY_BYTES + 1))
    assert response.status_code == 413
    assert "more than any page here reads" in response.text


@pytest.mark.parametrize("address", ["/", "/posts/x", "/api/v1/search", "/api/v1/posts/x"])
def test_an_unforeseen_failure_tells_readers_nothing_and_the_log_everything(
    broken: FlaskClient, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = broken.get(address, query_string={"q": "attention"})
    assert response.status_code == 500
    for trace in ("Traceback", "Error", "File ", HIDDEN, ".py"):
        assert trace not in response.text.replace("Internal Server Error", "")
    assert "Something went wrong on our side." in response.text
    assert HIDDEN in caplog.text
    assert "Traceback" in caplog.text


def test_a_failure_stays_unseen_even_in_debug_mode() -> None:
    app = create_app(FakeSource(BrokenSearcher()))
    app.config.update(DEBUG=True, TESTING=True)
    response = app.test_client().get("/")
    assert response.status_code == 500
    assert HIDDEN not in response.text


def test_an_address_cannot_forge_a_line_of_the_log(
    broken: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    broken.get("/posts/x%0AERROR:root:forged")
    assert not [line for line in caplog.text.splitlines() if line.startswith("ERROR:root:forged")]
    assert "forged" in caplog.text


@pytest.mark.parametrize(
    "error",
    [
        IndexUnavailableError(f"no index lies in {HIDDEN}: run 'indexer build'"),
        IndexFormatError(f"generation {HIDDEN} was written by another version"),
    ],
)
@pytest.mark.parametrize("address", ["/", "/posts/x", "/healthz", "/api/v1/search"])
def test_without_a_readable_index_readers_are_asked_to_come_back(
    error: Exception, address: str
) -> None:
    response = create_app(FailingSource(error)).test_client().get(address)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "its index is being prepared" in response.text
    if response.mimetype == "text/html":
        # An empty address is the page itself, with all that was asked for.
        assert Tags(response.text).named("a", href="")
    assert HIDDEN not in response.text


def test_an_index_that_cannot_be_read_is_logged_and_a_missing_one_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    create_app(FakeSource(None)).test_client().get("/")
    assert not caplog.records
    create_app(FailingSource(IndexFormatError("another version"))).test_client().get("/")
    assert "another version" in caplog.text


def test_static_files_are_kept_for_ever_under_an_address_of_their_content(
    client: FlaskClient,
) -> None:
    tags = Tags(client.get("/").text)
    hrefs = [href or "" for href in tags.attribute("link", "href")]
    hrefs += [src or "" for src in tags.attribute("script", "src")]
    assert {href.rpartition("/")[2] for href in hrefs} == {"site.css", "icon.svg", "search.js"}
    assert len({href.rpartition("/")[0] for href in hrefs}) == 1
    for href in hrefs:
        response = client.get(href)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_a_static_file_of_another_version_is_asked_for_anew(client: FlaskClient) -> None:
    assert client.get("/static/another/site.css").headers["Cache-Control"] == "no-cache"


def test_another_content_has_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1;", "utf-8")
    (tmp_path / "b.js").write_text("import './a.js';", "utf-8")
    before = StaticFiles(tmp_path).version
    assert StaticFiles(tmp_path).version == before
    (tmp_path / "a.js").write_text("2;", "utf-8")
    assert StaticFiles(tmp_path).version != before


def test_scripts_and_styles_are_small() -> None:
    static = Path(search_web.__file__).parent / "static"
    sent = [path for path in static.iterdir() if path.suffix in {".js", ".css"}]
    assert sum(len(gzip.compress(path.read_bytes())) for path in sent) < 20_000


def test_pages_are_asked_for_anew_each_time(client: FlaskClient) -> None:
    for address in ("/", "/posts/what-is-an-index", "/none", "/api/v1/search"):
        assert client.get(address).headers["Cache-Control"] == "no-cache"


KEPT_ADDRESSES = (
    "/",
    "/?q=attention&level=intro",
    "/posts/what-is-an-index",
    "/api/v1/search?q=attention",
    "/api/v1/posts/what-is-attention",
    "/static/any/site.css",
)


@pytest.mark.parametrize("address", KEPT_ADDRESSES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_a_client_has_already_is_not_sent_again(
    client: FlaskClient, address: str, method: str
) -> None:
    first = client.get(address)
    for encoding in ("identity", "gzip"):
        headers = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": encoding}
        again = client.open(address, method=method, headers=headers)
        assert again.status_code == 304
        assert again.data == b""
        assert again.headers["ETag"] == first.headers["ETag"]
        assert again.vary.as_set() == {"accept-encoding"}
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
        assert "Content-Security-Policy" in again.headers
    other = client.get(address, headers={"If-None-Match": 'W/"another"'})
    assert other.status_code == 200
    assert other.data == first.data


@pytest.mark.parametrize("address", KEPT_ADDRESSES)
def test_answers_are_compressed_for_clients_that_read_it(client: FlaskClient, address: str) -> None:
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers
    for accepted in ("gzip", "br, gzip;q=0.5", "*"):
        for _ in range(2):
            response = client.get(address, headers={"Accept-Encoding": accepted})
            assert response.headers["Content-Encoding"] == "gzip"
            assert response.headers["Content-Length"] == str(len(response.data))
            assert len(response.data) < len(plain.data)
            assert gzip.decompress(response.data) == plain.data
            assert response.vary.as_set() == plain.vary.as_set() == {"accept-encoding"}
    for refused in ("br", "gzip;q=0", "identity", ""):
        response = client.get(address, headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in response.headers
        assert response.data == plain.data


@pytest.mark.parametrize("address", KEPT_ADDRESSES[:-1])
def test_a_question_is_put_to_the_searcher_once_a_generation(address: str) -> None:
    searcher = CountingSearcher("g000001")
    source = FakeSource(searcher)
    client = create_app(source).test_client()
    first = client.get(address)
    assert client.get(address).data == first.data
    assert searcher.questions == 1
    # An index that was deleted and built anew has its first name again.
    source.searcher = CountingSearcher("g000001")
    for _ in range(2):
        client.get(address)
    assert source.searcher.questions == 1


def test_a_new_generation_never_gives_an_old_answer() -> None:
    source = FakeSource(FakeSearcher(EXAMPLE_POSTS, "g000001"))
    client = create_app(source).test_client()
    old = client.get("/?q=attention")
    source.searcher = FakeSearcher(EXAMPLE_POSTS[2:], "g000002")
    new = client.get("/?q=attention", headers={"If-None-Match": old.headers["ETag"]})
    assert new.status_code == 200
    assert "Why is attention quadratic?" in old.text
    assert "Why is attention quadratic?" not in new.text


def test_a_post_shows_each_reader_what_their_own_address_asks_for(client: FlaskClient) -> None:
    for asked in ("one", "", "two", "one"):
        page = Tags(client.get("/posts/what-is-an-index", query_string={"q": asked}).text)
        assert page.attribute("input", "value") == [asked]


def test_errors_are_not_kept(broken: FlaskClient) -> None:
    for _ in range(2):
        response = broken.get("/?q=attention")
        assert response.status_code == 500
        assert "ETag" not in response.headers


def test_a_request_uses_one_snapshot_from_start_to_end() -> None:
    leases: list[str] = []

    class CountingSource(FakeSource):
        @contextmanager
        def lease(self) -> Iterator[Searcher]:
            leases.append("taken")
            with super().lease() as searcher:
                yield searcher
            leases.append("given back")

    client = create_app(CountingSource(FakeSearcher(EXAMPLE_POSTS))).test_client()
    for address in ("/?q=attention", "/posts/kv-cache", "/api/v1/search", "/healthz"):
        client.get(address)
        assert leases == ["taken", "given back"]
        leases.clear()


def test_a_newly_published_searcher_answers_the_next_request() -> None:
    source = FakeSource(FakeSearcher(EXAMPLE_POSTS, generation="g000001"))
    client = create_app(source).test_client()
    assert client.get("/healthz").get_json()["generation"] == "g000001"
    source.searcher = FakeSearcher(EXAMPLE_POSTS[:1], generation="g000002")
    assert client.get("/healthz").get_json()["generation"] == "g000002"
    assert client.get("/api/v1/search").get_json()["total"] == 1
