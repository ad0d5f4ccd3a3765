"""The JSON form of results, the same on the command line and on the web."""

from collections.abc import Sequence
from typing import Any

from indexer.post import Post
from indexer.search import Contribution, FacetCount, Hit, Query, Reference, Results


def results_to_json(query: Query, results: Results) -> dict[str, Any]:
    """Results as plain values; dates are ISO 8601 texts."""
    return {
        "query": query.text,
        "total": results.total,
        "page": results.page,
        "pages": results.pages,
        "hits": [_hit(hit) for hit in results.hits],
        "facets": {
            "level": _facet(results.facets.level),
            "domain": _facet(results.facets.domain),
            "month": _facet(results.facets.month),
        },
        "corrected": results.corrected,
        "ignored_words": list(results.ignored_words),
        "no_good_answer": results.no_good_answer,
        "start_here": _reference(results.start_here) if results.start_here else None,
        "generation": results.generation,
    }


def post_to_plain(post: Post, generation: str) -> dict[str, Any]:
    """A post as plain values, its body as Markdown and as sections of plain text."""
    return {
        "slug": post.slug,
        "title": post.title,
        "summary": post.summary,
        "date": post.date.isoformat(),
        "level": post.level.value,
        "domain": post.domain,
        "tags": list(post.tags),
        "body": post.body,
        "sections": [
            {"heading": section.heading, "anchor": section.anchor, "text": section.text}
            for section in post.sections
        ],
        "generation": generation,
    }


def _hit(hit: Hit) -> dict[str, Any]:
    section = hit.section
    return {
        "slug": hit.slug,
        "title": hit.title,
        "summary": hit.summary,
        "date": hit.date.isoformat(),
        "level": hit.level.value,
        "domain": hit.domain,
        "score": hit.score,
        "excerpt": [
            {"text": fragment.text, "is_match": fragment.is_match} for fragment in hit.excerpt
        ],
        "section": {"heading": section.heading, "anchor": section.anchor} if section else None,
        "related_in_meaning": hit.is_related,
        **({"explanation": list(map(_contribution, hit.explanation))} if hit.explanation else {}),
    }


def _contribution(contribution: Contribution) -> dict[str, Any]:
    return {
        "kind": contribution.kind.value,
        "word": contribution.word,
        "field": contribution.field,
        "share": contribution.share,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "slug": reference.slug,
        "title": reference.title,
        "level": reference.level.value,
    }


def _facet(counts: Sequence[FacetCount]) -> list[dict[str, Any]]:
    return [
        {"value": count.value, "count": count.count, "selected": count.selected} for count in counts
    ]
