"""Answers queries from one generation on disk."""

from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from indexer.errors import EngineUnavailableError, IndexUnavailableError
from indexer.interpretation import Interpreter
from indexer.post import Post
from indexer.ranking import DEFAULT_RANKING, RankingParameters
from indexer.search import (
    DEFAULT_SUGGESTIONS,
    READ_NEXT,
    Hit,
    Query,
    Reading,
    Results,
    Suggestion,
    start_here,
)
from indexer.spelling import Speller
from indexer.whoosh_backend.array_matcher import ArrayMatcher
from indexer.whoosh_backend.backlinks import Backlinks
from indexer.whoosh_backend.cells import Cells
from indexer.whoosh_backend.highlighter import Highlight, Highlighter
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.lexicon import GenerationLexicon
from indexer.whoosh_backend.meaning import Meaning, OpenEncoder
from indexer.whoosh_backend.numpy_kernel import NumpyKernel
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.post_heads import PostHeads
from indexer.whoosh_backend.post_store import PostStore
from indexer.whoosh_backend.postings import Positions
from indexer.whoosh_backend.ranker import Ranker, Ranking
from indexer.whoosh_backend.scorer import Scorer
from indexer.whoosh_backend.suggester import Suggester
from indexer.whoosh_backend.term_dictionary import TermDictionary
from indexer.whoosh_backend.vocabulary import Vocabulary

if TYPE_CHECKING:
    from indexer.whoosh_backend.matches import Matcher


class Engine(Enum):
    """What finds and scores the posts: our arrays, with compiled loops or without, or Whoosh."""

    ARRAYS = "arrays"
    COMPILED = "compiled"
    WHOOSH = "whoosh"


class WhooshSearcher:
    """A `Searcher` over the folder of one generation."""

    def __init__(
        self,
        folder: Path,
        engine: Engine = Engine.ARRAYS,
        parameters: RankingParameters = DEFAULT_RANKING,
        open_encoder: OpenEncoder | None = None,
    ) -> None:
        self._folder = folder
        cells, orders = Cells.load(folder), Orders.load(folder)
        self._backlinks = Backlinks.load(folder)
        kernel = _kernel(engine)
        impacts = Impacts.load(folder)
        positions = Positions.load(folder)
        dictionary = TermDictionary(impacts, cells.document_count)
        self._matcher: Matcher = (
            _whoosh_matcher(folder)
            if engine is Engine.WHOOSH
            else ArrayMatcher(folder, impacts, positions, dictionary, kernel, parameters)
        )
        self._posts = PostStore(folder)
        self._highlighter = Highlighter(folder, self._posts.texts, positions, dictionary)
        self._heads = PostHeads(self._posts.lines)
        vocabulary = Vocabulary.load(folder)
        lexicon = GenerationLexicon(folder, self._matcher, vocabulary)
        interpreter = Interpreter(lexicon, Speller(vocabulary), parameters)
        meaning = Meaning.load(folder, open_encoder) if open_encoder else None
        scorer = Scorer(folder, self._matcher, dictionary, kernel, parameters, meaning)
        self._ranker = Ranker(interpreter, scorer, cells, orders, kernel)
        self._suggester = Suggester(folder, vocabulary, self._matcher.holds)
        self._is_closed = False

    @property
    def generation(self) -> str:
        """The name of the generation, which is its folder's."""
        return self._folder.name

    def rank(self, query: Query) -> Ranking:
        """The documents that answer a query, without anything to be shown of them."""
        self._refuse_if_closed()
        return self._ranker.rank(query)

    def search(self, query: Query) -> Results:
        """Answer a query; words that no post holds are corrected first."""
        ranking = self.rank(query)
        parsed = ranking.interpretation.parsed
        weights = self._highlighter.rarity_weights(
            term for word in parsed.words for term in word.all_terms
        )
        highlights = self._highlighter.highlight(ranking.documents, weights)
        hits = list(map(self._hit, ranking.documents, ranking.scores, highlights))
        if (fused := ranking.scored.fused) is not None and fused.related:
            hits = [
                replace(hit, is_related=document in fused.related)
                for hit, document in zip(hits, ranking.documents, strict=True)
            ]
        if query.explain:
            hits = [
                replace(hit, explanation=tuple(explanation))
                for hit, explanation in zip(hits, self._ranker.explain(ranking), strict=True)
            ]
        return Results(
            hits=tuple(hits),
            total=ranking.selection.total,
            page=query.page,
            page_size=query.page_size,
            facets=self._ranker.facets(ranking, query),
            generation=self.generation,
            corrected=ranking.interpretation.corrected,
            ignored_words=parsed.ignored_words,
            no_good_answer=not ranking.scored.has_good_answer,
            start_here=start_here(query, hits) if ranking.scored.has_good_answer else None,
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
        text = f"{post.title} {post.summary}"
        similar = self._ranker.similar(text, number, READ_NEXT)
        return Reading(
            post=post,
            links_here=tuple(sorted(links_here, key=lambda reference: reference.title)),
            read_next=tuple(self._heads[document].reference for document in similar),
        )

    def close(self) -> None:
        """Let go of all files; from then on every question raises IndexUnavailableError."""
        if not self._is_closed:
            self._is_closed = True
            self._matcher.close()

    def _refuse_if_closed(self) -> None:
        if self._is_closed:
            raise IndexUnavailableError(f"the searcher of generation {self.generation} is closed")

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


def _whoosh_matcher(folder: Path) -> "Matcher":
    # A reader's answer needs no Whoosh, and its import takes longer than opening an index.
    from indexer.whoosh_backend.whoosh_matcher import WhooshMatcher  # noqa: PLC0415 - as said

    return WhooshMatcher(folder)


def _kernel(engine: Engine) -> Kernel:
    """The inner loops of an engine; raises EngineUnavailableError if a package is missing."""
    if engine is not Engine.COMPILED:
        return NumpyKernel()
    try:
        # Loaded only when asked for: numba's import takes longer than most commands.
        from indexer.whoosh_backend.compiled_kernel import CompiledKernel  # noqa: PLC0415 - as said
    except ImportError as error:
        raise EngineUnavailableError(
            f"the engine '{engine.value}' needs a package that is not installed ({error.name}): "
            "install explainer-search[fast]"
        ) from error
    return CompiledKernel()
