"""Tests of judged queries as lines of a file."""

import json
from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.judging.judgements import (
    Judgement,
    ParsedJudgements,
    judged_answers,
    parse_judgements,
)
from indexer.post import Level, Post
from indexer.problems import Severity

SLUGS: Mapping[str, str] = {"cache": "cache", "kv-cache": "cache", "attention": "attention"}


def parse(text: str) -> ParsedJudgements:
    return parse_judgements(text, path="dev.jsonl", name="dev", slug_of=SLUGS.get)


def line(**changes: object) -> str:
    fields = {"query": "what is kept", "group": "beginner", "grades": {"cache": 2}} | changes
    return json.dumps(fields)


def test_a_line_is_a_judgement_whose_id_names_its_place() -> None:
    parsed = parse("\n" + line(grades={"cache": 2, "attention": 1}) + "\r\n \n")
    assert parsed.problems == ()
    assert parsed.judgements == (
        Judgement(
            query_id="dev:2",
            query="what is kept",
            group="beginner",
            grades={"cache": 2, "attention": 1},
        ),
    )


def test_a_query_without_an_answer_has_a_group_of_its_own() -> None:
    [judgement] = parse(line(group="no-answer", grades={})).judgements
    assert not judgement.is_answerable


BAD_LINES = [
    ("{", "the line is no JSON: "),
    ("[1]", "the line is no JSON object"),
    ("[" * 100_000, "too deep"),
    ('{"query": 1' + "0" * 5000 + "}", "the line is no JSON that can be read"),
    ('{"query": "a", "query": "b"}', "the key 'query' stands twice"),
    ('{"query": "a", "group": "b"}', "'grades' is missing"),
    (line(query=""), "'query' is no text with anything in it"),
    (line(query=7), "'query' is no text with anything in it"),
    (line(group=" "), "'group' is no text with anything in it"),
    (line(grades=["cache"]), "'grades' is no object of slugs and grades"),
    (line(grades={"cache": 0}), "the grade of 'cache' is none of 1 and 2"),
    (line(grades={"cache": 3}), "the grade of 'cache' is none of 1 and 2"),
    (line(grades={"cache": True}), "the grade of 'cache' is none of 1 and 2"),
    (line(grades={"cache": "2"}), "the grade of 'cache' is none of 1 and 2"),
    (line(grades={"cache": []}), "the grade of 'cache' is none of 1 and 2"),
    (line(grades={}), "a query without grades is not of the group 'no-answer'"),
    (line(group="no-answer"), "a query of the group 'no-answer' has grades"),
]


@pytest.mark.parametrize(("text", "message"), BAD_LINES)
def test_a_bad_line_is_an_error_at_its_line_and_the_others_are_read(
    text: str, message: str
) -> None:
    parsed = parse(f"{line()}\n{text}\n{line()}")
    [problem] = parsed.problems
    assert (problem.path, problem.line, problem.severity) == ("dev.jsonl", 2, Severity.ERROR)
    assert message in problem.message
    assert len(parsed.judgements) == 2


def test_a_slug_that_no_post_has_is_a_warning_and_the_other_grades_count() -> None:
    parsed = parse(line(grades={"cache": 2, "gone": 1}))
    [problem] = parsed.problems
    assert (problem.line, problem.severity) == (1, Severity.WARNING)
    assert problem.message == "no post has the slug 'gone'"
    assert parsed.judgements[0].grades == {"cache": 2}


def test_a_query_none_of_whose_posts_is_left_is_left_out() -> None:
    parsed = parse(line(grades={"gone": 2}))
    assert (len(parsed.problems), parsed.judgements) == (1, ())


def test_an_alias_stands_for_its_post() -> None:
    [judgement] = parse(line(grades={"kv-cache": 1, "cache": 2})).judgements
    assert judgement.grades == {"cache": 2}


@given(st.text())
def test_no_text_makes_the_parser_raise(text: str) -> None:
    parsed = parse(text)
    assert len(parsed.judgements) + len(parsed.problems) <= text.count("\n") + 1


@given(st.text(min_size=1).filter(str.strip), st.sampled_from(sorted(SLUGS)), st.integers(1, 2))
def test_whatever_json_can_write_is_read_back(query: str, slug: str, grade: int) -> None:
    [judgement] = parse(line(query=query, grades={slug: grade})).judgements
    assert (judgement.query, judgement.grades) == (query, {SLUGS[slug]: grade})


def test_the_questions_of_a_post_are_answered_best_by_it() -> None:
    post = Post(
        slug="cache",
        title="Cache",
        summary="",
        date=date(2026, 5, 1),
        level=Level.INTRO,
        domain="ai-ml",
        answers=("what is kept", "why so fast"),
    )
    assert [(j.query_id, j.query, j.group, j.grades) for j in judged_answers([post])] == [
        ("answers:cache:1", "what is kept", "answers", {"cache": 2}),
        ("answers:cache:2", "why so fast", "answers", {"cache": 2}),
    ]
