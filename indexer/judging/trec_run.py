"""Ranked answers in the form that trec_eval and other scorers read."""

from collections.abc import Iterator

from indexer.errors import EvaluationError
from indexer.judging.evaluation import Evaluation


def trec_run(evaluation: Evaluation, tag: str) -> Iterator[str]:
    """Lines `query Q0 document rank score tag`, without line ends.

    Scores count down to 1: other scorers sort by score, and read it with less precision than
    ours has. Raises EvaluationError for an id with white space, which the form has no room for.
    """
    for query in evaluation.queries:
        ranking = query.answer.ranking
        query_id = _without_blanks(query.judgement.query_id)
        for place, document in enumerate(ranking):
            score = len(ranking) - place
            yield f"{query_id} Q0 {_without_blanks(document)} {place + 1} {score} {tag}"


def _without_blanks(name: str) -> str:
    if len(name.split()) != 1 or name != name.strip():
        raise EvaluationError(
            f"the id {name!r} holds white space, which a TREC run cannot: rename it"
        )
    return name
