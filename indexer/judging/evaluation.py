"""Puts judged queries to a searcher and sums up how good its answers are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.judging.bootstrap import Estimate, estimate_mean
from indexer.judging.judgements import Judgement
from indexer.judging.measures import RANKING_DEPTH, Measure, measure_rankings
from indexer.search import Hit, Query, Searcher

SHOWN_TITLES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a searcher answered: documents, best first, at most 100, and the first titles.

    `is_refused` says that it found no good answer, whatever it offers.
    """

    ranking: tuple[str, ...]
    titles: tuple[str, ...]
    is_refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedQuery:
    """A query, its answer, and the answer's measures; a query without an answer has none."""

    judgement: Judgement
    answer: Answer
    measures: Mapping[Measure, float]

    @property
    def best_rank(self) -> int | None:
        """The rank, from 1, of the first document with the query's best grade, if found."""
        grades = self.judgement.grades
        best = max(grades.values(), default=None)
        ranks = (
            rank
            for rank, document in enumerate(self.answer.ranking, start=1)
            if grades.get(document) == best
        )
        return next(ranks, None) if grades else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The means of answerable queries; without any there are no measures."""

    queries: int
    measures: Mapping[Measure, Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """Which share of queries without an answer was recognised, and of the others refused.

    A share of no queries is None.
    """

    unanswerable: int
    recognised: Estimate | None
    answerable: int
    refused: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All queries with their measures, in the order they came, and what they sum up to.

    `name` says what answered; groups stand in the order of the alphabet.
    """

    name: str
    queries: tuple[JudgedQuery, ...]
    overall: Summary
    groups: Mapping[str, Summary]
    refusals: Refusals


def typed_query(text: str) -> Query:
    """The query that a reader's text stands for, answered as deep as is measured."""
    return Query(text=text, page_size=RANKING_DEPTH)


def judge(
    searcher: Searcher,
    judgements: Sequence[Judgement],
    *,
    name: str | None = None,
    query_of: Callable[[str], Query] = typed_query,
    document_of: Callable[[Hit], str] = lambda hit: hit.slug,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Evaluation:
    """Put all queries to a searcher and measure its answers.

    `name` is the generation's unless given, `query_of` makes a query of a text, and
    `document_of` says which document of the judgements a hit is. `on_progress` is told how
    many of how many queries are answered.
    """
    answers = ask(
        searcher, judgements, query_of=query_of, document_of=document_of, on_progress=on_progress
    )
    return evaluate(name or searcher.generation, judgements, answers)


def ask(
    searcher: Searcher,
    judgements: Sequence[Judgement],
    *,
    query_of: Callable[[str], Query] = typed_query,
    document_of: Callable[[Hit], str] = lambda hit: hit.slug,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Answer]:
    """A searcher's answers to all queries, in their order; the arguments are those of `judge`."""
    answers: list[Answer] = []
    for judgement in judgements:
        answers.append(_ask(searcher, judgement.query, query_of, document_of))
        on_progress(len(answers), len(judgements))
    return answers


def evaluate(name: str, judgements: Sequence[Judgement], answers: Sequence[Answer]) -> Evaluation:
    """Measure answers to judged queries, one each, and sum them up."""
    return sum_up(name, measure(judgements, answers))


def measure(judgements: Sequence[Judgement], answers: Sequence[Answer]) -> tuple[JudgedQuery, ...]:
    """Measure answers to judged queries, one each."""
    answerable = [place for place, each in enumerate(judgements) if each.is_answerable]
    measured = measure_rankings(
        [judgements[place] for place in answerable],
        [answers[place].ranking for place in answerable],
    )
    measures = dict(zip(answerable, measured, strict=True))
    return tuple(
        JudgedQuery(judgement=judgement, answer=answer, measures=measures.get(place, {}))
        for place, (judgement, answer) in enumerate(zip(judgements, answers, strict=True))
    )


def sum_up(name: str, queries: Sequence[JudgedQuery]) -> Evaluation:
    """What measured queries sum up to; the intervals take longer than most answers."""
    groups = sorted({query.judgement.group for query in queries if query.measures})
    return Evaluation(
        name=name,
        queries=tuple(queries),
        overall=_summary(queries),
        groups={
            group: _summary(query for query in queries if query.judgement.group == group)
            for group in groups
        },
        refusals=_refusals(queries),
    )


def _ask(
    searcher: Searcher,
    text: str,
    query_of: Callable[[str], Query],
    document_of: Callable[[Hit], str],
) -> Answer:
    # To a reader an empty text means all posts; as a question it has no answer.
    if not text.strip():
        return Answer(ranking=(), titles=(), is_refused=True)
    results = searcher.search(query_of(text))
    return Answer(
        ranking=tuple(document_of(hit) for hit in results.hits),
        titles=tuple(hit.title for hit in results.hits[:SHOWN_TITLES]),
        is_refused=results.no_good_answer,
    )


def _summary(queries: Iterable[JudgedQuery]) -> Summary:
    measured = [query.measures for query in queries if query.measures]
    return Summary(
        queries=len(measured),
        measures={
            measure: estimate_mean([values[measure] for values in measured]) for measure in Measure
        }
        if measured
        else {},
    )


def _refusals(queries: Sequence[JudgedQuery]) -> Refusals:
    answerable = [q.answer.is_refused for q in queries if q.judgement.is_answerable]
    unanswerable = [q.answer.is_refused for q in queries if not q.judgement.is_answerable]
    return Refusals(
        unanswerable=len(unanswerable),
        recognised=_share(unanswerable),
        answerable=len(answerable),
        refused=_share(answerable),
    )


def _share(flags: Sequence[bool]) -> Estimate | None:
    return estimate_mean([float(flag) for flag in flags]) if flags else None
