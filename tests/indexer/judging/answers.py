"""Judgements and answers of which only what a test says matters."""

from collections.abc import Mapping, Sequence

from indexer.judging.evaluation import Answer, Evaluation, evaluate
from indexer.judging.judgements import NO_ANSWER_GROUP, Judgement


def judged(
    query: str, grades: Mapping[str, int] | None = None, group: str | None = None
) -> Judgement:
    """A judgement whose query is its id; without grades it has no answer."""
    default = "keyword" if grades else NO_ANSWER_GROUP
    return Judgement(
        query_id=query.replace(" ", "-"), query=query, group=group or default, grades=grades or {}
    )


def answered(*ranking: str, is_refused: bool = False) -> Answer:
    """An answer in which each document's title is its name in capitals."""
    titles = tuple(document.upper() for document in ranking[:3])
    return Answer(ranking=ranking, titles=titles, is_refused=is_refused)


def evaluation_of(*pairs: tuple[Judgement, Answer], name: str = "g000001 (arrays)") -> Evaluation:
    """The evaluation of answers to judged queries."""
    judgements: Sequence[Judgement] = [judgement for judgement, _ in pairs]
    return evaluate(name, judgements, [answer for _, answer in pairs])
