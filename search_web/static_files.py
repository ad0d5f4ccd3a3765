"""Static files: read once, and kept by browsers for ever, as new contents have new addresses."""

import mimetypes
from hashlib import sha256
from pathlib import Path

from flask import Response
from werkzeug.exceptions import NotFound

from search_web.answer_cache import Answer
from search_web.answers import accepts_compression, respond

YEAR_IN_SECONDS = 365 * 24 * 60 * 60
_VERSION_LENGTH = 12


class StaticFiles:
    """The files of one folder, plain and compressed.

    `version` differs between contents of any of them: it stands in their addresses before their
    names, so that a file which names another by its bare name leads to the same version.
    """

    def __init__(self, folder: Path) -> None:
        paths = sorted(path for path in folder.iterdir() if path.is_file())
        self._answers = {
            (path.name, compressed): Answer.of(
                path.read_bytes(), _media_type(path), compressed=compressed
            )
            for path in paths
            for compressed in (False, True)
        }
        digest = sha256()
        for path in paths:
            digest.update(self._answers[path.name, False].tag.encode())
        self.version = digest.hexdigest()[:_VERSION_LENGTH]

    def response(self, version: str, filename: str) -> Response:
        """The response with a file; raises NotFound if there is none."""
        answer = self._answers.get((filename, accepts_compression()))
        if answer is None:
            raise NotFound
        response = respond(answer)
        if version == self.version:
            response.headers["Cache-Control"] = f"public, max-age={YEAR_IN_SECONDS}, immutable"
        return response


def _media_type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"
