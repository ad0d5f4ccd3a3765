"""Static files: read once, and kept by browsers for ever, as a new content has a new address."""

import mimetypes
from pathlib import Path

from flask import Response, request
from werkzeug.exceptions import NotFound

from search_web.answer_cache import Answer
from search_web.answers import accepts_compression, respond

YEAR_IN_SECONDS = 365 * 24 * 60 * 60
_VERSION_LENGTH = 12


class StaticFiles:
    """The files of one folder, plain and compressed."""

    def __init__(self, folder: Path) -> None:
        self._answers = {
            (path.name, compressed): Answer.of(
                path.read_bytes(), _media_type(path), compressed=compressed
            )
            for path in folder.iterdir()
            for compressed in (False, True)
        }

    def version(self, name: str) -> str:
        """What differs between contents of a file; empty if there is no such file."""
        answer = self._answers.get((name, False))
        return answer.tag[:_VERSION_LENGTH] if answer else ""

    def response(self, filename: str) -> Response:
        """The response with a file; raises NotFound if there is none."""
        answer = self._answers.get((filename, accepts_compression()))
        if answer is None:
            raise NotFound
        response = respond(answer)
        if request.args.get("v") == self.version(filename):
            response.headers["Cache-Control"] = f"public, max-age={YEAR_IN_SECONDS}, immutable"
        return response


def _media_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
