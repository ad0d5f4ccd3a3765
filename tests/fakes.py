"""A slow, plain searcher over posts in memory, a source that hands it out, and example posts."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import TypedDict, Unpack

from indexer.abbreviations import spelled_out
from indexer.analysis import analyze
from indexer.errors import IndexUnavailableError, PostNotFoundError
from indexer.excerpts import Weights, cut_excerpt, rarity_weights
from indexer.interpretation import Interpretation, Interpreter
from indexer.parsed_query import Condition, ParsedQuery, Phrase, Scope
from indexer.post import Level, Month, Post, PostLink, Section
from indexer.query_syntax import plain_query
from indexer.ranking import DEFAULT_RANKING
from indexer.search import (
    DEFAULT_SUGGESTIONS,
    READ_NEXT,
    Contribution,
    EvidenceKind,
    FacetCount,
    Facets,
    Hit,
    Query,
    Reading,
    Reference,
    Results,
    Searcher,
    SectionLink,
    Sort,
    Suggestion,
    start_here,
)
from indexer.sections import parse_body
from indexer.spelling import Speller, slips_in_prefix
from indexer.suggestions import suggest_section, suggest_term, suggest_title
from indexer.synonyms import NO_SYNONYMS, Synonyms
from indexer.titles import content_key, letters_key, title_key
from indexer.typed_text import TypedText, meet, read_typed


class PostFields(TypedDict, total=False):
    """What a test may say of a post; the rest is filled in by `make_post`."""

    title: str
    summary: str
    date: date
    level: Level
    domain: str
    body: str
    sections: Sequence[Section]
    tags: Sequence[str]
    keywords: Sequence[str]
    aliases: Sequence[str]
    answers: Sequence[str]
    links: Sequence[PostLink]
    boost: float


def make_post(slug: str = "post", **overrides: Unpack[PostFields]) -> Post:
    """A post of which only what is said matters; its sections are those of its body."""
    post = Post(
        slug=slug,
        title=slug.replace("-", " "),
        summary="",
        date=date(2026, 5, 1),
        level=Level.INTRO,
        domain="ai-ml",
    )
    body = parse_body(overrides.get("body", ""))
    return replace(replace(post, sections=body.sections, links=body.links), **overrides)


EXAMPLE_POSTS: tuple[Post, ...] = (
    make_post(
        "what-is-attention",
        title="What is attention (in transformers)?",
        summary="Attention lets every token look at every other token and weigh what it sees.",
        date=date(2026, 4, 28),
        level=Level.INTRO,
        aliases=("attention-explained",),
        tags=("basics",),
        body="""Each token asks a question. The other tokens answer.

## Queries, keys and values

A query meets every key. *Softmax* turns the scores into weights.

## Where to go next

Read [why attention is quadratic](why-is-attention-quadratic.md).
""",
    ),
    make_post(
        "why-is-attention-quadratic",
        title="Why is attention quadratic?",
        summary="Every token meets every other token, so that cost grows as O(n²).",
        date=date(2026, 4, 30),
        level=Level.INTERMEDIATE,
        keywords=("quadratic complexity",),
        body="""Twice the context costs four times the work.

## The score matrix

For $n$ tokens there are $n^2$ scores. Nobody gets around all of them.

## The way out

FlashAttention saves memory, not operations. Linear attention saves both and loses quality.
""",
    ),
    make_post(
        "why-the-kv-cache-exists",
        title="Why is the KV cache a thing?",
        summary="Keys and values of old tokens never change, so servers keep them.",
        date=date(2026, 5, 2),
        level=Level.ADVANCED,
        aliases=("kv-cache", "why-kv-caching"),
        body="""Without a cache each new token would cost a pass over all the old ones.

## What it costs

A 70B model in FP8 needs gigabytes of VRAM for one long context. PagedAttention cuts waste.
""",
    ),
    make_post(
        "why-b-trees-are-wide",
        title="Why B-trees are wide",
        summary="A wide node reads one page of the disk, and a lookup needs O(log n) pages.",
        date=date(2026, 3, 15),
        level=Level.INTERMEDIATE,
        domain="databases",
        keywords=("index structures",),
        body="""Disks hand out pages.

```python
page = node.read()
```
""",
    ),
    make_post(
        "what-is-an-index",
        title="What is an index?",
        summary="An index trades slower writes for faster reads.",
        date=date(2026, 3, 15),
        level=Level.INTRO,
        domain="databases",
    ),
    make_post(
        "why-escaping-matters",
        title="<script>alert('x')</script> & why \"escaping\" matters",
        summary="A title such as <b>this</b> & that must be shown, never run.",
        date=date(2025, 12, 31),
        level=Level.ADVANCED,
        domain="security & safety",
        body="""Whoever shows `<img src=x onerror=alert(1)>` escapes it.

