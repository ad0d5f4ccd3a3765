"""Tests that every odd post file that somebody will drop into a corpus is answered rightly.

One folder holds all of them at once, so that no file keeps another from its right answer.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.cli import main
from indexer.corpus import read_corpus
from indexer.post import Post

ERROR, WARNING = "error", "warning"
DAY = date(2024, 3, 1)


@dataclass(frozen=True, slots=True)
class Finding:
    """What `indexer check` must report: the place, and words of the message and of the hint."""

    severity: str
    line: int
    column: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class File:
    """What somebody drops into the corpus, and the kind of hazard that it is.

    Without content it is made by the fixture, being more than bytes.
    """

    hazard: str
    path: str
    content: bytes | None

    def __str__(self) -> str:
        return f"{self.hazard} ({self.path})"


@dataclass(frozen=True, slots=True)
class Reported(File):
    """A file with all that must be reported of it."""

    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Works(File):
    """A file of which nothing is reported, with the title, day and body of its post."""

    title: str = "A title"
    day: date = DAY
    body: str = "Body.\n"


def post(
    title: str = "'A title'",
    date: str = "2024-03-01",
    level: str = "intro",
    more: str = "",
    body: str = "Body.\n",
) -> bytes:
    """A post file: the title stands on line 2, more fields from line 6 on."""
    return (
        f"---\ntitle: {title}\nsummary: 'A summary.'\ndate: {date}\nlevel: {level}\n"
        f"{more}---\n{body}"
    ).encode()


def error(line: int, column: int, message: str, hint: str) -> Finding:
    return Finding(ERROR, line, column, message, hint)


def warning(line: int, column: int, message: str, hint: str) -> Finding:
    return Finding(WARNING, line, column, message, hint)


def missing(*names: str) -> tuple[Finding, ...]:
    return tuple(
        error(1, 1, f"required field '{name}' is missing", f"add a line '{name}: …'")
        for name in names
    )


ALL_FIELDS = ("title", "summary", "date", "level")

UNTOUCHED_BODY = """\
A setext heading
---

Above a rule.

---

title: no field
date: none either

```yaml
---
draft: true
---
```

$$
a --- b
$$

<div>
---
</div>

import Chart from './chart'

