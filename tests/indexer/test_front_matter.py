"""Tests of splitting a post into front matter and body, and of its syntax errors' places."""

import pytest

from indexer.fields import Kind, Scalar
from indexer.front_matter import MAX_FRONT_MATTER_CHARACTERS, FrontMatter, StrictHandler
from indexer.problems import Problem, Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING


def read(text: str) -> FrontMatter:
    return StrictHandler("post.md").read(text)


def read_yaml(fields: str) -> FrontMatter:
    """Front matter whose first field stands on line 2."""
    return read(f"---\n{fields}\n---\nBody.\n")


def read_toml(fields: str) -> FrontMatter:
    return read(f"+++\n{fields}\n+++\nBody.\n")


def the_problem(front_matter: FrontMatter) -> Problem:
    assert len(front_matter.problems) == 1, front_matter.problems
    return front_matter.problems[0]


def places(front_matter: FrontMatter) -> list[tuple[str, int, int]]:
    """Each field's name with the place of its name."""
    return [(field.name, field.line, field.column) for field in front_matter.fields]


def scalars(front_matter: FrontMatter) -> list[tuple[str, Kind, int, int]]:
    """All values, those of lists one by one, with their places."""
    values = [field.value for field in front_matter.fields]
    lists = [[value] if isinstance(value, Scalar) else value or [] for value in values]
    return [(s.text, s.kind, s.line, s.column) for scalars in lists for s in scalars]


def test_yaml_fields_and_values_have_their_places() -> None:
    found = read_yaml("title: T\ndate:  2024-03-01\ntags: [a, 'b c']\nkeywords:\n  - d")
    assert places(found) == [("title", 2, 1), ("date", 3, 1), ("tags", 4, 1), ("keywords", 5, 1)]
    assert scalars(found) == [
        ("T", Kind.TEXT, 2, 8),
        ("2024-03-01", Kind.DATE, 3, 8),
        ("a", Kind.TEXT, 4, 8),
        ("b c", Kind.TEXT, 4, 11),
        ("d", Kind.TEXT, 6, 5),
    ]
    assert found.problems == ()


def test_toml_fields_and_values_have_their_places() -> None:
    found = read_toml("title = 'T'\n\n\"date\" = 2024-03-01\ntags = ['a', 'b']\n[more]\nx = 1")
    assert places(found) == [("title", 2, 1), ("date", 4, 1), ("tags", 5, 1), ("more", 6, 1)]
    assert scalars(found) == [
        ("T", Kind.TEXT, 2, 9),
        ("2024-03-01", Kind.DATE, 4, 10),
        ("a", Kind.TEXT, 5, 8),
        ("b", Kind.TEXT, 5, 8),
    ]
    assert found.problems == ()


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("yes", Kind.BOOLEAN),
        ("True", Kind.BOOLEAN),
        ("1984", Kind.NUMBER),
        ("1.5", Kind.NUMBER),
        ("10:30", Kind.NUMBER),
        ("2024-03-01", Kind.DATE),
        ("2024-03-01T10:00:00Z", Kind.DATE),
        ("~", Kind.EMPTY),
        ("null", Kind.EMPTY),
        ("a: yes", Kind.TEXT),
    ],
)
def test_a_bare_value_keeps_its_text_and_says_what_it_reads_as(written: str, kind: Kind) -> None:
    found = read_yaml(f"x: {written}" if kind is not Kind.TEXT else f"x: '{written}'")
    assert [(text, k) for text, k, _, _ in scalars(found)] == [(written, kind)]


@pytest.mark.parametrize(
    ("written", "text", "kind"),
    [
        ("true", "true", Kind.BOOLEAN),
        ("2", "2", Kind.NUMBER),
        ("1.5", "1.5", Kind.NUMBER),
        ("2024-03-01T10:00:00+02:00", "2024-03-01T10:00:00+02:00", Kind.DATE),
        ("10:30:00", "10:30:00", Kind.TEXT),
        ('""', "", Kind.TEXT),
        ("0x" + "f" * 5000, "0x" + "f" * 5000, Kind.NUMBER),
    ],
)
def test_a_toml_value_has_its_kind(written: str, text: str, kind: Kind) -> None:
    assert scalars(read_toml(f"x = {written}")) == [(text, kind, 2, 5)]


