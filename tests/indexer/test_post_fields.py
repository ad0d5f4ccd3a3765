"""Tests of what the fields of front matter mean, and of what is said when they mean nothing."""

import re
from datetime import date

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from indexer.post import Level, Post
from indexer.post_fields import MAX_SLUG_CHARACTERS, ParsedPost, parse_post
from indexer.problems import Problem, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING
FIELDS = {"title": "'T'", "summary": "'S'", "date": "2024-03-01", "level": "intro"}


def parse(text: str, default_slug: str = "my-post") -> ParsedPost:
    return parse_post(text, path="my-post.md", default_slug=default_slug, domain="Notes")


def parse_fields(**fields: str) -> ParsedPost:
    """A post with these fields set as they are written: a fifth one stands on line 6."""
    lines = [f"{name}: {value}".rstrip() for name, value in (FIELDS | fields).items()]
    return parse("\n".join(["---", *lines, "---", "Body.", ""]))


def the_post(parsed: ParsedPost) -> Post:
    assert parsed.post is not None, parsed.problems
    return parsed.post


def a_flawless_post(parsed: ParsedPost) -> Post:
    assert parsed.problems == ()
    return the_post(parsed)


def the_problem(parsed: ParsedPost) -> Problem:
    assert len(parsed.problems) == 1, parsed.problems
    return parsed.problems[0]


def the_error(parsed: ParsedPost) -> Problem:
    problem = the_problem(parsed)
    assert problem.severity is ERROR
    assert parsed.post is None
    return problem


def the_warning(parsed: ParsedPost) -> Problem:
    problem = the_problem(parsed)
    assert problem.severity is WARNING
    assert parsed.post is not None
    return problem


def place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def test_a_post_holds_what_its_file_says() -> None:
    parsed = parse(
        "---\ntitle: 'What is a cache?'\nsummary: A store.\ndate: 2024-03-01\nlevel: advanced\n"
        "tags: [ai, 'C#']\nkeywords: [kv]\naliases: [old]\nanswers: ['What, then?']\n"
        "boost: 2\nslug: cache\ndraft: false\n---\nBody with [a link](other.md).\n"
    )
    found = a_flawless_post(parsed)
    assert (found.slug, found.title, found.summary) == ("cache", "What is a cache?", "A store.")
    assert (found.date, found.level) == (date(2024, 3, 1), Level.ADVANCED)
    assert (found.domain, found.boost) == ("Notes", 2.0)
    assert (found.tags, found.keywords) == (("ai", "C#"), ("kv",))
    assert (found.aliases, found.answers) == (("old",), ("What, then?",))
    assert found.body == "Body with [a link](other.md).\n"
    assert [(link.target, link.line) for link in found.links] == [("other", 14)]
    assert [section.text for section in found.sections] == ["Body with a link."]


def test_four_fields_are_enough() -> None:
    found = a_flawless_post(parse_fields())
    assert (found.slug, found.boost, found.tags, found.answers) == ("my-post", 1.0, (), ())


@pytest.mark.parametrize("name", FIELDS)
def test_a_missing_field_is_named(name: str) -> None:
    lines = [f"{other}: {value}" for other, value in FIELDS.items() if other != name]
    problem = the_error(parse("\n".join(["---", *lines, "---", ""])))
    assert place(problem) == (1, 1)
    assert problem.message == f"the required field '{name}' is missing"
    assert problem.hint == f"add a line '{name}: …'"


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("written", ["", "''", "'  '"])
def test_an_empty_required_field_is_named(name: str, written: str) -> None:
    problem = the_error(parse_fields(**{name: written}))
    assert problem.line == [*FIELDS].index(name) + 2
    assert problem.message == f"the field '{name}' is empty"


@pytest.mark.parametrize("name", ["tags", "keywords", "aliases", "answers", "boost", "slug"])
def test_an_empty_optional_field_is_as_good_as_none(name: str) -> None:
    assert a_flawless_post(parse_fields(**{name: ""})) == a_flawless_post(parse_fields())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Draft", "draft"),
        ("DRAFT", "draft"),
        ("drafts", "draft"),
        ("tag", "tags"),
        ("keyword", "keywords"),
        ("alias", "aliases"),
        ("answer", "answers"),
    ],
)
def test_a_misspelt_field_is_not_read_and_named(written: str, meant: str) -> None:
    problem = the_warning(parse_fields(**{written: "true"}))
    assert place(problem) == (6, 1)
    assert problem.message == f"the field '{written}' is not read"
    assert f"did you mean '{meant}'?" in problem.hint