## <em>Markup</em> in a heading

[A link](javascript:alert(1)) that must not work, and <script>alert(2)</script>.
""",
    ),
    make_post(
        "naive-cafes",
        title="Why naïve Bayes still works",
        summary="A naïve assumption, a café's menu, and C++ that fits on a page.",
        date=date(2026, 4, 30),
        level=Level.INTRO,
        boost=1.5,
        tags=("statistics", "k-means"),
    ),
)


class WordCounts(Counter[str]):
    """A vocabulary in memory, which proposes all of its words."""

    def frequency(self, word: str) -> int:
        return self[word]

    def words_like(self, word: str, slips: int) -> Iterable[str]:  # noqa: ARG002
        return self


class FakeLexicon:
    """A `Lexicon` that reads every post for every word."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._posts = posts
        self._terms = {term for post in posts for term in _terms(post)}
        self.words = WordCounts(word for post in posts for word in _words(post))
        self.synonyms = NO_SYNONYMS
        self.abbreviations = Synonyms.both_ways(
            pair
            for post in posts
            for section in post.sections
            for pair in spelled_out(section.text)
        )

    def holds(self, terms: Iterable[str]) -> bool:
        return not self._terms.isdisjoint(terms)

    def holds_phrase(self, phrase: Phrase, without: Iterable[str] = ()) -> bool:
        return any(
            _holds_anywhere(post, phrase) and _terms(post).keys().isdisjoint(without)
            for post in self._posts
        )

    def completions(self, prefix: str) -> Sequence[str]:
        found = [word for word in self.words if word.startswith(prefix)]
        return sorted(found, key=lambda word: (-self.words[word], word))


@dataclass(frozen=True, slots=True)
class _Match:
    post: Post
    score: float


# Slips, kind, how it is met, and the place in a fixed order.
_Rank = tuple[int, int, int, int]