@pytest.mark.parametrize("fields", ["x: {a: b}", "x:\n  a: b", "x: [a, [b]]", "x: [{a: b}]"])
def test_what_is_deeper_than_a_list_has_no_value(fields: str) -> None:
    assert [(field.name, field.value) for field in read_yaml(fields).fields] == [("x", None)]


@pytest.mark.parametrize("fields", ["x.y = 1", "x = [1, [2]]", "x = {y = 1}", "[[x]]\ny = 1"])
def test_what_is_deeper_than_a_list_has_no_value_in_toml(fields: str) -> None:
    assert [(field.name, field.value) for field in read_toml(fields).fields] == [("x", None)]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        "  indented\n",
        "no line end",
        "a\n---\nb\n---\n",
        "\n\n\n",
        "+++\n",
        "...\n",
        "\ta",
    ],
)
@pytest.mark.parametrize("delimiter", ["---", "+++"])
def test_the_body_is_kept_to_the_character_with_its_line(delimiter: str, body: str) -> None:
    found = read(f"\n{delimiter}\n# a comment\n\n{delimiter}  \n{body}")
    assert (found.body, found.body_line) == (body, 6)


def test_blanks_behind_the_delimiters_are_no_matter() -> None:
    assert places(read("--- \ntitle: T\n---\t\nBody.\n")) == [("title", 2, 1)]


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ("", 1, "no front matter", "begin the file with a line '---'"),
        ("\n\n# Heading\n", 3, "no front matter", "begin the file with a line '---'"),
        (" ---\ntitle: T\n---\n", 1, "no front matter", "begin the file with a line '---'"),
        ("----\ntitle: T\n----\n", 1, "no front matter", "exactly three characters"),
        ("---\n---\nBody.\n", 2, "holds no fields", "begin the file with a line '---'"),
        ("---\n- a\n- b\n---\n", 2, "holds no fields", "begin the file with a line '---'"),
        ("---\ntitle: T\n", 1, "never closed by a line '---'", "put a line '---'"),
        ("+++\ntitle = 'T'\n---\n", 1, "never closed by a line '+++'", "put a line '+++'"),
        ("---\ntitle: T\n...\n---\n", 3, "closed by '...'", "write '---' on this line"),
    ],
)
def test_what_is_no_front_matter_is_an_error(text: str, line: int, message: str, hint: str) -> None:
    problem = the_problem(read(text))
    assert (problem.severity, problem.line, problem.column) == (ERROR, line, 1)
    assert message in problem.message
    assert hint in problem.hint


QUOTE_NEVER_CLOSED = "a quote is opened here and never closed"
NO_FIELD = "this line is no field"
MORE_TEXT = "ends at its second quote"
INDENTED = "this line is indented, but does not belong to the field above it"


