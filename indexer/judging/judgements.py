"""Judged queries: which documents answer a query and how well, and how a line says so."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from indexer.judging.json_lines import JsonLineError, parse_object
from indexer.post import Post
from indexer.problems import Problem, shorten

ANSWERS_GROUP = "answers"
NO_ANSWER_GROUP = "no-answer"
BEST_GRADE = 2
_LINE_HINT = 'write {"query": "…", "group": "…", "grades": {"slug": 2}} on one line'


class Half(Enum):
    """What a judgement is for: to be looked at while the ranking is changed, or only after."""

    DEVELOPMENT = "development"
    FINAL = "final"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A query and the grade of each document that answers it, 1 or more; the rest answer not.

    A query without grades has no good answer here. `query_id` is the query's own within an
    evaluation.
    """

    query_id: str
    query: str
    group: str
    grades: Mapping[str, int]

    @property
    def is_answerable(self) -> bool:
        """Whether any document answers the query."""
        return bool(self.grades)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedJudgements:
    """Judgements, and what is wrong with others."""

    judgements: tuple[Judgement, ...]
    problems: tuple[Problem, ...]


def parse_judgements(
    text: str, *, path: str, name: str, slug_of: Callable[[str], str | None]
) -> ParsedJudgements:
    """The judgements of a file's lines, whose ids are the file's name and the line's number.

    `slug_of` says which slug a slug or alias stands for, None if no post has it: such a
    grade is left out with a warning, and with it the query if no other is left. A line that
    cannot be read is an error.
    """
    judgements: list[Judgement] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            judgement = _parse_line(line, f"{name}:{number}")
        except JsonLineError as error:
            problems.append(Problem.error(path, number, error.column, str(error), _LINE_HINT))
            continue
        grades, unknown = _resolved(judgement.grades, slug_of)
        for slug in unknown:
            message = f"no post has the slug {shorten(slug)}"
            hint = "mend the slug; if the post was removed, remove the grade"
            problems.append(Problem.warning(path, number, 1, message, hint))
        if grades or not unknown:
            judgements.append(
                Judgement(
                    query_id=judgement.query_id,
                    query=judgement.query,
                    group=judgement.group,
                    grades=grades,
                )
            )
    return ParsedJudgements(judgements=tuple(judgements), problems=tuple(problems))


def judged_answers(posts: Iterable[Post]) -> Iterator[Judgement]:
    """The questions that posts say they answer, each of which its post answers best."""
    for post in posts:
        for number, question in enumerate(post.answers, start=1):
            yield Judgement(
                query_id=f"{ANSWERS_GROUP}:{post.slug}:{number}",
                query=question,
                group=ANSWERS_GROUP,
                grades={post.slug: BEST_GRADE},
            )


def _parse_line(line: str, query_id: str) -> Judgement:
    fields = parse_object(line)
    for name in ("query", "group", "grades"):
        if name not in fields:
            raise JsonLineError(f"'{name}' is missing")
    group = _text(fields, "group").strip()
    grades = _grades(fields["grades"])
    if grades and group == NO_ANSWER_GROUP:
        raise JsonLineError(f"a query of the group '{NO_ANSWER_GROUP}' has grades")
    if not grades and group != NO_ANSWER_GROUP:
        raise JsonLineError(f"a query without grades is not of the group '{NO_ANSWER_GROUP}'")
    return Judgement(query_id=query_id, query=_text(fields, "query"), group=group, grades=grades)


def _text(fields: Mapping[str, object], name: str) -> str:
    value = fields[name]
    if not isinstance(value, str) or not value.strip():
        raise JsonLineError(f"'{name}' is no text with anything in it")
    return value


def _grades(value: object) -> dict[str, int]:
    if not isinstance(value, dict):
        raise JsonLineError("'grades' is no object of slugs and grades")
    for slug, grade in value.items():
        if isinstance(grade, bool) or grade not in range(1, BEST_GRADE + 1):
            raise JsonLineError(f"the grade of {shorten(slug)} is none of 1 and {BEST_GRADE}")
    return {slug: int(grade) for slug, grade in value.items()}


def _resolved(
    grades: Mapping[str, int], slug_of: Callable[[str], str | None]
) -> tuple[dict[str, int], list[str]]:
    """The grades by the posts' own slugs, and the names that no post has."""
    resolved: dict[str, int] = {}
    unknown: list[str] = []
    for name, grade in grades.items():
        slug = slug_of(name)
        if slug is None:
            unknown.append(name)
        else:
            resolved[slug] = max(grade, resolved.get(slug, 0))
    return resolved, unknown
