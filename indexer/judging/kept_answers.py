"""Answers to judged queries that a generation keeps, so that the next gate need not ask again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from indexer.judging.evaluation import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswers:
    """A generation's answers by query, each of at most `depth` posts, without titles."""

    depth: int = 0
    answers: Mapping[str, Answer] = field(default_factory=dict)


NOTHING_KEPT = KeptAnswers()


def kept_answers_to_json(kept: KeptAnswers, code: str) -> str:
    """The text of a file of answers that code of this digest gave."""
    plain = {
        "code": code,
        "depth": kept.depth,
        "answers": {
            query: [answer.is_refused, *answer.ranking] for query, answer in kept.answers.items()
        },
    }
    return json.dumps(plain, ensure_ascii=False)


def kept_answers_from_json(text: str, code: str) -> KeptAnswers:
    """The answers of such a file; nothing if other code gave them, or it cannot be read."""
    try:
        plain = json.loads(text)
        if plain["code"] != code:
            return NOTHING_KEPT
        return KeptAnswers(
            depth=int(plain["depth"]),
            answers={
                query: Answer(ranking=tuple(ranking), titles=(), is_refused=is_refused)
                for query, (is_refused, *ranking) in plain["answers"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return NOTHING_KEPT