@pytest.mark.parametrize(("written", "meant"), [("Title", "title"), ("sumary", "summary")])
def test_a_misspelt_required_field_is_missing_where_it_stands(written: str, meant: str) -> None:
    text = "---\n" + "".join(
        f"{written if name == meant else name}: {value}\n" for name, value in FIELDS.items()
    )
    parsed = parse(text + "---\n")
    line = [*FIELDS].index(meant) + 2
    assert [(p.severity, p.line) for p in parsed.problems] == [(WARNING, line), (ERROR, line)]
    assert f"did you mean '{meant}'?" in parsed.problems[0].hint
    assert f"'{meant}' is missing" in parsed.problems[1].message


def test_a_field_that_differs_by_case_is_reported_even_beside_the_right_one() -> None:
    parsed = parse_fields(draft="true", Draft="false")
    assert parsed.is_draft
    assert place(the_problem(parsed)) == (7, 1)


@pytest.mark.parametrize("name", ["author", "layout", "image", "content", "categories", "on", "1"])
def test_fields_of_other_programs_are_left_alone(name: str) -> None:
    a_flawless_post(parse_fields(**{name: "{a: [b]}"}))


@pytest.mark.parametrize(
    ("written", "reads_as"),
    [
        ("No", "reads as yes or no"),
        ("on", "reads as yes or no"),
        ("1984", "reads as a number"),
        ("10:30", "reads as a number"),
        ("3.14", "reads as a number"),
        ("2024-03-01", "reads as a date"),
        ("~", "reads as nothing at all"),
        ("null", "reads as nothing at all"),
    ],
)
@pytest.mark.parametrize("name", ["title", "summary", "tags", "answers", "aliases", "keywords"])
def test_text_that_reads_as_something_else_must_be_in_quotes(
    name: str, written: str, reads_as: str
) -> None:
    is_optional = name not in FIELDS
    problem = the_error(parse_fields(**{name: f"[{written}]" if is_optional else written}))
    assert problem.column == len(name) + (4 if is_optional else 3)
    assert f"the field '{name}' must be text, but '{written}' without quotes" in problem.message
    assert reads_as in problem.message
    assert problem.hint == f'put it in quotes: "{written}"'


def test_in_quotes_it_is_text() -> None:
    parsed = parse_fields(title='"No"', summary="'1984'", tags="['10:30', \"~\"]")
    found = a_flawless_post(parsed)
    assert (found.title, found.summary, found.tags) == ("No", "1984", ("10:30", "~"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("one\n  two\n\n  three", "one two three"),
        (">\n  one\n  two", "one two"),
        ("|\n  one\n  two", "one two"),
        ("'  one  two  '", "one  two"),
        ("'10\u00a0km'", "10\u00a0km"),
        ("'\u201cone\u201d — two…'", "\u201cone\u201d — two…"),
        ("'😀 é \u0301'", "😀 é \u0301"),
        ("C#", "C#"),
    ],
)
@pytest.mark.parametrize("name", ["title", "summary"])
def test_a_text_is_one_line_and_otherwise_as_it_is_written(
    name: str, written: str, text: str
) -> None:
    assert getattr(a_flawless_post(parse_fields(**{name: written})), name) == text


@pytest.mark.parametrize("name", ["title", "summary", "date", "level", "slug", "boost", "draft"])
@pytest.mark.parametrize("written", ["[a]", "{a: b}"])
def test_a_list_where_one_value_is_meant_is_an_error(name: str, written: str) -> None:
    problem = the_error(parse_fields(**{name: written}))
    assert problem.column == 1
    assert problem.message == f"the field '{name}' must be a single value"
    assert f"write '{name}: …' on one line" in problem.hint


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("begginer", "intro"),
        ("beginner", "intro"),
        ("Intro", "intro"),
        ("introduction", "intro"),
        ("intermidiate", "intermediate"),
        ("medium", "intermediate"),
        ("ADVANCED", "advanced"),
        ("advance", "advanced"),
        ("expert", "advanced"),
    ],
)
def test_an_unknown_level_is_answered_with_the_one_that_was_meant(written: str, meant: str) -> None:
    problem = the_error(parse_fields(level=written))
    assert place(problem) == (5, 8)
    assert problem.message == f"unknown level '{written}'"
    assert problem.hint == f"did you mean '{meant}'? one of intro, intermediate, advanced"


