"""A post as one line of JSON and back; plain data, so that reading it runs no code."""

import json
from datetime import date
from typing import Any

from indexer.post import Level, Post, PostLink, Section


def post_to_json(post: Post) -> str:
    """One line of JSON without a line end."""
    return json.dumps(
        {
            "slug": post.slug,
            "title": post.title,
            "summary": post.summary,
            "date": post.date.isoformat(),
            "level": post.level.value,
            "domain": post.domain,
            "body": post.body,
            "sections": [[s.heading, s.anchor, s.depth, s.text] for s in post.sections],
            "tags": list(post.tags),
            "keywords": list(post.keywords),
            "aliases": list(post.aliases),
            "answers": list(post.answers),
            "links": [[link.target, link.line] for link in post.links],
            "boost": post.boost,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def post_from_json(line: str | bytes) -> Post:
    """Read what `post_to_json` wrote; raises ValueError for anything else."""
    try:
        return _post(json.loads(line))
    except (KeyError, TypeError) as error:
        raise ValueError(f"this JSON is no post: {error!r}") from error


def _post(fields: dict[str, Any]) -> Post:
    return Post(
        slug=fields["slug"],
        title=fields["title"],
        summary=fields["summary"],
        date=date.fromisoformat(fields["date"]),
        level=Level(fields["level"]),
        domain=fields["domain"],
        body=fields["body"],
        sections=tuple(
            Section(heading=heading, anchor=anchor, depth=depth, text=text)
            for heading, anchor, depth, text in fields["sections"]
        ),
        tags=tuple(fields["tags"]),
        keywords=tuple(fields["keywords"]),
        aliases=tuple(fields["aliases"]),
        answers=tuple(fields["answers"]),
        links=tuple(PostLink(target=target, line=line) for target, line in fields["links"]),
        boost=fields["boost"],
    )
