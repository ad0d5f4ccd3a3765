"""Sends pages and JSON: kept while their snapshot serves, tagged, and compressed if wanted."""

from collections.abc import Hashable
from functools import lru_cache
from http import HTTPStatus

from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from indexer.search import Searcher
from search_web.answer_cache import Answer, AnswerCache

MAX_KEPT_ANSWERS = 1_000
MAX_KEPT_BYTES = 16_000_000


class Answers:
    """The answers that an application has given of late."""

    def __init__(self) -> None:
        self._cache = AnswerCache(MAX_KEPT_ANSWERS, MAX_KEPT_BYTES)

    def find(self, searcher: Searcher, key: Hashable) -> Response | None:
        """The response to what this searcher has answered before."""
        answer = self._cache.find(searcher, (key, accepts_compression()))
        return None if answer is None else respond(answer)

    def keep(
        self, searcher: Searcher, key: Hashable, content: bytes | str, media_type: str
    ) -> Response:
        """The response with what was made of this searcher's answer, kept from now on.

        `key` must name all that the content depends on besides the searcher, and nothing of
        a reader may be in it.
        """
        content = content.encode() if isinstance(content, str) else content
        compressed = accepts_compression()
        answer = Answer.of(content, media_type, compressed=compressed)
        self._cache.keep(searcher, (key, compressed), answer)
        return respond(answer)


def accepts_compression() -> bool:
    """Whether the client reads gzip."""
    return _names_gzip(request.environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=64)
def _names_gzip(accepted: str) -> bool:
    return parse_accept_header(accepted, Accept).quality("gzip") > 0


def respond(answer: Answer) -> Response:
    """The response with an answer, or without its body if the client has it already."""
    headers = [
        # Weak, as one tag stands for the plain and the compressed body.
        ("ETag", f'W/"{answer.tag}"'),
        ("Vary", "Accept-Encoding"),
    ]
    if request.if_none_match.contains_weak(answer.tag):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if answer.is_compressed:
        headers.append(("Content-Encoding", "gzip"))
    return Response(answer.body, mimetype=answer.media_type, headers=headers)
