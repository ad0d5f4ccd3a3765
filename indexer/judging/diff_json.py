"""The JSON form of the differences of two generations."""

from typing import Any

from indexer.judging.evaluation_json import comparison_to_json, evaluation_to_json
from indexer.judging.generation_diff import GenerationDiff


def diff_to_json(diff: GenerationDiff) -> dict[str, Any]:
    """The differences as plain values; the later generation's evaluation holds the comparison."""
    comparison = diff.comparison
    return {
        "before": diff.before,
        "after": diff.after,
        "posts": {
            "added": list(diff.posts.added),
            "changed": list(diff.posts.changed),
            "removed": list(diff.posts.removed),
            "renamed": dict(diff.posts.renamed),
        },
        "words": {"gained": dict(diff.words.gained), "lost": dict(diff.words.lost)},
        "synonyms": {"gained": list(diff.synonyms.gained), "lost": list(diff.synonyms.lost)},
        "judged": None
        if comparison is None
        else {
            **evaluation_to_json(comparison.after),
            "compared_with": comparison_to_json(comparison),
            "reasons": dict(diff.reasons),
        },
    }
