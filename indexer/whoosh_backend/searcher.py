"""Answers queries from one generation on disk."""

from enum import Enum
from pathlib import Path

import numpy as np

from indexer.analysis import analyze_word
from indexer.errors import EngineUnavailableError, IndexUnavailableError
from indexer.post import Post
from indexer.query_syntax import ParsedQuery, parse_query, plain_query
from indexer.search import (
    DEFAULT_SUGGESTIONS,
    READ_NEXT,
    Hit,
    Query,
    Reading,
    Results,
    Sort,
    Suggestion,
)
from indexer.spelling import Speller
from indexer.whoosh_backend.array_matcher import ArrayMatcher
from indexer.whoosh_backend.arrays import Floats, Mask
from indexer.whoosh_backend.backlinks import Backlinks
from indexer.whoosh_backend.cells import Cells
from indexer.whoosh_backend.highlighter import Highlight, Highlighter
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.matches import Matcher, Matches
from indexer.whoosh_backend.numpy_kernel import NumpyKernel
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.post_heads import PostHeads
from indexer.whoosh_backend.post_store import PostStore
from indexer.whoosh_backend.suggester import Suggester
from indexer.whoosh_backend.title_keys import TitleKeys
from indexer.whoosh_backend.vocabulary import Vocabulary
from indexer.whoosh_backend.whoosh_matcher import WhooshMatcher


class Engine(Enum):
    """What finds and scores the posts: our arrays, with compiled loops or without, or Whoosh."""

    ARRAYS = "arrays"
    COMPILED = "compiled"
    WHOOSH = "whoosh"


class WhooshSearcher:
    """A `Searcher` over the folder of one generation."""

    def __init__(self, folder: Path, engine: Engine = Engine.ARRAYS) -> None:
        self._folder = folder
        self._cells = Cells.load(folder)
        self._orders = Orders.load(folder)
        self._titles = TitleKeys.load(folder)
        self._backlinks = Backlinks.load(folder)
        self._kernel = _kernel(engine)
        self._matcher: Matcher = (
            WhooshMatcher(folder)
            if engine is Engine.WHOOSH
            else ArrayMatcher(folder, self._cells.document_count, self._kernel)
        )
        self._highlighter = Highlighter(folder, self._cells.document_count)
        self._heads = PostHeads(folder)
        self._posts = PostStore(folder)
        vocabulary = Vocabulary.load(folder)
        self._speller = Speller(vocabulary)
        self._suggester = Suggester(folder, vocabulary, self._matcher.holds)
        self._is_closed = False

    @property
    def generation(self) -> str:
        """The name of the generation, which is its folder's."""
        return self._folder.name

    def search(self, query: Query) -> Results:
        """Answer a query; words that no post holds are corrected first."""
        self._refuse_if_closed()
        parsed, corrected = self._parse(query.text)
        matches = self._matcher.match(parsed)
        scores, mask = self._with_boosts_and_titles(matches, parsed), matches.mask
        self._kernel.shut_out(scores, mask, self._cells.outside_bounds(query, parsed))
        selection = self._cells.select(self._cells.count(mask, self._kernel), query)
        self._kernel.shut_out(scores, mask, selection.shut_out)
        shown = self._page(scores, mask, query, parsed)
        weights = self._highlighter.rarity_weights(
            term for word in parsed.words for term in word.terms
        )
        highlights = self._highlighter.highlight(shown, weights)
        return Results(
            hits=tuple(map(self._hit, shown, scores[shown].tolist(), highlights)),
            total=selection.total,
            page=query.page,
            page_size=query.page_size,
            facets=self._cells.facets(selection, query),
            generation=self.generation,
            corrected=corrected,
            ignored_words=parsed.ignored_words,
        )

    def suggest(self, text: str, limit: int = DEFAULT_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """What the last word of a text may become: titles, sections and words, best first."""
        self._refuse_if_closed()
        return self._suggester.suggest(text, limit)

    def post(self, slug: str) -> Post:
        """The post of a slug or alias; raises PostNotFoundError."""
        self._refuse_if_closed()
        return self._posts.by_slug(slug)

    def reading(self, slug: str) -> Reading:
        """The post of a slug or alias with those that link to it and the most similar ones."""
        self._refuse_if_closed()
        number = self._posts.number_of(slug)
        post = self._posts[number]
        links_here = [
            self._heads[document].reference for document in self._backlinks.of_document(number)
        ]
        return Reading(
            post=post,
            links_here=tuple(sorted(links_here, key=lambda reference: reference.title)),
            read_next=tuple(
                self._heads[document].reference for document in self._similar(number, post)
            ),
        )

    def close(self) -> None:
        """Let go of all files; from then on every question raises IndexUnavailableError."""
        if not self._is_closed:
            self._is_closed = True
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

    def _similar(self, number: int, post: Post) -> list[int]:
        """The posts that answer this one's title and summary best."""
        scores = self._matcher.match(plain_query(f"{post.title} {post.summary}")).scores
        scores[number] = 0.0
        best = self._kernel.best_documents(scores, READ_NEXT, self._orders.newest_ranks)
        return [int(document) for document in best]

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise IndexUnavailableError(f"the searcher of generation {self.generation} is closed")

    def _with_boosts_and_titles(self, matches: Matches, parsed: ParsedQuery) -> Floats:
        """Scores with boosts; a title typed whole stands above whatever is boosted."""
        scores = matches.scores
        scores[: len(self._orders.boosts)] *= self._orders.boosts
        lifts = self._titles.lifts(parsed)
        best = scores.max() if lifts else 0.0
        for document, share in lifts.items():
            scores[document] += share * best * matches.mask[document]
        return scores

    def _page(self, scores: Floats, mask: Mask, query: Query, parsed: ParsedQuery) -> list[int]:
        """The documents of one page; ties fall to the newer post, then to the slug."""
        last = query.page * query.page_size
        newest = self._orders.newest
        if query.sort is Sort.OLDEST:
            order = self._orders.oldest[mask[self._orders.oldest]]
        elif query.sort is Sort.NEWEST or not parsed.words:
            order = newest[mask[newest]]
        else:
            order = self._kernel.best_documents(scores, last, self._orders.newest_ranks)
            if len(order) < last:
                # Posts that a condition alone lets in, without a word that scores.
                order = np.append(order, newest[mask[newest] & (scores[newest] == 0)])
        return [int(document) for document in order[last - query.page_size : last]]

    def _hit(self, document: int, score: float, highlight: Highlight) -> Hit:
        head = self._heads[document]
        return Hit(
            slug=head.slug,
            title=head.title,
            summary=head.summary,
            date=head.date,
            level=head.level,
            domain=head.domain,
            score=score,
            excerpt=highlight.fragments,
            section=None if highlight.section is None else head.sections[highlight.section],
        )


def _kernel(engine: Engine) -> Kernel:
    """The inner loops of an engine; raises EngineUnavailableError if a package is missing."""
    if engine is not Engine.COMPILED:
        return NumpyKernel()
    try:
        # Loaded only when asked for: numba's import takes longer than most commands.
        from indexer.whoosh_backend.compiled_kernel import CompiledKernel  # noqa: PLC0415
    except ImportError as error:
        raise EngineUnavailableError(
            f"the engine '{engine.value}' needs a package that is not installed ({error.name}): "
            "install explainer-search[fast]"
        ) from error
    return CompiledKernel()
