"""What the page of a post shows beside the post: whence the reader came, and what is next to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from indexer.errors import QueryError
from indexer.query_syntax import parse_query
from indexer.reading_time import reading_minutes
from indexer.search import Hit, Query, Reading, Results
from search_web.query_string import Pairs, query_from_pairs, search_url
from search_web.rendering import render_body


@dataclass(frozen=True, slots=True, kw_only=True)
class PostPage:
    """A post, its neighbours, and the results that the reader comes from, if it is among them.

    `previous` and `following` are the hits around it.
    """

    reading: Reading
    body: Markup
    minutes: int
    origin: Query | None = None
    previous: Hit | None = None
    following: Hit | None = None

    @property
    def url_of_results(self) -> str | None:
        """The address of the results that the reader comes from."""
        return search_url(self.origin) if self.origin else None

    def url_of_hit(self, hit: Hit) -> str:
        """The address of another hit of the same results."""
        return search_url(self.origin or Query(), f"/posts/{hit.slug}")


def origin_of(pairs: Pairs) -> Query | None:
    """The search that an address names; None if it names none, or none that can be read."""
    try:
        query = replace(query_from_pairs(pairs), explain=False)
    except QueryError:
        return None
    return None if query == Query() else query


def post_page(reading: Reading, origin: Query | None, results: Results | None) -> PostPage:
    """The page of a post that was reached from some results, or from elsewhere."""
    asked = (results.corrected if results else None) or (origin.text if origin else "")
    terms = _terms_of(asked)
    page = PostPage(
        reading=reading,
        body=render_body(reading.post.body, terms),
        minutes=reading_minutes(reading.post),
    )
    if origin is None or results is None:
        return page
    before, after = _around(results.hits, reading.post.slug)
    return replace(page, origin=origin, previous=before, following=after)


def _terms_of(text: str) -> frozenset[str]:
    """The terms of a query's words and phrases."""
    parsed = parse_query(text)
    phrases = (phrase for condition in parsed.required for phrase in condition.phrases)
    return frozenset(
        [term for word in parsed.words for term in word.terms]
        + [term for phrase in phrases for alternatives in phrase for term in alternatives]
    )


def _around(hits: Sequence[Hit], slug: str) -> tuple[Hit | None, Hit | None]:
    places = [place for place, hit in enumerate(hits) if hit.slug == slug]
    if not places:
        return None, None
    place = places[0]
    return (hits[place - 1] if place else None), (
        hits[place + 1] if place + 1 < len(hits) else None
    )