@pytest.mark.parametrize(
    ("fields", "line", "column", "message", "hint"),
    [
        ("a: b\ntitle: A: b", 3, 9, "holds ': ' must be in quotes", "write title: 'A: b'"),
        ("title: It's: b", 2, 12, "holds ': ' must be in quotes", """write title: "It's: b\""""),
        ("tags:\n - a: b: c", 3, 8, "holds ': ' must be in quotes", "write - 'a: b: c'"),
        ("title: 'a\nx: y", 2, 8, QUOTE_NEVER_CLOSED, "close it"),
        ('x: y\ntitle: "a', 3, 8, QUOTE_NEVER_CLOSED, "close it"),
        ("title: 'a\nx: y\nsummary: 'S'", 2, 8, QUOTE_NEVER_CLOSED, "close it"),
        ("title: 'a\nsummary: 'S'", 2, 8, QUOTE_NEVER_CLOSED, "close it"),
        ("title: 'What's new'", 2, 8, MORE_TEXT, """write title: "What's new\""""),
        ('title: "What" is it?', 2, 8, MORE_TEXT, """write title: '"What" is it?'"""),
        ("""title: 'It's "it"'""", 2, 8, MORE_TEXT, """write title: 'It''s "it"'"""),
        ("title: @a", 2, 8, "starts with '@'", "write title: '@a'"),
        ("title: `a` b", 2, 8, "starts with '`'", "write title: '`a` b'"),
        ("title: %a", 2, 8, "starts with '%'", "write title: '%a'"),
        ("title: *a*", 2, 8, "starts with '*'", "write title: '*a*'"),
        ("title: *a", 2, 8, "starts with '*'", "write title: '*a'"),
        ("title: &a b", 2, 8, "starts with '&'", "write title: '&a b'"),
        ("title: &amp; b", 2, 8, "starts with '&'", "write title: '&amp; b'"),
        ("title: !Wow what", 2, 8, "starts with '!'", "write title: '!Wow what'"),
        ("title: > b", 2, 8, "starts with '>'", "write title: '> b'"),
        ("title: - b", 2, 8, "starts with '-'", "write title: '- b'"),
        ("title: [b] c", 2, 8, "starts with '['", "write title: '[b] c'"),
        ("tags:\n  - @a\n  - b", 3, 5, "starts with '@'", "write - '@a'"),
        ("tags: [a, @b]", 2, 11, "starts with '@'", "put this item of the list in quotes"),
        (
            "tags: [a, &b c]",
            2,
            11,
            "starts with '&', '*' or '!'",
            "put this item of the list in quotes",
        ),
        ("tags: [a,\n  &b c]", 3, 3, "starts with '&', '*' or '!'", "put this item of the list"),
        ("tags: [&a c,\n  b]", 2, 8, "starts with '&', '*' or '!'", "put this item of the list"),
        ("tags: [a, b\nx: y", 2, 7, "'[' opens a list here that is never closed", "close it"),
        ("tags: ['a' 'b']", 2, 12, "a comma is missing here", "write a list as '[one, two]'"),
        ("title What\nx: y", 2, 1, NO_FIELD, "write 'name: value'"),
        ("title:What\nx: y", 2, 1, NO_FIELD, "write 'name: value'"),
        ("x: y\ndate 2024\nz: a", 3, 1, NO_FIELD, "write 'name: value'"),
        ("x: y\n\nSome prose.\n\nMore", 4, 1, NO_FIELD, "put '---' above it"),
        ("x: y\n  z: a", 3, 3, INDENTED, "begin each field at the start of its line"),
        ("x: y\n  z: [a]", 3, 3, INDENTED, "begin each field at the start of its line"),
        ("tags:\n  - a\nx: y\n  z: b", 5, 3, INDENTED, "begin each field at the start of its line"),
        ("x: y\n  z: |", 3, 3, INDENTED, "begin each field at the start of its line"),
        (" x: y\nz: a", 2, 2, INDENTED, "begin each field at the start of its line"),
        ("tags:\n\t- a", 3, 1, "a tab cannot indent", "use spaces"),
        ("\ttitle: T", 2, 1, "a tab cannot indent", "use spaces"),
        ('title: "a \\pi"', 2, 11, "a backslash changes what follows", "use single quotes"),
        ('title: "a \\xi"', 2, 11, "a backslash changes what follows", "use single quotes"),
        ('title: "a \\upsilon"', 2, 11, "a backslash changes what follows", "use single quotes"),
        ("a: |\n  x\n--- y", 4, 1, "cannot start with '---'", "indent it"),
        ("a: |\n  x\n... y", 4, 1, "cannot start with '...'", "indent it"),
        ("a: b\n- c", 3, 1, "cannot be read as front matter", "one field a line"),
        ("a: " + "[" * 2000, 2, 4, "starts with '['", "put the text in quotes"),
        ("[a]: b", 2, 1, "a field's name must be text", "write 'name: value'"),
        ("a: b\nc: d\n'a': e", 4, 1, "'a' stands twice: first on line 2", "delete one"),
    ],
)
def test_an_error_in_yaml_has_its_place_and_a_way_out(
    fields: str, line: int, column: int, message: str, hint: str
) -> None:
    problem = the_problem(read_yaml(fields))
    assert (problem.severity, problem.line, problem.column) == (ERROR, line, column)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("fields", "line", "column", "message"),
    [
        ("x = 1\ny = z", 3, 5, "TOML: invalid value"),
        ("x = 1\nx = 2", 3, 1, "'x' stands twice: first on line 2"),
        ("a = 1\n'x' = 1\n\n  x = 2", 5, 3, "'x' stands twice: first on line 3"),
        ("x = 2024-13-01", 2, 9, "TOML: "),
        ("x = '''a", 2, 1, "TOML: "),
        ("x = " + "[" * 5000, 2, 1, "TOML: "),
        ("x = " + "1" * 5000, 2, 1, "TOML: "),
        ('x = "\\beta"', 2, 6, "'\\b' is a control character"),
        ('x = "\\u0007"', 2, 5, "control character (U+0007)"),
        ('x = ["\\u0007"]', 2, 5, "control character (U+0007)"),
    ],
)
def test_an_error_in_toml_has_its_place(fields: str, line: int, column: int, message: str) -> None:
    problem = the_problem(read_toml(fields))
    assert (problem.severity, problem.line, problem.column) == (ERROR, line, column)
    assert message in problem.message
    assert problem.hint


