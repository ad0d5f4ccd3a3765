"""Reads one line of a file that holds a JSON object a line."""

import json


class JsonLineError(ValueError):
    """A line is no JSON object; the column counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.column = column


def parse_object(line: str) -> dict[str, object]:
    """The object of one line; raises JsonLineError, for a key that stands twice too."""
    try:
        value = json.loads(line, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise JsonLineError(f"the line is no JSON: {error.msg}", error.colno) from error
    except RecursionError as error:
        raise JsonLineError("the line is no JSON that can be read: it is too deep") from error
    except ValueError as error:
        raise JsonLineError(f"the line is no JSON that can be read: {error}") from error
    if not isinstance(value, dict):
        raise JsonLineError("the line is no JSON object")
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice!r} stands twice")
    return found