@pytest.mark.parametrize("written", ["3", "all", "x" * 5000])
def test_a_level_like_no_other_is_answered_with_all_levels(written: str) -> None:
    problem = the_error(parse_fields(level=written))
    assert problem.hint == "one of intro, intermediate, advanced"
    assert len(problem.message) < 100


@pytest.mark.parametrize("level", list(Level))
def test_every_level_is_read(level: Level) -> None:
    assert a_flawless_post(parse_fields(level=level.value)).level is level


def test_a_wrong_date_is_shown_with_the_form_to_write() -> None:
    problem = the_error(parse_fields(date="2024-13-01"))
    assert place(problem) == (4, 7)
    assert "must be a date: '2024-13-01' is a day that no calendar has" in problem.message
    assert problem.hint == "write year, month and day, as in 2024-03-01"


@pytest.mark.parametrize("written", ["true", "True", "TRUE"])
def test_a_draft_is_no_post_and_no_problem(written: str) -> None:
    parsed = parse_fields(draft=written)
    assert (parsed.post, parsed.is_draft, parsed.problems) == (None, True, ())


@pytest.mark.parametrize("written", ["false", "False"])
def test_what_is_no_draft_is_a_post(written: str) -> None:
    assert not parse_fields(draft=written).is_draft
    a_flawless_post(parse_fields(draft=written))


@pytest.mark.parametrize("written", ["'true'", "'false'", "yes", "no", "on", "1", "0", "maybe"])
def test_draft_is_true_or_false_and_nothing_else(written: str) -> None:
    problem = the_error(parse_fields(draft=written))
    assert place(problem) == (6, 8)
    assert "must be true or false, not " in problem.message
    assert problem.hint == "write 'draft: true' or 'draft: false', without quotes"


def test_an_empty_draft_may_be_either_and_is_an_error() -> None:
    assert the_error(parse_fields(draft="")).message == "the field 'draft' is empty"


@pytest.mark.parametrize(("written", "boost"), [("0.1", 0.1), ("1", 1.0), ("2.5", 2.5), ("10", 10)])
def test_a_boost_within_its_range_is_read(written: str, boost: float) -> None:
    assert a_flawless_post(parse_fields(boost=written)).boost == boost


@pytest.mark.parametrize(
    "written", ["0", "0.09", "10.1", "-1", ".inf", ".nan", "'2'", "1_0:3", "0x1", "high", "true"]
)
def test_a_boost_out_of_its_range_or_no_number_is_an_error(written: str) -> None:
    problem = the_error(parse_fields(boost=written))
    assert place(problem) == (6, 8)
    assert "must be a number from 0.1 to 10.0" in problem.message
    assert "1 is neutral" in problem.hint


@pytest.mark.parametrize("written", ["a", "1984", "why-rope-2.0", "a_b", "'no'", "a" * 120])
def test_a_slug_is_read(written: str) -> None:
    assert a_flawless_post(parse_fields(slug=written)).slug == written.strip("'")


@pytest.mark.parametrize(
    ("written", "suggested"),
    [
        ("What is an LLM?", "what-is-an-llm"),
        ("/blog/my-post/", "blog-my-post"),
        ("my--post", "my-post"),
        ("-a", "a"),
        ("'../../etc'", "etc"),
        ("Café_déjà", "cafe-deja"),
        ("'Don''t'", "dont"),
        ("Straße", "strae"),
        ("日本語", "my-post"),
        ("''", "my-post"),
        ("'a\u2028'", "a"),
        ("a" * 121, "a" * 120),
    ],
)
def test_a_slug_that_is_no_address_is_answered_with_one_that_is(
    written: str, suggested: str
) -> None:
    problem = the_error(parse_fields(slug=written))
    assert place(problem) == (6, 7)
    assert "the field 'slug' cannot be an address" in problem.message
    assert problem.hint.startswith(f"write 'slug: {suggested}': lower-case letters")
    a_flawless_post(parse_fields(slug=suggested))


@pytest.mark.parametrize("name", ["What is X", "README", "café", "a b", "a" * 121])
def test_a_file_name_that_is_no_address_is_answered_with_one_that_is(name: str) -> None:
    text = "---\ntitle: T\nsummary: S\ndate: 2024-03-01\nlevel: intro\n{}---\n"
    problem = the_error(parse(text.format(""), default_slug=name))
    assert place(problem) == (1, 1)
    assert "the file's name cannot be an address" in problem.message
    assert "name the file '" in problem.hint
    assert a_flawless_post(parse(text.format("slug: x\n"), default_slug=name)).slug == "x"


