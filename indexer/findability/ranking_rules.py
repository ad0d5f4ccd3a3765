"""Rules of lint that ask an index: whether a post is found by what should find it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis import words_of
from indexer.findability.findings import Finding, LintCode
from indexer.findability.post_places import PlacedPost
from indexer.findability.post_rules import finding
from indexer.findability.standing import Standing, standing_of
from indexer.findability.standing_text import listed, ordinal
from indexer.intents import scaffolding_of
from indexer.problems import shorten
from indexer.search import Query, Searcher
from indexer.stop_words import STOP_WORDS

SEEN_RANK, LAST_RANK = 3, 10
# So many questions of either that the other answers first.
COMPETING_QUESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question of a post, where the post stands for it, and which post stands first."""

    placed: PlacedPost
    question: str
    rank: int | None
    first: str

    @property
    def is_seen(self) -> bool:
        """Whether the post stands among the first three."""
        return self.rank is not None and self.rank <= SEEN_RANK


def ask_questions(searcher: Searcher, posts: Sequence[PlacedPost]) -> list[AskedQuestion]:
    """Put all questions of posts to an index that holds them."""
    return [
        _ask(searcher, placed, question) for placed in posts for question in placed.post.answers
    ]


def title_rank(searcher: Searcher, placed: PlacedPost) -> Iterator[Finding]:
    """A post that its own title does not find first."""
    rank, first = _rank(searcher, placed.post.title, placed.post.slug)
    if rank != 1:
        yield finding(
            placed,
            LintCode.TITLE_RANK,
            placed.place_of_field("title"),
            f"the title ranks {ordinal(rank)} for itself, behind '{first}'",
            "let the title say what sets this post apart, or see "
            f"'indexer explain {shorten(placed.post.title)} {placed.post.slug}'",
            about=first,
        )


def questions_that_miss(asked: Sequence[AskedQuestion]) -> Iterator[Finding]:
    """Posts that none of their questions finds among the first three."""
    by_slug: defaultdict[str, list[AskedQuestion]] = defaultdict(list)
    for each in asked:
        by_slug[each.placed.post.slug].append(each)
    for questions in by_slug.values():
        if not any(each.is_seen for each in questions):
            placed = questions[0].placed
            yield finding(
                placed,
                LintCode.QUESTIONS_MISS,
                placed.place_of_field("answers"),
                f"none of its {len(questions)} questions finds this post among the first "
                f"{SEEN_RANK}",
                "say the questions' own words in its title, summary or keywords",
            )


def lost_questions(searcher: Searcher, asked: Sequence[AskedQuestion]) -> Iterator[Finding]:
    """Questions for which their post stands behind the first ten."""
    for each in asked:
        if each.rank is None or each.rank > LAST_RANK:
            standing = standing_of(searcher, Query(text=each.question), each.placed.post.slug)
            yield finding(
                each.placed,
                LintCode.QUESTION_LOST,
                each.placed.place_of_answer(each.question),
                f"this question finds this post {ordinal(each.rank)}, and '{each.first}' first",
                _hint_for_lost(standing),
                about=each.question,
            )


def competing_posts(asked: Sequence[AskedQuestion]) -> Iterator[Finding]:
    """Pairs of posts of which each, or one alone, answers questions of the other first."""
    pairs: defaultdict[tuple[str, str], list[AskedQuestion]] = defaultdict(list)
    for each in asked:
        if each.rank != 1 and each.first:
            first, second = sorted((each.placed.post.slug, each.first))
            pairs[first, second].append(each)
    for (first, second), questions in pairs.items():
        if len(questions) >= COMPETING_QUESTIONS:
            placed = questions[0].placed
            other = second if placed.post.slug == first else first
            texts = ", ".join(shorten(each.question) for each in questions)
            yield finding(
                placed,
                LintCode.COMPETING_POSTS,
                placed.place_of_answer(questions[0].question),
                f"this post and '{other}' compete for {len(questions)} questions: {texts}",
                "say in titles, summaries or keywords what sets the two apart, or move a "
                "question to the post that answers it better",
                about=other,
            )


def missing_synonyms(
    searcher: Searcher,
    asked: Sequence[AskedQuestion],
    propose: Callable[[str], Sequence[str]] | None = None,
) -> Iterator[Finding]:
    """Words of questions that fail to come first, which no post knows in any form.

    `propose` names words of the posts that mean what such a word means.

    A word that is looked for alone finds nothing then, or is taken for a slip of the
    keyboard: no post holds it, no synonym leads on from it.
    """
    seen: set[tuple[str, str]] = set()
    for each in asked:
        if each.rank == 1:
            continue
        for word in _content_words(each.question):
            known = (each.placed.post.slug, word.lower())
            if known in seen or _is_known(searcher, word):
                continue
            seen.add(known)
            yield finding(
                each.placed,
                LintCode.MISSING_SYNONYM,
                each.placed.place_of_answer(each.question),
                f"no post and no synonym knows '{word}', and the question finds this post "
                f"{ordinal(each.rank)}",
                f'say it in the post, or lead from it to what the post says: "{word.lower()}" = '
                f"[{_proposals(word.lower(), propose)}] in synonyms.toml",
                about=word.lower(),
            )


def _proposals(word: str, propose: Callable[[str], Sequence[str]] | None) -> str:
    proposals = propose(word) if propose else ()
    return ", ".join(f'"{proposal}"' for proposal in proposals or ("…",))


def _ask(searcher: Searcher, placed: PlacedPost, question: str) -> AskedQuestion:
    rank, first = _rank(searcher, question, placed.post.slug)
    return AskedQuestion(placed=placed, question=question, rank=rank, first=first)


def _rank(searcher: Searcher, text: str, slug: str) -> tuple[int | None, str]:
    """A post's rank within the first hundred, and the slug of the first post."""
    hits = searcher.search(Query(text=text, page_size=100)).hits
    ranks = (rank for rank, hit in enumerate(hits, start=1) if hit.slug == slug)
    return next(ranks, None), hits[0].slug if hits else ""


def _hint_for_lost(standing: Standing) -> str:
    if standing.absent:
        return f"the post lacks {listed(standing.absent)}: say it, or add a synonym"
    if standing.weak:
        return f"its title, summary and keywords lack {listed(standing.weak)}"
    return "ask it in words that set this post apart"


def _content_words(text: str) -> Iterator[str]:
    scaffolding = list(scaffolding_of(text))
    for match in words_of(text):
        start, end = match.span()
        is_scaffolding = any(first <= start and end <= last for first, last in scaffolding)
        if not is_scaffolding and match[0].lower() not in STOP_WORDS:
            yield match[0]


def _is_known(searcher: Searcher, word: str) -> bool:
    """Whether some post holds a word, or what means the same, and is not merely near to it."""
    results = searcher.search(Query(text=word, plain=True))
    holds_it = any(not hit.is_related for hit in results.hits)
    return holds_it and results.corrected is None
