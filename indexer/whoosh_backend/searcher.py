"""Answers queries from one generation on disk."""

from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.analysis import analyze_word
from indexer.excerpts import cut_excerpt
from indexer.post import Post
from indexer.query_syntax import ParsedQuery, parse_query
from indexer.search import Hit, Query, Results, Sort
from indexer.spelling import Speller
from indexer.whoosh_backend.columns import Columns, Floats, Ints
from indexer.whoosh_backend.filters import select_facets, within_bounds
from indexer.whoosh_backend.post_store import PostStore
from indexer.whoosh_backend.vocabulary import read_vocabulary
from indexer.whoosh_backend.whoosh_matcher import WhooshMatcher


class WhooshSearcher:
    """A `Searcher` over the folder of one generation."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._matcher = WhooshMatcher(folder)
        self._columns = Columns.load(folder)
        self._posts = PostStore(folder)

    @property
    def generation(self) -> str:
        """The name of the generation, which is its folder's."""
        return self._folder.name

    def search(self, query: Query) -> Results:
        """Answer a query; words that no post holds are corrected first."""
        parsed, corrected = self._parse(query.text)
        matches = self._matcher.match(parsed)
        inside = within_bounds(self._columns, matches.documents, query, parsed)
        documents, scores = matches.documents[inside], matches.scores[inside]
        selected, facets = select_facets(self._columns, documents, query)
        documents = documents[selected]
        scores = scores[selected] * self._columns.boosts[documents]
        order = self._order(documents, scores, query, parsed)
        first = (query.page - 1) * query.page_size
        shown = order[first : first + query.page_size]
        terms = {term for word in parsed.words for term in word.terms}
        return Results(
            hits=tuple(self._hit(int(documents[i]), float(scores[i]), terms) for i in shown),
            total=len(documents),
            page=query.page,
            page_size=query.page_size,
            facets=facets,
            generation=self.generation,
            corrected=corrected,
            ignored_words=parsed.ignored_words,
        )

    def post(self, slug: str) -> Post:
        """The post of a slug or alias; raises PostNotFoundError."""
        return self._posts.by_slug(slug)

    def close(self) -> None:
        """Let go of all files."""
        self._matcher.close()
        self._posts.close()

    def _parse(self, text: str) -> tuple[ParsedQuery, str | None]:
        """The parsed text, after correction if it was corrected, and the corrected text."""
        parsed = parse_query(text)
        corrected = text
        for word in sorted(parsed.words, key=lambda word: word.start, reverse=True):
            if self._matcher.holds(word.terms):
                continue
            meant = self._speller.correct(analyze_word(word.text).whole.word)
            if meant is not None:
                corrected = corrected[: word.start] + meant + corrected[word.end :]
        if corrected == text:
            return parsed, None
        return parse_query(corrected), corrected

    def _order(self, documents: Ints, scores: Floats, query: Query, parsed: ParsedQuery) -> Ints:
        """Places in `documents`, best first; ties fall to the newer post, then to the slug."""
        days = self._columns.days[documents]
        if query.sort is Sort.OLDEST:
            return np.lexsort((documents, days))
        if query.sort is Sort.NEWEST or not parsed.words:
            return np.lexsort((documents, -days))
        return np.lexsort((documents, -days, -scores))

    def _hit(self, document: int, score: float, terms: set[str]) -> Hit:
        post = self._posts[document]
        excerpt, section = cut_excerpt(post, terms)
        return Hit(
            slug=post.slug,
            title=post.title,
            summary=post.summary,
            date=post.date,
            level=post.level,
            domain=post.domain,
            score=score,
            excerpt=excerpt,
            section=section,
        )

    @cached_property
    def _speller(self) -> Speller:
        return Speller(read_vocabulary(self._folder))
