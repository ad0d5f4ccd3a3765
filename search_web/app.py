"""Makes the web application around a source of searchers."""

import logging
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from indexer.errors import IndexUnavailableError, PostNotFoundError, QueryError, SearchIndexError
from indexer.search import SearcherSource
from search_web.answers import Answers
from search_web.api import api_blueprint
from search_web.score_table import score_table
from search_web.search_page import date_label, shortened
from search_web.static_files import StaticFiles
from search_web.views import pages_blueprint

MAX_BODY_BYTES = 64_000
_FOLDER = Path(__file__).parent
_SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_EXPLANATIONS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address can only be read.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request holds more than any page here reads.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on our side. It has been written down.",
}
_log = logging.getLogger(__name__)


def create_app(source: SearcherSource) -> Flask:
    """The application that answers from what the source hands out."""
    app = Flask(__name__, static_folder=None)
    _serve_static_files(app)
    app.jinja_env.filters["date"] = date_label
    app.jinja_env.filters["shortened"] = shortened
    app.jinja_env.filters["score_table"] = score_table
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    _compile_templates(app)
    answers = Answers()
    app.register_blueprint(pages_blueprint(source, answers))
    app.register_blueprint(api_blueprint(source, answers), url_prefix="/api/v1")
    app.register_error_handler(QueryError, _bad_query)
    app.register_error_handler(PostNotFoundError, _no_post)
    app.register_error_handler(SearchIndexError, _no_index)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _internal_error)
    app.before_request(_refuse_large_bodies)
    app.after_request(_add_headers)
    return app


def _serve_static_files(app: Flask) -> None:
    """Serve static files under addresses that change with their content."""
    files = StaticFiles(_FOLDER / "static")

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static":
            values["version"] = files.version

    app.add_url_rule("/static/<version>/<filename>", endpoint="static", view_func=files.response)
    app.url_defaults(add_version)


def _compile_templates(app: Flask) -> None:
    """Compile all templates, so that no reader waits for it."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def _refuse_large_bodies() -> None:
    if (request.content_length or 0) > MAX_BODY_BYTES:
        raise RequestEntityTooLarge


def _bad_query(error: QueryError) -> ResponseReturnValue:
    return _error_response(HTTPStatus.BAD_REQUEST, f"This search cannot be read: {error}.")


def _no_post(error: PostNotFoundError) -> ResponseReturnValue:
    text = str(error)
    return _error_response(HTTPStatus.NOT_FOUND, f"{text[0].upper()}{text[1:]}.")


def _no_index(error: SearchIndexError) -> ResponseReturnValue:
    if not isinstance(error, IndexUnavailableError):
        _log.error("the index cannot be read: %s", error)
    status = HTTPStatus.SERVICE_UNAVAILABLE
    response = _error_response(status, "The search is not ready yet: its index is being prepared.")
    response.headers["Retry-After"] = "5"
    return response


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    response = _error_response(status, _EXPLANATIONS.get(status, f"{status.phrase}."))
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def _internal_error(_error: Exception) -> ResponseReturnValue:
    _log.exception("a request to %r failed", request.path)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _error_response(status, _EXPLANATIONS[status])


def _error_response(status: HTTPStatus, explanation: str) -> Response:
    if request.path.startswith(("/api/", "/healthz")):
        response = jsonify({"error": {"status": status.value, "message": explanation}})
    else:
        html = render_template("error.html", status=status, explanation=explanation)
        response = Response(html, mimetype="text/html")
    response.status_code = status.value
    return response


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-cache")
    response.headers.extend(_SECURITY_HEADERS)
    return response