<Chart data={[1, 2]} />\ttab  two blanks
+++
"""

TOML = b"""\
+++
title = "A title"
summary = "A summary."
date = 2024-03-01
level = "intro"
tags = ["one", "two"]
+++
Body.
"""

ROWS: Sequence[Reported | Works] = (
    Works("a date", "date.md", post()),
    Works("a date", "date-in-quotes.md", post(date="'2024-03-01'")),
    Works(
        "a date with an offset is taken in UTC",
        "date-with-offset.md",
        post(date="2024-03-01T23:30:00-05:00"),
        day=date(2024, 3, 2),
    ),
    Works("2024-3-1", "date-short.md", post(date="2024-3-1")),
    Works("2024/03/01", "date-with-slashes.md", post(date="2024/03/01")),
    Works("2024-03-01 10:00", "date-with-time.md", post(date="2024-03-01 10:00")),
    Reported(
        "another form of date",
        "date-in-words.md",
        post(date="1 March 2024"),
        (error(4, 7, "'1 March 2024' is not a date", "as in 2024-03-01"),),
    ),
    Reported(
        "2024-13-01",
        "month-13.md",
        post(date="2024-13-01"),
        (error(4, 7, "'2024-13-01' is a day that no calendar has", "as in 2024-03-01"),),
    ),
    Reported(
        "the same key twice",
        "twice.md",
        post(more="tags: [a]\ntitle: Another\n"),
        (error(7, 1, "'title' stands twice: first on line 2", "delete one"),),
    ),
    Reported(
        "the same key twice, in TOML",
        "twice-toml.md",
        TOML.replace(b"level", b"title = 'B'\nlevel"),
        (error(5, 1, "'title' stands twice: first on line 2", "delete one"),),
    ),
    Works("UTF-8 BOM", "byte-order-mark.md", b"\xef\xbb\xbf" + post()),
    Works(
        "CRLF", "crlf.md", post(body="One.\nTwo.\n").replace(b"\n", b"\r\n"), body="One.\nTwo.\n"
    ),
    Works("CR only", "cr.md", post(body="One.\nTwo.\n").replace(b"\n", b"\r"), body="One.\nTwo.\n"),
    Reported(
        "CRLF keeps line numbers true",
        "crlf-error.md",
        post(level="hard").replace(b"\n", b"\r\n"),
        (error(5, 8, "unknown level 'hard'", "did you mean 'advanced'?"),),
    ),
    Reported(
        "CR only keeps line numbers true",
        "cr-error.md",
        post(level="hard").replace(b"\n", b"\r"),
        (error(5, 8, "unknown level 'hard'", "did you mean 'advanced'?"),),
    ),
    Reported(
        "Latin-1 bytes",
        "latin-1.md",
        post(title="'Café'").decode().encode("latin-1"),
        (error(2, 12, "not UTF-8: byte 0xE9 at offset 15", "save it as UTF-8"),),
    ),
    Reported(
        "front matter never closed",
        "never-closed.md",
        post().replace(b"intro\n---\n", b"intro\n"),
        (error(1, 1, "opened here is never closed", "put a line '---' below the last field"),),
    ),
    Reported(
        "front matter never closed, and the body has a rule",
        "closed-by-a-rule.md",
        b"---\ntitle: T\nlevel: intro\n\nProse of the post.\n\nMore.\n\n---\n",
        (error(5, 1, "this line is no field", "put '---' above it"),),
    ),
    Reported(
        "front matter closed by ...",
        "closed-by-dots.md",
        post().replace(b"intro\n---", b"intro\n..."),
        (error(6, 1, "closed by '...'", "write '---' on this line"),),
    ),
    Reported(
        "no front matter",
        "none.md",
        b"# What is an LLM?\n\nProse.\n",
        (error(1, 1, "the required fields are missing", "begin the file with a line '---'"),),
    ),
    Reported(
        "no front matter, and the body starts with ---",
        "rule-first.md",
        b"---\nProse between two rules.\n---\nMore.\n",
        (error(2, 1, "the required fields are missing", "begin the file with a line '---'"),),
    ),
    Reported(
        "no front matter, and the body starts with ---",
        "rule-and-note-first.md",
        b"---\nNote: between two rules.\n---\nMore.\n",
        missing(*ALL_FIELDS),
    ),
    Reported(
        "--- at column 0 inside a block scalar, fields below",
        "cut.md",
        b"---\ntitle: T\nsummary: |\n  One\n---\n  two.\ndate: 2024-03-01\nlevel: intro\n---\n",
        (
            *missing("date", "level"),
            warning(5, 1, "ends the front matter, though 'summary' seems to go on", "indent it"),
        ),
    ),
    Reported(
        "--- at column 0 inside a block scalar, no field below",
        "cut-at-end.md",
        post(more="answers: |\n  One\n---\n  two.\n"),
        (warning(8, 1, "ends the front matter, though 'answers' seems to go on", "indent it"),),
    ),
    Reported(
        "a text that starts with --- inside a block scalar",
        "dashes.md",
        post(more="answers: |\n  One\n--- two\n"),
        (error(8, 1, "cannot start with '---'", "indent it"),),
    ),
    Works("+++ TOML", "toml.md", TOML),
    Reported(
        "+++ TOML that is none",
        "toml-error.md",
        TOML.replace(b'"A title"', b"A title"),
        (error(2, 9, "TOML: invalid value", "put each text in quotes"),),
    ),
    Reported(
        "title: A: b",
        "colon.md",
        post(title="A: b"),
        (error(2, 9, "a value that holds ': ' must be in quotes", "write title: 'A: b'"),),
    ),
    Reported(
        "title: C# and # tags",
        "comment.md",
        post(title="C# and # tags"),
        (warning(2, 15, "' #' starts a comment: '# tags'", "put the value in quotes"),),
    ),
    Reported(
        r'"$\alpha$"',
        "alpha.md",
        post(title=r'"$\alpha$"'),
        (error(2, 10, r"'\a' is a control character", "use single quotes"),),
    ),
    Reported(
        r'"$\nabla$"',
        "nabla.md",
        post(title=r'"$\nabla$"'),
        (warning(2, 10, r"'\n' is a line break", "use single quotes"),),
    ),
    Reported(
        r'"$\pi$"',
        "pi.md",
        post(title=r'"$\pi$"'),
        (error(2, 10, "a backslash changes what follows it", "use single quotes"),),
    ),
    Reported(
        "title: No",
        "no.md",
        post(title="No"),
        (error(2, 8, "must be text, but 'No' without quotes reads as yes or no", '"No"'),),
    ),
    Reported(
        "title: 1984",
        "number.md",
        post(title="1984"),
        (error(2, 8, "must be text, but '1984' without quotes reads as a number", '"1984"'),),
    ),
    Reported(
        "title: 10:30",
        "time.md",
        post(title="10:30"),
        (error(2, 8, "must be text, but '10:30' without quotes reads as a number", '"10:30"'),),
    ),
    Works(
        "on:, content:, integer keys",
        "odd-keys.md",
        post(more="on: push\ncontent: x\nhandler: y\n1: z\nself: me\nfm: w\n"),
    ),
    Reported(
        "draft: 'false'",
        "draft-text.md",
        post(more="draft: 'false'\n"),
        (error(6, 8, "must be true or false, not the text 'false'", "without quotes"),),
    ),
    Reported(
        "Draft: true",
        "draft-case.md",
        post(more="Draft: true\n"),
        (warning(6, 1, "the field 'Draft' is not read", "did you mean 'draft'?"),),
    ),
    Reported(
        "Title: beside title:",
        "title-case.md",
        post(more="Title: B\n"),
        (warning(6, 1, "the field 'Title' is not read", "did you mean 'title'?"),),
    ),
    Works(
        "body that starts with indented code",
        "indented-body.md",
        post(body="    code = 1\n\n  text  \n\n\n"),
        body="    code = 1\n\n  text  \n\n\n",
    ),
    Works(
        "a later ---, fences, math, raw HTML, MDX in the body",
        "markup.md",
        post(body=UNTOUCHED_BODY),
        body=UNTOUCHED_BODY,
    ),
    Reported(
        "tab indent",
        "tab.md",
        post(more="tags:\n\t- a\n"),
        (error(7, 1, "a tab cannot indent", "use spaces"),),
    ),
    Reported(
        "NUL byte",
        "nul.md",
        post(body="Body.\nBo\0dy.\n"),
        (error(8, 3, "a NUL byte", "delete it"),),
    ),
    Works("leading blank lines", "blank-lines.md", b"\n  \n\n" + post()),
    Reported(
        "leading blank lines before ---",
        "blank-lines-error.md",
        b"\n\n\n" + post(title="A: b"),
        (error(5, 9, "must be in quotes", "write title: 'A: b'"),),
    ),
    Reported(
        "a 20 MB body",
        "huge.md",
        None,
        (error(1, 1, "20,000,000 bytes; at most 2,000,000 are read", "move what is not text"),),
    ),
    Reported(
        "a binary file named .md",
        "picture.md",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        (error(1, 1, "not UTF-8: byte 0x89 at offset 0", "save it as UTF-8"),),
    ),
    Reported(
        "a symlink loop of a file",
        "loop.md",
        None,
        (error(1, 1, "cannot be read: it is a link that leads to itself", "what it links to"),),
    ),
    Reported(
        "a symlink loop of a folder",
        "folder-loop",
        None,
        (warning(1, 1, "link to a folder is not followed", "put the folder itself here"),),
    ),
    Reported(
        "an unreadable file",
        "secret.md",
        None,
        (error(1, 1, "cannot be read: Permission denied", "see its permissions"),),
    ),
    Works("a.md and sub/a.md: the first is kept", "a.md", post()),
    Reported(
        "a.md and sub/a.md",
        "sub/a.md",
        post(),
        (error(1, 1, "the slug 'a' is taken by a.md", "rename the file"),),
    ),
    Reported(
        "an unknown level",
        "level.md",
        post(level="begginer"),
        (
            error(
                5,
                8,
                "unknown level 'begginer'",
                "did you mean 'intro'? one of intro, intermediate, advanced",
            ),
        ),
    ),
)

REPORTED = [row for row in ROWS if isinstance(row, Reported)]
WORKING = [row for row in ROWS if isinstance(row, Works)]

Problems = dict[str, list[dict[str, object]]]
Posts = dict[str, Post]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with one file a hazard, some of them unreadable while the tests run."""
    root = tmp_path_factory.mktemp("corpus")
    (root / "sub").mkdir()
    for row in ROWS:
        if row.content is not None:
            (root / row.path).write_bytes(row.content)
    with (root / "huge.md").open("wb") as huge:
        huge.truncate(20_000_000)
    (root / "loop.md").symlink_to("loop.md")
    (root / "folder-loop").symlink_to(root, target_is_directory=True)
    (root / "secret.md").write_bytes(post())
    read_bytes = Path.read_bytes

    def refuse_secrets(path: Path) -> bytes:
        # Permissions do not keep root out, and tests may run as root.
        if path.name == "secret.md":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse_secrets)
        yield root


