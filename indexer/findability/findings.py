"""What lint finds: a code, a place, what is the matter, and a hint."""

from dataclasses import dataclass
from enum import Enum

from indexer.problems import Problem


class LintCode(Enum):
    """What kind of thing was found; its value is its name in output and in `lint.toml`."""

    UNWRITTEN = "unwritten"
    EMPTY_SUMMARY = "empty-summary"
    UNEXPLAINED_ABBREVIATION = "unexplained-abbreviation"
    NEAR_DUPLICATE = "near-duplicate"
    TITLE_RANK = "title-rank"
    NO_QUESTIONS = "no-questions"
    QUESTIONS_MISS = "questions-miss"
    QUESTION_LOST = "question-lost"
    COMPETING_POSTS = "competing-posts"
    MISSING_SYNONYM = "missing-synonym"
    STALE_ACCEPTANCE = "stale-acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding in the post of a slug; `about` tells it from others of its code there.

    That is a word, a question or another post's slug, and "" if one post can have but one.
    """

    code: LintCode
    slug: str
    about: str = ""
    problem: Problem