class FakeSearcher:
    """A `Searcher` that reads every post for every query: the oracle of what matches."""

    def __init__(self, posts: Sequence[Post], generation: str = "g000001") -> None:
        self._posts = sorted(posts, key=lambda post: post.slug)
        self._generation = generation
        self._is_closed = False

    @property
    def generation(self) -> str:
        return self._generation

    def search(self, query: Query) -> Results:
        self._refuse_if_closed()
        interpretation = self._interpret(query)
        parsed = interpretation.parsed
        inside = [
            post
            for post in self._posts
            if _matches(post, parsed) and _is_within_bounds(post, query, parsed)
        ]
        found = [post for post in inside if all(test(post, query) for test in _FACETS.values())]
        matches = _in_order(_scored(found, parsed), query, parsed)
        first = (query.page - 1) * query.page_size
        weights = self._rarity_weights(parsed)
        hits = [_hit(match, weights) for match in matches[first : first + query.page_size]]
        if query.explain:
            hits = [replace(hit, explanation=_explanation(hit)) for hit in hits]

        def matches_any(post: Post) -> bool:
            return _matches(post, parsed)

        return Results(
            hits=tuple(hits),
            total=len(matches),
            page=query.page,
            page_size=query.page_size,
            facets=_facets(inside, query),
            generation=self._generation,
            corrected=interpretation.corrected,
            ignored_words=parsed.ignored_words,
            no_good_answer=bool(parsed.words) and not any(map(matches_any, self._posts)),
            start_here=start_here(query, hits),
        )

    def suggest(self, text: str, limit: int = DEFAULT_SUGGESTIONS) -> tuple[Suggestion, ...]:
        self._refuse_if_closed()
        typed = read_typed(text)
        if typed is None:
            return ()
        ranked = [*self._ranked_headlines(typed), *self._ranked_words(typed)]
        return tuple(suggestion for _, suggestion in sorted(ranked, key=itemgetter(0))[:limit])

    def _ranked_headlines(self, typed: TypedText) -> Iterator[tuple[_Rank, Suggestion]]:
        """Titles and sections that are meant, with what they are to be sorted by."""
        newest = sorted(self._posts, key=lambda post: post.date, reverse=True)
        for number, post in enumerate(newest):
            rank = _headline_rank(typed, post.title)
            if rank is not None:
                slips, place = rank
                yield (slips, 0, place, number), suggest_title(typed, _reference(post))
            for section in post.sections:
                rank = _headline_rank(typed, section.heading)
                if section.heading and rank is not None:
                    slips, place = rank
                    link = SectionLink(heading=section.heading, anchor=section.anchor)
                    suggestion = suggest_section(typed, _reference(post), link)
                    yield (slips, 1, place, number), suggestion

    def _ranked_words(self, typed: TypedText) -> Iterator[tuple[_Rank, Suggestion]]:
        """Words that complete the last one, with what they are to be sorted by."""
        terms = {term for post in self._posts for term in _terms(post)}
        words = Counter(word for post in self._posts for word in _words(post))
        if not all(
            any(all(terms & part.terms for part in parts) for parts in alternatives)
            for alternatives in typed.earlier_words
        ):
            return
        prefix = typed.prefix.word
        near = slips_in_prefix(prefix, words) | {w: 0 for w in words if w.startswith(prefix)}
        for number, word in enumerate(sorted(near, key=lambda word: (-words[word], word))):
            if word != prefix:
                yield (near[word], 2, 0, number), suggest_term(typed, word)

    def post(self, slug: str) -> Post:
        self._refuse_if_closed()
        for post in self._posts:
            if post.slug == slug:
                return post
        for post in self._posts:
            if slug in post.aliases:
                return post
        raise PostNotFoundError(f"there is no post '{slug}'")

    def reading(self, slug: str) -> Reading:
        post = self.post(slug)
        others = [other for other in self._posts if other.slug != post.slug]
        names = {post.slug, *post.aliases}
        links_here = [o for o in others if any(link.target in names for link in o.links)]
        parsed = plain_query(f"{post.title} {post.summary}")
        similar = [match for match in _scored(others, parsed) if match.score > 0]
        best = _in_order(similar, Query(text="similar"), parsed)[:READ_NEXT]
        return Reading(
            post=post,
            links_here=tuple(map(_reference, sorted(links_here, key=lambda o: o.title))),
            read_next=tuple(_reference(match.post) for match in best),
        )

    def close(self) -> None:
        self._is_closed = True

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise IndexUnavailableError(f"generation {self._generation} is closed")

    def _rarity_weights(self, parsed: ParsedQuery) -> Weights:
        held = [_terms(post).keys() for post in self._posts]
        terms = {term for word in parsed.words for term in word.all_terms}
        frequencies = {term: sum(term in terms_of for terms_of in held) for term in terms}
        return rarity_weights(frequencies, len(self._posts))

    def _interpret(self, query: Query) -> Interpretation:
        lexicon = FakeLexicon(self._posts)
        interpreter = Interpreter(lexicon, Speller(lexicon.words), DEFAULT_RANKING)
        found = interpreter.read(query.text, plain=query.plain)
        if not any(_matches(post, found.parsed) for post in self._posts):
            return interpreter.loosen(found) or found
        return found


def _headline_rank(typed: TypedText, headline: str) -> tuple[int, int] | None:
    """Slips and how a headline is met: whole, at its beginning, or by its words."""
    if typed.key == letters_key(headline):
        return 0, 0
    if typed.begins(headline):
        return 0, 1
    met = meet(typed, headline)
    return (met.slips, 2) if met else None


def _reference(post: Post) -> Reference:
    return Reference(slug=post.slug, title=post.title, level=post.level)


class FakeSource:
    """A `SearcherSource` that hands out one searcher, or has none."""

    def __init__(self, searcher: Searcher | None) -> None:
        self.searcher = searcher

    @contextmanager
    def lease(self) -> Iterator[Searcher]:
        if self.searcher is None:
            raise IndexUnavailableError("there is no index yet: run 'indexer build'")
        yield self.searcher


def _fields(post: Post) -> dict[str, str]:
    blocks = [text for section in post.sections for text in (section.heading, section.text)]
    return {
        "title": post.title,
        "summary": post.summary,
        "keywords": "\n".join((*post.keywords, *post.tags)),
        "body": "\n".join(blocks),
    }


def _terms(post: Post) -> Counter[str]:
    return Counter(token.term for text in _fields(post).values() for token in analyze(text))


def _words(post: Post) -> list[str]:
    return [token.word for text in _fields(post).values() for token in analyze(text)]


def _matches(post: Post, parsed: ParsedQuery) -> bool:
    if any(_holds(post, condition) for condition in parsed.excluded):
        return False
    if parsed.required:
        return all(_holds(post, condition) for condition in parsed.required)
    return parsed.matches_everything or _score(post, parsed) > 0


