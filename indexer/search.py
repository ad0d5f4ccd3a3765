"""The contract between those who ask and those who answer: queries, results, two protocols.

A backend implements `Searcher` and `IndexWriter`; one suite, `tests/contract/`, holds
every backend to what is said here.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from indexer.errors import QueryError
from indexer.post import Level, Month, Post, PostMetadata
from indexer.synonyms import NO_SYNONYMS, Synonyms

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_PAGE_SIZE = 10
MAX_PAGE_SIZE = 100
MAX_PAGE = 1_000
READ_NEXT = 3
DEFAULT_SUGGESTIONS = 5
MAX_SUGGESTIONS = 20


class Sort(Enum):
    """The order of hits; ties fall to the newer post, then to the slug."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a reader asks for.

    Values within `levels`, `domains` or `months` are alternatives; an empty set stands for
    all. `since` and `until` include their day. An empty text matches every post. `explain`
    asks for what each hit's score is made of; `plain` takes a text for nothing but words,
    as one from a file of questions. Raises QueryError for a page or page size out of range
    or a `since` behind `until`.
    """

    text: str = ""
    levels: frozenset[Level] = frozenset()
    domains: frozenset[str] = frozenset()
    months: frozenset[Month] = frozenset()
    since: date | None = None
    until: date | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    page_size: int = DEFAULT_PAGE_SIZE
    explain: bool = False
    plain: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.page <= MAX_PAGE:
            raise QueryError(f"page must be a whole number from 1 to {MAX_PAGE}, not {self.page}")
        if not 1 <= self.page_size <= MAX_PAGE_SIZE:
            raise QueryError(
                f"page size must be a whole number from 1 to {MAX_PAGE_SIZE}, not {self.page_size}"
            )
        if self.since and self.until and self.since > self.until:
            raise QueryError(f"since ({self.since}) must not be later than until ({self.until})")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of an excerpt; highlights are data, and whoever shows them escapes the text."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLink:
    """Where in a post an excerpt stands."""

    heading: str
    anchor: str


class EvidenceKind(Enum):
    """What speaks for a post."""

    WORD = "word"
    SYNONYM = "synonym"
    ABBREVIATION = "abbreviation"
    SPELLING = "spelling"
    COMPLETION = "completion"
    PROXIMITY = "proximity"
    TITLE = "title"
    INTENT = "intent"
    BOOST = "boost"
    MEANING = "meaning"
    EXACT_TITLE = "exact title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """A share of a score; `word` is what was typed, `field` where it was met, "" for neither."""

    kind: EvidenceKind
    word: str = ""
    field: str = ""
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One post that matches; `section` is None if the excerpt stands before any heading.

    `explanation` is filled if the query asks for it; its shares add up to the score.
    `is_related` says that the post holds none of the words, and is near in meaning alone.
    """

    slug: str
    title: str
    summary: str
    date: date
    level: Level
    domain: str
    score: float
    excerpt: tuple[Fragment, ...]
    section: SectionLink | None
    explanation: tuple[Contribution, ...] = ()
    is_related: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCount:
    """How many matches have this value, whatever is selected in the same facet."""

    value: str
    count: int
    selected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Counts of each facet's values; a selected value is listed even if nothing has it.

    Levels stand from the easiest on, domains in the order of the alphabet, months from the
    newest on.
    """

    level: tuple[FacetCount, ...] = ()
    domain: tuple[FacetCount, ...] = ()
    month: tuple[FacetCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of hits and what is to be said about all matches.

    `corrected` is the text that was searched for in place of the query's, or None;
    `ignored_words` are words of the query that took no part in matching. `no_good_answer`
    says that the posts hold too little of what was asked for to be an answer; the hits are
    then no more than the nearest. `start_here` is the easiest of the best posts, for readers
    new to the subject, if it is not the first one anyway.
    """

    hits: tuple[Hit, ...]
    total: int
    page: int
    page_size: int
    facets: Facets
    generation: str
    corrected: str | None = None
    ignored_words: tuple[str, ...] = ()
    no_good_answer: bool = False
    start_here: "Reference | None" = None

    @property
    def pages(self) -> int:
        """How many pages the matches fill; 1 if there are none."""
        return max(1, -(-self.total // self.page_size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """As much of a post as a link to it shows."""

    slug: str
    title: str
    level: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A post with the posts that link to it, by title, and the most similar ones, best first."""

    post: Post
    links_here: tuple[Reference, ...]
    read_next: tuple[Reference, ...]


def start_here(query: Query, hits: Sequence[Hit]) -> Reference | None:
    """The easiest of the hits that score at least half of the best, if it is not the first.

    Only the first page of good answers, in order of relevance, has one.
    """
    if query.page > 1 or query.sort is not Sort.RELEVANCE or not hits or not hits[0].score:
        return None
    good = [hit for hit in hits if hit.score >= hits[0].score / 2]
    easiest = min(good, key=lambda hit: hit.level.rank)
    if easiest.level.rank == hits[0].level.rank:
        return None
    return Reference(slug=easiest.slug, title=easiest.title, level=easiest.level)


class SuggestionKind(Enum):
    """What a suggestion leads to: a post, a section of one, or a search."""

    TITLE = "title"
    SECTION = "section"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One way to go on from what is being typed, which is marked in its text.

    `post` is None for a term; `section` is there for a section alone.
    """

    kind: SuggestionKind
    text: tuple[Fragment, ...]
    post: Reference | None = None
    section: SectionLink | None = None

    @property
    def plain_text(self) -> str:
        """The text without marks; for a term, what is to be searched for."""
        return "".join(fragment.text for fragment in self.text)


class Searcher(Protocol):
    """A snapshot of one generation; safe to be shared by threads."""

    @property
    def generation(self) -> str:
        """The name of the generation that answers."""
        ...

    def search(self, query: Query) -> Results:
        """Answer a query; never raises because of its text."""
        ...

    def suggest(self, text: str, limit: int = DEFAULT_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """What the last word of a text may become, best first; never raises because of the text.

        Earlier words are whole words, the last one may go on. Titles come first: those that
        begin with the text, a title typed whole before all, then those that hold all its
        words. Sections follow by their headings in the same way, then words that complete
        the last one, the more frequent first, if a post holds each of the earlier words.
        Ties fall to the newer post, then to the slug. Behind all of these stand those in
        which slips are forgiven, the fewer first. A text of one letter or of none suggests
        nothing, nor does one of more than 200 characters.
        """
        ...

    def post(self, slug: str) -> Post:
        """The post of this slug or alias; raises PostNotFoundError."""
        ...

    def reading(self, slug: str) -> Reading:
        """The post of this slug or alias among its neighbours; raises PostNotFoundError."""
        ...

    def close(self) -> None:
        """Let go of files; from then on all questions raise IndexUnavailableError."""
        ...


class IndexWriter(Protocol):
    """Writes one candidate generation, which nobody reads before it is published.

    There is at least one post and none has another's slug. `on_progress` is told how many
    posts more are done; `synonyms` are what maintainers declare.
    """

    def write(
        self,
        posts: Sequence[Post],
        on_progress: Callable[[int], None],
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> None:
        """Write all posts anew."""
        ...

    def update(
        self,
        base: "Path | None",
        kept: Sequence[PostMetadata],
        added: Sequence[PostMetadata],
        load: Callable[[str], Post],
        on_progress: Callable[[int], None],
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> None:
        """Write the posts that are `kept` of the generation `base`, and those that are `added`.

        What is kept stands in `base` just so; each of the others is loaded by its slug when
        its turn comes. What is written answers as if all had been written anew, and `base`
        stays as it is. Nothing can be kept without a base.
        """
        ...


class SearcherSource(Protocol):
    """Hands out the searcher of the generation that is current at the moment."""

    def lease(self) -> AbstractContextManager[Searcher]:
        """A snapshot to be used from a request's start to its end.

        Raises IndexUnavailableError if there is none.
        """
        ...