@pytest.mark.parametrize("written", ["My Old Title", "/old", "old.html/", "a" * 121])
def test_an_alias_that_cannot_have_been_an_address_is_an_error(written: str) -> None:
    problem = the_error(parse_fields(aliases=f"[fine, {written}]"))
    assert place(problem) == (6, 17)
    assert "cannot have been an address" in problem.message
    assert "as in 'my-old-title'" in problem.hint


@pytest.mark.parametrize("name", ["tags", "keywords", "answers", "aliases"])
@pytest.mark.parametrize(
    ("written", "texts"),
    [
        ("[a, b]", ("a", "b")),
        ("\n  - a\n  - b", ("a", "b")),
        ("\n- a", ("a",)),
        ("a", ("a",)),
        ("[]", ()),
        ("['', ' a ']", ("a",)),
        ("\n  - a-b\n  - >\n      c\n", ("a-b", "c")),
    ],
)
def test_a_list_is_written_in_several_ways(name: str, written: str, texts: tuple[str, ...]) -> None:
    assert getattr(a_flawless_post(parse_fields(**{name: written})), name) == texts


@pytest.mark.parametrize("name", ["tags", "keywords", "answers", "aliases"])
@pytest.mark.parametrize("written", ["{a: b}", "[a, [b]]", "[a, {b: c}]"])
def test_a_list_of_anything_but_texts_is_an_error(name: str, written: str) -> None:
    problem = the_error(parse_fields(**{name: written}))
    assert place(problem) == (6, 1)
    assert problem.message == f"the field '{name}' must be a list of texts"
    assert problem.hint == f"write '{name}: [one, two]', or one a line behind '- '"


@pytest.mark.parametrize("name", ["tags", "keywords"])
def test_commas_without_brackets_make_no_list(name: str) -> None:
    parsed = parse_fields(**{name: "ai, llm"})
    assert "one text with a comma in it, not a list" in the_warning(parsed).message
    assert getattr(the_post(parsed), name) == ("ai, llm",)


def test_a_question_may_hold_a_comma() -> None:
    assert a_flawless_post(parse_fields(answers="What, then?")).answers == ("What, then?",)


def test_all_problems_are_reported_at_once_in_their_order() -> None:
    parsed = parse_fields(title="No", date="x", level="y", boost="z", slug="Ä", draft="no")
    assert [problem.line for problem in parsed.problems] == [2, 4, 5, 6, 7, 8]
    assert parsed.post is None


def test_a_syntax_error_is_not_buried_under_missing_fields() -> None:
    assert "never closed" in the_error(parse("---\ntitle: T\n")).message
    assert "must be in quotes" in the_error(parse_fields(title="A: b")).message


@pytest.mark.parametrize("text", ["+++\n+++\n", "---\n{}\n---\n", "---\nx: y\n---\n"])
def test_front_matter_without_our_fields_lacks_all_four(text: str) -> None:
    parsed = parse(text)
    assert [problem.hint for problem in parsed.problems] == [f"add a line '{n}: …'" for n in FIELDS]


def test_missing_fields_are_named_beside_an_error_that_loses_no_other() -> None:
    parsed = parse("---\ntitle: T\ntitle: T\nlevel: intro\ndate: 2024-03-01\n---\n")
    assert [(problem.line, problem.column) for problem in parsed.problems] == [(1, 1), (3, 1)]


def test_a_draft_with_errors_is_reported_as_any_post() -> None:
    parsed = parse_fields(draft="true", level="x")
    assert parsed.is_draft
    assert the_error(parsed).line == 5


def test_toml_means_the_same_as_yaml() -> None:
    parsed = parse(
        "+++\ntitle = 'T'\nsummary = 'S'\ndate = 2024-03-01T23:30:00-05:00\nlevel = 'intro'\n"
        "boost = 2\ntags = ['a']\nanswers = 'why'\ndraft = false\n+++\nBody.\n"
    )
    found = a_flawless_post(parsed)
    assert (found.title, found.date, found.boost) == ("T", date(2024, 3, 2), 2.0)
    assert (found.tags, found.answers, found.body) == (("a",), ("why",), "Body.\n")