def _holds(post: Post, condition: Condition) -> bool:
    fields = _fields(post)
    names = ("title",) if condition.scope is Scope.TITLE else fields
    return any(
        _holds_phrase(fields[name], phrase) for name in names for phrase in condition.phrases
    )


def _holds_anywhere(post: Post, phrase: Phrase) -> bool:
    return any(_holds_phrase(text, phrase) for text in _fields(post).values())


def _explanation(hit: Hit) -> tuple[Contribution, ...]:
    return (Contribution(kind=EvidenceKind.WORD, share=hit.score),) if hit.score else ()


def _holds_phrase(text: str, phrase: Sequence[Sequence[str]]) -> bool:
    places = {(token.position, token.term) for token in analyze(text)}
    return any(
        all(
            any((start + offset, term) in places for term in alternatives)
            for offset, alternatives in enumerate(phrase)
        )
        for start, _ in places
    )


def _is_within_bounds(post: Post, query: Query, parsed: ParsedQuery) -> bool:
    return (
        (query.since is None or post.date >= query.since)
        and (query.until is None or post.date <= query.until)
        and (parsed.after is None or post.date > parsed.after)
        and (parsed.before is None or post.date < parsed.before)
        and (not parsed.levels or post.level in parsed.levels)
    )


_FACETS: dict[str, Callable[[Post, Query], bool]] = {
    "level": lambda post, query: not query.levels or post.level in query.levels,
    "domain": lambda post, query: not query.domains or post.domain in query.domains,
    "month": lambda post, query: not query.months or Month.of(post.date) in query.months,
}


def _facets(posts: Sequence[Post], query: Query) -> Facets:
    """Each facet counts the posts that the other facets let through."""

    def counted(facet: str) -> list[Post]:
        tests = [test for name, test in _FACETS.items() if name != facet]
        return [post for post in posts if all(test(post, query) for test in tests)]

    levels = Counter(post.level for post in counted("level"))
    domains = Counter(post.domain for post in counted("domain"))
    months = Counter(Month.of(post.date) for post in counted("month"))
    return Facets(
        level=tuple(
            FacetCount(value=level.value, count=levels[level], selected=level in query.levels)
            for level in Level
            if level in levels or level in query.levels
        ),
        domain=tuple(
            FacetCount(value=name, count=domains[name], selected=name in query.domains)
            for name in sorted({*domains, *query.domains})
        ),
        month=tuple(
            FacetCount(value=str(month), count=months[month], selected=month in query.months)
            for month in sorted({*months, *query.months}, reverse=True)
        ),
    )


def _scored(posts: Iterable[Post], parsed: ParsedQuery) -> list[_Match]:
    """How often the query's words stand in each post; a title typed whole beats everything."""
    scores = {post.slug: (post, _score(post, parsed) * post.boost) for post in posts}
    top = max((score for _, score in scores.values()), default=0.0)
    return [
        _Match(post, score + top * _title_share(post, parsed)) for post, score in scores.values()
    ]


def _score(post: Post, parsed: ParsedQuery) -> float:
    terms = _terms(post)
    typed = sum(terms[term] for word in parsed.words for term in word.terms)
    others = sum(
        alternative.weight * _holds_anywhere(post, alternative.phrase)
        for word in parsed.words
        for alternative in word.alternatives
    )
    return float(typed + others)


def _title_share(post: Post, parsed: ParsedQuery) -> float:
    title, content = title_key(parsed.plain_text), content_key(parsed.plain_text)
    is_exact = bool(title) and title == title_key(post.title)
    has_same_words = bool(content) and content == content_key(post.title)
    return 1.0 * is_exact + 0.5 * has_same_words


def _in_order(matches: Sequence[_Match], query: Query, parsed: ParsedQuery) -> list[_Match]:
    by_slug = sorted(matches, key=lambda match: match.post.slug)
    if query.sort is Sort.OLDEST:
        return sorted(by_slug, key=lambda match: match.post.date)
    newest_first = sorted(by_slug, key=lambda match: match.post.date, reverse=True)
    if query.sort is Sort.NEWEST or not parsed.words:
        return newest_first
    return sorted(newest_first, key=lambda match: match.score, reverse=True)


def _hit(match: _Match, weights: Weights) -> Hit:
    post = match.post
    excerpt, section = cut_excerpt(post, weights)
    return Hit(
        slug=post.slug,
        title=post.title,
        summary=post.summary,
        date=post.date,
        level=post.level,
        domain=post.domain,
        score=match.score,
        excerpt=excerpt,
        section=section,
    )
