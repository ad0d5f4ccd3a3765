"""The JSON form of where a post stands, and of what would lift it."""

from collections.abc import Sequence
from typing import Any

from indexer.findability.lifts import Lift
from indexer.findability.standing import Standing
from indexer.search import Contribution


def standing_to_json(standing: Standing, lifts: Sequence[Lift]) -> dict[str, Any]:
    """All that is known of a standing as plain values; a rank that is not known is None."""
    hit = standing.hit
    return {
        "query": standing.query.text,
        "slug": standing.post.slug,
        "rank": standing.rank,
        "total": standing.total,
        "score": hit.score if hit else None,
        "explanation": _contributions(hit.explanation if hit else ()),
        "corrected": standing.corrected,
        "ignored_words": list(standing.ignored_words),
        "no_good_answer": standing.no_good_answer,
        "absent": list(standing.absent),
        "weak": list(standing.weak),
        "obstacles": [
            {"text": obstacle.text, "rank_without": obstacle.rank_without}
            for obstacle in standing.obstacles
        ],
        "before_it": [
            {
                "rank": rival.rank,
                "slug": rival.hit.slug,
                "title": rival.hit.title,
                "score": rival.hit.score,
                "lead": _contributions(rival.lead),
            }
            for rival in standing.rivals
        ],
        "lifts": [
            {"kind": lift.kind.value, "text": lift.text, "rank": lift.rank} for lift in lifts
        ],
    }


def _contributions(contributions: Sequence[Contribution]) -> list[dict[str, Any]]:
    return [
        {"kind": each.kind.value, "word": each.word, "field": each.field, "share": each.share}
        for each in contributions
    ]