@pytest.fixture(scope="module")
def problems(folder: Path) -> Problems:
    """What `indexer check` reports, by file."""
    result = CliRunner().invoke(main, ["check", str(folder), "--format", "json"])
    assert result.exit_code == 1, result.output
    by_path: Problems = {}
    for problem in json.loads(result.stdout):
        by_path.setdefault(problem["path"], []).append(problem)
    return by_path


@pytest.fixture(scope="module")
def posts(folder: Path) -> Posts:
    """The posts that are left, by slug."""
    return {post.slug: post for post in read_corpus(folder).posts}


@pytest.mark.parametrize("row", REPORTED, ids=str)
def test_a_hazard_is_reported_with_its_place_and_what_to_write(
    row: Reported, problems: Problems
) -> None:
    found = problems[row.path]
    places = [(problem["severity"], problem["line"], problem["column"]) for problem in found]
    assert places == [(f.severity, f.line, f.column) for f in row.findings]
    for finding, problem in zip(row.findings, found, strict=True):
        assert finding.message in str(problem["message"])
        assert finding.hint in str(problem["hint"])


@pytest.mark.parametrize("row", WORKING, ids=str)
def test_an_odd_but_right_file_works(row: Works, problems: Problems, posts: Posts) -> None:
    assert row.path not in problems
    found = posts[row.path.removesuffix(".md")]
    assert (found.title, found.summary, found.date) == (row.title, "A summary.", row.day)
    assert found.body.encode() == row.body.encode()


def test_nothing_else_is_reported(problems: Problems) -> None:
    assert problems.keys() == {row.path for row in REPORTED}


def test_an_error_keeps_out_its_own_post_alone(posts: Posts) -> None:
    warned_of = [row for row in REPORTED if all(f.severity == WARNING for f in row.findings)]
    files = {row.path for row in (*WORKING, *warned_of) if row.path.endswith(".md")}
    assert posts.keys() == {path.removesuffix(".md") for path in files}


def test_a_warning_leaves_the_rest_of_the_post_as_it_is_written(posts: Posts) -> None:
    assert posts["comment"].title == "C# and"
    assert posts["cut-at-end"].body == "  two.\n---\nBody.\n"
    assert posts["draft-case"].title == posts["title-case"].title == "A title"


def test_toml_lists_are_read(posts: Posts) -> None:
    assert posts["toml"].tags == ("one", "two")