@pytest.mark.parametrize(
    ("field", "column", "message"),
    [
        ("title = 1984", 9, "must be text"),
        ("level = 'expert'", 9, "unknown level"),
        ("date = '2024-13-01'", 8, "a day that no calendar has"),
        ("  slug = 'Ä'", 10, "cannot be an address"),
        ("boost = nan", 9, "must be a number"),
        ("draft = 'false'", 9, "must be true or false"),
        ("tags = [1]", 8, "must be text"),
        ("[tags]\na = 1", 1, "must be a list of texts"),
    ],
)
def test_errors_in_toml_fields_have_their_places(field: str, column: int, message: str) -> None:
    name = re.findall(r"\w+", field)[0]
    lines = {"title": "'T'", "summary": "'S'", "date": "2024-03-01", "level": "'intro'"}
    kept = [f"{other} = {value}" for other, value in lines.items() if other != name]
    problem = the_error(parse("\n".join(["+++", *kept, field, "+++", ""])))
    assert place(problem) == (len(kept) + 2, column)
    assert message in problem.message


LINES = ["---\n", "+++\n", "...\n", "```\n", "# h\n", "[a](b.md)", "$$", '"""']
FIELD_STARTS = ["title: ", "date: ", "level: ", "draft: ", "tags: ", "slug = ", "title = "]
VALUES = ["2024-03-01", "intro", "yes", "1984", "- ", ": ", " #"]
SIGNS = "\n\r\t '\"[]{}|>\\&*!%~=<\0\x07\x85\u2028\ufeff\ud800é😀"

# Texts that look like posts more often than chance would have it.
syntax = st.lists(
    st.one_of(
        st.sampled_from([*LINES, *FIELD_STARTS, *VALUES]),
        st.sampled_from(SIGNS),
        st.text(st.characters(), max_size=4),
    ),
    max_size=30,
).map("".join)


@given(st.one_of(syntax, syntax.map("---\n{}\n---\nBody.\n".format)))
@example("+++\nx = " + "[" * 9000 + "\n+++\n")
@example("+++\nboost = " + "9" * 9000 + "\n+++\n")
@example("---\nx: " + "[" * 9000 + "\n---\n")
@example("---\ntitle: '\ud800'\n---\n")
def test_any_text_gives_a_post_or_an_error_with_a_place_and_a_hint(text: str) -> None:
    parsed = parse(text)
    has_error = any(problem.severity is ERROR for problem in parsed.problems)
    assert (parsed.post is not None) == (not has_error and not parsed.is_draft)
    lines = text.split("\n")
    for problem in parsed.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 2
        assert problem.message
        assert problem.hint


# A title is one line of characters that can be seen or are blanks.
one_line = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\uffff\ufffe"),
    min_size=1,
).filter(lambda text: bool(text) and text == text.strip())


@given(
    title=one_line,
    summary=one_line,
    style=st.sampled_from([None, "'", '"', "|", ">"]),
    allow_unicode=st.booleans(),
    width=st.sampled_from([20, 80, 10_000]),
)
@example(title="$\\alpha$: 'a' \"b\" # c", summary="- x", style=None, allow_unicode=True, width=20)
@example(title="10\u00a0km", summary="no", style='"', allow_unicode=False, width=80)
def test_what_yaml_dumps_is_read_to_the_character(
    *, title: str, summary: str, style: str | None, allow_unicode: bool, width: int
) -> None:
    fields = {"title": title, "summary": summary, "date": date(2024, 3, 1), "level": "intro"}
    dumped = yaml.safe_dump(
        fields, default_style=style, allow_unicode=allow_unicode, width=width, sort_keys=False
    )
    found = the_post(parse(f"---\n{dumped}---\n"))
    assert (found.title, found.summary) == (title, summary)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_body_is_kept_to_the_character(body: str) -> None:
    found = a_flawless_post(
        parse(f"---\ntitle: T\nsummary: S\ndate: 2024-03-01\nlevel: intro\n---\n{body}")
    )
    assert found.body == body


@given(st.text(max_size=200))
def test_every_suggested_address_is_one(text: str) -> None:
    parsed = parse_post(
        "---\ntitle: T\nsummary: S\ndate: 2024-03-01\nlevel: intro\n---\n",
        path="p.md",
        default_slug=text,
        domain="Notes",
    )
    if parsed.post is None:
        suggested = the_error(parsed).hint.split("'")[1].removesuffix(".md")
        assert len(suggested) <= MAX_SLUG_CHARACTERS
        a_flawless_post(parse_fields(slug=f"'{suggested}'"))
