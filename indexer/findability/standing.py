"""Says where a post stands for a query, why, and which posts stand before it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.explanations import lead
from indexer.post import Post
from indexer.query_syntax import parse_query, without_each_condition
from indexer.search import MAX_PAGE_SIZE, Contribution, EvidenceKind, Hit, Query, Results, Searcher

MAX_RIVALS = 5
# Of a far post nobody reads why it stands there; its rank is looked for no further.
_LAST_PAGE = 20
_OF_SINGLE_WORDS = frozenset(
    {
        EvidenceKind.WORD,
        EvidenceKind.SYNONYM,
        EvidenceKind.ABBREVIATION,
        EvidenceKind.SPELLING,
        EvidenceKind.COMPLETION,
    }
)
_STRONG_FIELDS = frozenset({"title", "summary", "keywords"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A post that stands before another one; the lead's shares add up to how far."""

    rank: int
    hit: Hit
    lead: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """A condition or filter that shuts a post out, or several, and the post's rank without."""

    text: str
    rank_without: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a post stands for a query.

    `hit` and `rank` are None for a post that is not found among the first two thousand. Of
    the query's words `absent` stand nowhere in the post, nor does what counts for them, and
    `weak` in its body alone, as far as no obstacle shuts it out. Rivals are the first posts
    before it.
    """

    query: Query
    post: Post
    rank: int | None
    total: int
    hit: Hit | None
    rivals: tuple[Rival, ...]
    absent: tuple[str, ...]
    weak: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]
    corrected: str | None
    ignored_words: tuple[str, ...]
    no_good_answer: bool


def standing_of(searcher: Searcher, query: Query, slug: str) -> Standing:
    """Where the post of a slug or alias stands; raises PostNotFoundError."""
    post = searcher.post(slug)
    first = searcher.search(replace(query, explain=True, page=1, page_size=MAX_PAGE_SIZE))
    rank, hit = _find(searcher, first, query, post.slug)
    words = [word.text for word in parse_query(first.corrected or query.text).words]
    fields = _fields_by_word(hit)
    obstacles = () if hit else tuple(_obstacles(searcher, query, post.slug))
    return Standing(
        query=query,
        post=post,
        rank=rank,
        total=first.total,
        hit=hit,
        rivals=tuple(
            Rival(rank=place, hit=other, lead=lead(other, hit) if hit else other.explanation)
            for place, other in enumerate(first.hits[:MAX_RIVALS], start=1)
            if rank is None or place < rank
        ),
        absent=() if obstacles else tuple(word for word in words if word not in fields),
        weak=tuple(word for word in words if word in fields and not fields[word] & _STRONG_FIELDS),
        obstacles=obstacles,
        corrected=first.corrected,
        ignored_words=first.ignored_words,
        no_good_answer=first.no_good_answer,
    )


def rank_of(searcher: Searcher, query: Query, slug: str) -> int | None:
    """The rank of a post, from 1; None if it is not found among the first two thousand."""
    first = searcher.search(replace(query, page=1, page_size=MAX_PAGE_SIZE))
    return _find(searcher, first, query, slug)[0]


def without_conditions(query: Query) -> Iterator[tuple[str, Query]]:
    """What a query demands besides its words, one by one, and the query without it."""
    for condition, text in without_each_condition(query.text):
        yield condition, replace(query, text=text)
    if query.levels:
        levels = " or ".join(sorted(level.value for level in query.levels))
        yield f"level {levels}", replace(query, levels=frozenset())
    if query.domains:
        yield f"domain {' or '.join(sorted(query.domains))}", replace(query, domains=frozenset())
    if query.months:
        months = " or ".join(map(str, sorted(query.months)))
        yield f"month {months}", replace(query, months=frozenset())
    if query.since:
        yield f"since {query.since}", replace(query, since=None)
    if query.until:
        yield f"until {query.until}", replace(query, until=None)


def _find(
    searcher: Searcher, first: Results, query: Query, slug: str
) -> tuple[int | None, Hit | None]:
    results = first
    for page in range(1, min(first.pages, _LAST_PAGE) + 1):
        if page > 1:
            results = searcher.search(
                replace(query, explain=True, page=page, page_size=MAX_PAGE_SIZE)
            )
        for place, hit in enumerate(results.hits, start=1):
            if hit.slug == slug:
                return (page - 1) * MAX_PAGE_SIZE + place, hit
    return None, None


def _fields_by_word(hit: Hit | None) -> dict[str, frozenset[str]]:
    """The fields in which each word of the query is met, by itself or by what counts for it."""
    fields: dict[str, frozenset[str]] = {}
    for each in hit.explanation if hit else ():
        if each.kind in _OF_SINGLE_WORDS:
            fields[each.word] = fields.get(each.word, frozenset()) | {each.field}
    return fields


def _obstacles(searcher: Searcher, query: Query, slug: str) -> Iterator[Obstacle]:
    """Each condition that alone shuts a post out, or all of them if only together they do."""
    is_alone = False
    for text, without in without_conditions(query):
        rank = rank_of(searcher, without, slug)
        if rank is not None:
            is_alone = True
            yield Obstacle(text=text, rank_without=rank)
    if is_alone:
        return
    texts, bare = [], query
    while (condition := next(without_conditions(bare), None)) is not None:
        text, bare = condition
        texts.append(text)
    rank = rank_of(searcher, bare, slug) if texts else None
    if rank is not None:
        yield Obstacle(text=", ".join(texts), rank_without=rank)