@pytest.mark.parametrize(
    ("value", "column", "severity", "meaning"),
    [
        (r'"$\alpha$"', 10, ERROR, "'\\a' is a control character"),
        (r'"$\beta_1$"', 10, ERROR, "'\\b' is a control character"),
        (r'"$\rho$"', 10, ERROR, "'\\r' is a control character"),
        (r'"\0"', 9, ERROR, "'\\0' is a control character"),
        (r'"\x07"', 8, ERROR, "an invisible control character (U+0007)"),
        (r'"$\theta$"', 10, WARNING, "'\\t' is a tab"),
        (r'"$\nu$"', 10, WARNING, "'\\n' is a line break"),
        (r'"$\Phi$"', 10, WARNING, "'\\P' is a line break"),
        (r'"$\Lambda$"', 10, WARNING, "'\\L' is a line break"),
        (r'"$\Nabla$"', 10, WARNING, "'\\N' is a line break"),
        (r'"snake\_case"', 14, WARNING, "'\\_' is a no-break space"),
        (r'"a\\\alpha"', 12, ERROR, "'\\a' is a control character"),
        (r"""['\a', "\alpha"]""", 16, ERROR, "'\\a' is a control character"),
    ],
)
def test_an_escape_that_was_meant_as_text_is_reported(
    value: str, column: int, severity: Severity, meaning: str
) -> None:
    problem = the_problem(read_yaml(f"title: {value}"))
    assert (problem.severity, problem.line, problem.column) == (severity, 2, column)
    assert meaning in problem.message
    assert "single quotes" in problem.hint


@pytest.mark.parametrize("value", ["'\\theta'", '"""\none\\ttwo"""', '"\\\\theta"'])
def test_a_backslash_that_does_no_harm_in_toml_is_not_reported(value: str) -> None:
    assert read_toml(f"x = {value}").problems == ()


def test_an_escape_that_was_meant_as_text_is_reported_in_toml() -> None:
    problem = the_problem(read_toml('x = "a\\theta"'))
    assert (problem.severity, problem.line, problem.column) == (WARNING, 2, 7)


def test_an_escape_on_a_later_line_is_reported_there() -> None:
    problem = the_problem(read_yaml('title: "one\n  \\alpha"'))
    assert (problem.line, problem.column) == (3, 3)


@pytest.mark.parametrize(
    "value", [r"'$\alpha$'", r"$\alpha$", r'"\\alpha"', r'"\u00e9"', r'"one\n"', r'"\"a\""']
)
def test_a_backslash_that_does_no_harm_is_not_reported(value: str) -> None:
    assert read_yaml(f"title: {value}").problems == ()


