"""The JSON form of suggestions."""

from collections.abc import Sequence
from typing import Any

from indexer.search import Suggestion


def suggestions_to_json(
    text: str, suggestions: Sequence[Suggestion], generation: str
) -> dict[str, Any]:
    """Suggestions as plain values, each with what it leads to: a post, a section or a query."""
    return {
        "query": text,
        "suggestions": [_suggestion(suggestion) for suggestion in suggestions],
        "generation": generation,
    }


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "kind": suggestion.kind.value,
        "text": [
            {"text": fragment.text, "is_match": fragment.is_match} for fragment in suggestion.text
        ],
    }
    if suggestion.post is None:
        return plain | {"query": suggestion.plain_text}
    plain |= {
        "slug": suggestion.post.slug,
        "title": suggestion.post.title,
        "level": suggestion.post.level.value,
    }
    if suggestion.section is not None:
        plain |= {"anchor": suggestion.section.anchor}
    return plain