@pytest.mark.parametrize(
    ("fields", "line", "column"),
    [
        ("title: C# and # tags", 2, 15),
        ("title: one\n  two   # three", 3, 9),
        ("title: # Foo", 2, 8),
        ("tags: #ai #ml", 2, 7),
        ("tags:\n  - C #\n  - b", 3, 7),
    ],
)
def test_a_comment_that_takes_the_end_of_a_text_is_reported(
    fields: str, line: int, column: int
) -> None:
    problem = the_problem(read_yaml(fields))
    assert (problem.severity, problem.line, problem.column) == (WARNING, line, column)
    assert "starts a comment" in problem.message


@pytest.mark.parametrize(
    "fields",
    [
        "title: C#",
        "title: 'C# and # tags'",
        'title: "a" # a comment behind a text in quotes',
        "# a comment on a line of its own\ntitle: T",
        "date: 2024-03-01 # the day it was published",
        "boost: 2 # neutral is 1",
        "draft: true # until Friday",
        "title: |\n  C # is text here",
        "title: T\n# last line",
    ],
)
def test_a_comment_that_takes_nothing_is_not_reported(fields: str) -> None:
    assert read_yaml(fields).problems == ()


@pytest.mark.parametrize(
    "character", ["\x07", "\x1b", "\x7f", "\x90", "\ufeff", "\uffff", "\ud800"]
)
@pytest.mark.parametrize("opening", ["---\nsummary: S\ntitle: ", "+++\nx = 1\ntitle = "])
def test_an_invisible_character_in_front_matter_has_its_place(opening: str, character: str) -> None:
    text = f"{opening}'ab{character}c'\n{opening[:3]}\n"
    problem = the_problem(read(text))
    assert (problem.severity, problem.line) == (ERROR, 3)
    assert text.split("\n")[2][problem.column - 1] == character
    assert f"(U+{ord(character):04X})" in problem.message


def test_an_invisible_character_may_be_the_first() -> None:
    problem = the_problem(read_yaml("\x07title: T"))
    assert (problem.line, problem.column) == (2, 1)


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_a_line_separator_is_a_blank_and_moves_no_line(separator: str) -> None:
    found = read_yaml(f"title: one{separator}two\nx: y # z")
    assert [text for text, *_ in scalars(found)] == ["one two", "y"]
    assert the_problem(found).line == 3


def test_control_characters_in_the_body_are_the_body() -> None:
    body = "\x07 \x1b[31m \u2028 \ufeff\n"
    found = read(f"---\ntitle: T\n---\n{body}")
    assert (found.body, found.problems) == (body, ())


@pytest.mark.parametrize(
    "rest",
    ["  two\n---\n", "  two\ndate: 2024-03-01\n---\nBody.\n", "\n  two\n\nlevel: intro\n---\n"],
)
@pytest.mark.parametrize("style", ["|", ">", ">-", "|2", "| # why"])
def test_a_text_of_several_lines_cut_by_a_delimiter_is_reported(style: str, rest: str) -> None:
    problem = the_problem(read(f"---\ntitle: T\nsummary: {style}\n  one\n---\n{rest}"))
    assert (problem.severity, problem.line, problem.column) == (WARNING, 5, 1)
    assert "'summary' seems to go on below" in problem.message


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: T\nsummary: |\n  one\n---\nProse.\n\n---\n",
        "---\ntitle: T\nsummary: |\n  one\n---\n    code\n\nProse.\n\n---\n",
        "---\ntitle: T\nsummary: |\n  one\n---\n    code without a later rule\n",
        "---\ntitle: T\nsummary: |\n  one\n---\n\n---\n",
        "---\ntitle: T\nsummary: |\n  one\ndate: 2024-03-01\n---\n    code\n---\n",
        "---\ntitle: T\nsummary: one\n---\nNote: two\n---\n",
    ],
)
def test_a_later_rule_is_no_delimiter(text: str) -> None:
    assert read(text).problems == ()


def test_front_matter_without_end_is_refused_before_it_is_parsed() -> None:
    problem = the_problem(read_yaml("title: " + "a" * MAX_FRONT_MATTER_CHARACTERS))
    assert "longer than 65536 characters" in problem.message
