"""Tests of finding and reading the files of a corpus: a bad one is a problem, never the end."""

import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.corpus import MAX_POST_BYTES, CorpusReading, read_corpus
from indexer.domains import MAX_DOMAIN_FILE_BYTES
from indexer.errors import CorpusError
from indexer.problems import Problem, Severity
from indexer.source_text import read_bytes
from indexer.sources import NO_STAMP, UNSETTLED_NANOSECONDS, Outcome, SourceFile, stamp_of
from tests.corpora import post_text, write_corpus

ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A corpus of one good post, beside which a test puts what it likes."""
    return write_corpus(tmp_path / "corpus", {"good.md": post_text("Good")})


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that a property may write again and again."""
    return tmp_path_factory.mktemp("corpus") / "p.md"


def slugs(reading: CorpusReading) -> list[str]:
    return [post.slug for post in reading.posts]


def outcomes(reading: CorpusReading) -> dict[str, Outcome]:
    return {file.path: file.outcome for file in reading.files}


def the_problem(reading: CorpusReading) -> Problem:
    assert len(reading.problems) == 1, reading.problems
    return reading.problems[0]


def the_only_rejection(root: Path, path: str) -> Problem:
    """The error of this file, beside which the good post is left."""
    reading = read_corpus(root)
    problem = the_problem(reading)
    assert (problem.path, problem.severity) == (path, ERROR)
    assert slugs(reading) == ["good"]
    return problem


def fields(**more: str) -> str:
    """A post with more fields."""
    lines = "".join(f"{name}: {value}\n" for name, value in more.items())
    return post_text("T").replace("---\n", f"---\n{lines}", 1)


# Finding


def test_posts_are_found_in_folders_in_the_order_of_their_paths(tmp_path: Path) -> None:
    names = ["z.md", "a.md", "b/y.md", "b/c/x.md", "a-b/w.md"]
    reading = read_corpus(write_corpus(tmp_path, {name: post_text("T") for name in names}))
    assert [file.path for file in reading.files] == [
        "a.md",
        "z.md",
        "a-b/w.md",
        "b/y.md",
        "b/c/x.md",
    ]
    assert slugs(reading) == ["a", "z", "w", "y", "x"]
    assert reading.problems == []


@pytest.mark.parametrize(
    "path", [".hidden.md", ".git/x.md", "a/.drafts/x.md", "picture.png", "notes.txt", "domain.toml"]
)
def test_hidden_and_other_files_are_no_posts(root: Path, path: str) -> None:
    reading = read_corpus(write_corpus(root, {path: "name = 'x'"}))
    assert slugs(reading) == ["good"]
    assert reading.problems == []


@pytest.mark.parametrize("name", ["x.MD", "x.markdown", "x.mdx", "x.md.txt", "sub/x.Mkd"])
def test_what_looks_like_a_post_but_is_not_read_is_reported(root: Path, name: str) -> None:
    problem = the_problem(read_corpus(write_corpus(root, {name: post_text("T")})))
    assert (problem.path, problem.severity) == (name, WARNING)
    assert problem.hint == "name it so that it ends in '.md'"
    assert (problem.line, problem.column) == (1, 1)


def test_a_missing_corpus_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        read_corpus(tmp_path / "none")


def test_a_file_is_no_corpus(root: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        read_corpus(root / "good.md")


def test_a_corpus_without_posts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is this the corpus folder"):
        read_corpus(write_corpus(tmp_path, {"a.txt": "", ".hidden.md": ""}))


def test_a_corpus_may_be_a_link(root: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(root)
    assert slugs(read_corpus(tmp_path / "link")) == ["good"]


@pytest.fixture
def locked(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Names of files and folders that cannot be read, even by root."""
    names: set[str] = set()
    scandir, read_bytes = os.scandir, Path.read_bytes

    def scan(path: str) -> "os._ScandirIterator[str]":
        if Path(path).name in names:
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    def read(path: Path) -> bytes:
        if path.name in names:
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(Path, "read_bytes", read)
    yield names
    monkeypatch.undo()


def test_an_unreadable_corpus_is_an_error(root: Path, locked: set[str]) -> None:
    locked.add("corpus")
    with pytest.raises(CorpusError, match="cannot be read: Permission denied"):
        read_corpus(root)


def test_an_unreadable_folder_keeps_out_its_own_posts_alone(root: Path, locked: set[str]) -> None:
    write_corpus(root, {"sub/x.md": post_text("T")})
    locked.add("sub")
    problem = the_only_rejection(root, "sub")
    assert problem.message == "the folder cannot be read: Permission denied"


def test_an_unreadable_file_keeps_out_its_own_post_alone(root: Path, locked: set[str]) -> None:
    write_corpus(root, {"x.md": post_text("T")})
    locked.add("x.md")
    problem = the_only_rejection(root, "x.md")
    assert problem.message == "the file cannot be read: Permission denied"
    assert problem.hint == "see its permissions, or what it links to"


# Links of the file system


def test_a_link_to_a_file_of_the_corpus_is_read(root: Path) -> None:
    (root / "link.md").symlink_to("good.md")
    assert slugs(read_corpus(root)) == ["good", "link"]


def test_a_link_out_of_the_corpus_is_not_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text(post_text("Secret"), "utf-8")
    (root / "x.md").symlink_to(tmp_path / "outside.md")
    problem = the_only_rejection(root, "x.md")
    assert problem.message == "this link leads out of the corpus"
    assert problem.hint == "put the file itself here"


@pytest.mark.parametrize(
    ("target", "reason"),
    [("x.md", "it is a link that leads to itself"), ("none.md", "No such file or directory")],
)
def test_a_link_that_leads_nowhere_is_an_error(root: Path, target: str, reason: str) -> None:
    (root / "x.md").symlink_to(target)
    assert the_only_rejection(root, "x.md").message == f"the file cannot be read: {reason}"


@pytest.mark.parametrize("target", [".", "..", "../sub"])
def test_a_link_to_a_folder_is_not_followed_and_reported(root: Path, target: str) -> None:
    write_corpus(root, {"sub/y.md": post_text("T")})
    (root / "sub/link").symlink_to(target)
    reading = read_corpus(root)
    problem = the_problem(reading)
    assert (problem.path, problem.severity) == ("sub/link", WARNING)
    assert slugs(reading) == ["good", "y"]


def test_a_pipe_is_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "x.md")
    assert the_only_rejection(root, "x.md").message == "this is no file of text"


@pytest.mark.parametrize("name", [b"caf\xe9.md", b"a\nb.md", b"\x1b[31m.md"])
def test_a_file_name_that_cannot_be_shown_is_spelt_out(root: Path, name: bytes) -> None:
    file = os.fsencode(root) + b"/" + name
    try:
        with open(file, "w", encoding="utf-8") as stream:  # noqa: PTH123 - the name is bytes
            stream.write(post_text("T"))
    except OSError:
        pytest.skip("this file system takes no such name")
    problem = the_problem(read_corpus(root))
    assert problem.severity is ERROR
    assert problem.path.isprintable()
    assert problem.message == "the file's name holds characters that cannot be shown"


# Bytes


def test_a_file_of_the_greatest_size_is_read(root: Path) -> None:
    text = post_text("T", body="word ").encode()
    (root / "x.md").write_bytes(text + b"x" * (MAX_POST_BYTES - len(text)))
    assert slugs(read_corpus(root)) == ["good", "x"]


@pytest.mark.parametrize("size", [MAX_POST_BYTES + 1, 20_000_000, 2**40])
def test_a_larger_file_is_not_even_opened(root: Path, size: int, locked: set[str]) -> None:
    with (root / "x.md").open("wb") as file:
        file.truncate(size)
    locked.add("x.md")
    assert f"the file has {size:,} bytes" in the_only_rejection(root, "x.md").message


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"\xff\xfe-\0-\0-\0", (1, 1), "byte 0xFF at offset 0"),
        (b"---\ntitle: Caf\xe9\n", (2, 11), "byte 0xE9 at offset 14"),
        ("---\ntitle: éé ".encode() + b"\xe9\n", (2, 11), "byte 0xE9 at offset 16"),
        (b"\xef\xbb\xbf---\r\nx\r\n\xe9", (3, 1), "byte 0xE9 at offset 11"),
        (b"---\r\rx\xe9", (3, 2), "byte 0xE9 at offset 6"),
        (b"\x89PNG\r\n\x1a\n\0", (1, 1), "byte 0x89 at offset 0"),
        (b"GIF89a\0", (1, 7), "NUL byte"),
        (b"---\0", (1, 4), "NUL byte"),
        (post_text("T", body="a\r\nb\rc\0").encode(), (9, 2), "NUL byte"),
        ("é\0".encode(), (1, 2), "NUL byte"),
    ],
)
def test_what_is_no_text_is_an_error_at_its_place(
    root: Path, content: bytes, place: tuple[int, int], message: str
) -> None:
    (root / "x.md").write_bytes(content)
    problem = the_only_rejection(root, "x.md")
    assert (problem.line, problem.column) == place
    assert message in problem.message


@given(
    blank=st.lists(st.sampled_from(["", "  ", "\t"]), max_size=4),
    comments=st.integers(0, 3),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    has_byte_order_mark=st.booleans(),
    body=st.lists(st.sampled_from(["", "text", "    code", "---"]), max_size=4),
)
def test_lines_are_true_under_every_line_end_and_behind_blank_lines(
    *,
    one_file: Path,
    blank: list[str],
    comments: int,
    line_end: str,
    has_byte_order_mark: bool,
    body: list[str],
) -> None:
    head = [
        "---",
        "title: T",
        "summary: S",
        *["# more"] * comments,
        "date: 2024-03-01",
        "level: no",
    ]
    lines = [*blank, *head, "---", *body, "[a](b.md)", ""]
    mark = b"\xef\xbb\xbf" if has_byte_order_mark else b""
    one_file.write_bytes(mark + line_end.join(lines).encode())
    problem = the_problem(read_corpus(one_file.parent))
    assert (problem.line, problem.column) == (lines.index("level: no") + 1, 8)

    lines[lines.index("level: no")] = "level: intro"
    one_file.write_bytes(mark + line_end.join(lines).encode())
    reading = read_corpus(one_file.parent)
    assert the_problem(reading).line == lines.index("[a](b.md)") + 1
    assert reading.posts[0].body == "\n".join([*body, "[a](b.md)", ""])


# Slugs and aliases


def test_two_files_of_one_slug_name_each_other(root: Path) -> None:
    reading = read_corpus(write_corpus(root, {"sub/good.md": post_text("Copy")}))
    problem = the_problem(reading)
    assert (problem.path, problem.severity) == ("sub/good.md", ERROR)
    assert problem.message == "the slug 'good' is taken by good.md"
    assert problem.hint == "rename the file, or set 'slug:'"
    assert [post.title for post in reading.posts] == ["Good"]
    assert outcomes(reading)["sub/good.md"] is Outcome.REJECTED


def test_a_slug_that_is_set_may_clash_and_may_end_a_clash(root: Path) -> None:
    write_corpus(root, {"a.md": fields(slug="good"), "sub/good.md": fields(slug="better")})
    reading = read_corpus(root)
    assert the_problem(reading).message == "the slug 'good' is taken by a.md"
    assert slugs(reading) == ["good", "better"]
    assert outcomes(reading)["good.md"] is Outcome.REJECTED


def test_a_rejected_post_takes_no_slug(root: Path) -> None:
    write_corpus(root, {"a/x.md": post_text("T", level="no"), "b/x.md": post_text("T")})
    assert slugs(read_corpus(root)) == ["good", "x"]


@pytest.mark.parametrize("taken_by", ["slug", "alias"])
def test_an_alias_that_is_taken_is_a_warning_that_names_its_owner(
    root: Path, taken_by: str
) -> None:
    write_corpus(root, {"a.md": fields(aliases="[zoo, old]")})
    write_corpus(root, {"zoo.md" if taken_by == "slug" else "b.md": fields(aliases="[zoo, new]")})
    reading = read_corpus(root)
    problem = the_problem(reading)
    owner, loser = ("zoo.md", "a.md") if taken_by == "slug" else ("a.md", "b.md")
    assert (problem.path, problem.severity) == (loser, WARNING)
    assert problem.message == f"the alias 'zoo' already leads to {owner}"
    assert (problem.line, problem.column) == (1, 1)
    assert len(reading.posts) == 3


def test_an_alias_that_repeats_itself_or_the_own_slug_is_no_clash(root: Path) -> None:
    write_corpus(root, {"a.md": fields(aliases="[a, old, old]")})
    assert read_corpus(root).problems == []


# Links between posts


def test_links_to_posts_by_file_slug_and_alias_are_alive(root: Path) -> None:
    body = "[1](good.md) [2](../notes/b.md#why) [3](bee.md) [4](old.md) [5](a.md)"
    write_corpus(root, {"a.md": post_text("T", body=body)})
    write_corpus(root, {"notes/b.md": fields(slug="bee", aliases="[old]")})
    assert read_corpus(root).problems == []


def test_a_dead_link_is_a_warning_on_its_line(root: Path) -> None:
    body = "One.\n\nTwo\n[good](good.md) and\n[bad](none.md#why).\n"
    reading = read_corpus(write_corpus(root, {"a.md": post_text("T", body=body)}))
    problem = the_problem(reading)
    assert (problem.path, problem.line, problem.severity) == ("a.md", 11, WARNING)
    assert problem.message == "a link leads to 'none.md', which is no post"
    assert slugs(reading) == ["a", "good"]


@pytest.mark.parametrize("target", [fields(draft="true"), post_text("T", level="no"), "nothing"])
def test_a_link_to_a_post_that_is_left_out_is_dead(root: Path, target: str) -> None:
    write_corpus(root, {"x.md": target, "a.md": post_text("T", body="[x](x.md)")})
    warnings = [p for p in read_corpus(root).problems if p.severity is WARNING]
    assert [(p.path, p.message) for p in warnings] == [
        ("a.md", "a link leads to 'x.md', which is no post")
    ]


# Outcomes


def test_a_file_is_indexed_a_draft_or_rejected(root: Path) -> None:
    bad_draft = fields(draft="true").replace("intro", "no")
    write_corpus(root, {"d.md": fields(draft="true"), "e.md": bad_draft})
    reading = read_corpus(root)
    assert outcomes(reading) == {
        "d.md": Outcome.DRAFT,
        "e.md": Outcome.REJECTED,
        "good.md": Outcome.INDEXED,
    }
    assert [problem.path for problem in reading.errors] == ["e.md"]


def test_problems_are_in_the_order_of_files_and_lines(root: Path) -> None:
    bad = post_text("T", level="no", day="x", body="[x](none.md)")
    write_corpus(root, {"z.md": bad, "b/a.md": bad, "domain.toml": "no"})
    places = [(problem.path, problem.line) for problem in read_corpus(root).problems]
    assert places == [("b/a.md", 4), ("b/a.md", 5), ("domain.toml", 1), ("z.md", 4), ("z.md", 5)]


def test_progress_is_told_after_each_file(root: Path) -> None:
    told: list[tuple[int, int]] = []
    write_corpus(root, {"a.md": "bad", "b.md": post_text("T")})
    read_corpus(root, on_progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# Known files


def test_a_digest_is_that_of_the_bytes(root: Path) -> None:
    expected = hashlib.sha256((root / "good.md").read_bytes()).hexdigest()
    assert [file.digest for file in read_corpus(root).files] == [expected]


def known_as_marked(root: Path) -> dict[str, SourceFile]:
    """What an earlier reading found, each post marked so that a second parsing would show."""
    files = read_corpus(root).files
    return {
        file.path: replace(file, metadata=file.metadata and replace(file.metadata, title="Known"))
        for file in files
    }


def titles(reading: CorpusReading) -> list[str]:
    return [post.title for post in reading.indexed.values()]


def test_a_known_file_is_not_parsed_again(root: Path) -> None:
    reading = read_corpus(root, known_as_marked(root))
    assert titles(reading) == ["Known"]
    assert (reading.reused, reading.posts) == (1, [])


def test_a_changed_file_is_parsed_again(root: Path) -> None:
    known = known_as_marked(root)
    reading = read_corpus(write_corpus(root, {"good.md": post_text("Changed")}), known)
    assert titles(reading) == ["Changed"]
    assert reading.reused == 0


def test_a_file_that_has_moved_is_parsed_again(root: Path) -> None:
    known = known_as_marked(root)
    (root / "good.md").rename(root / "better.md")
    reading = read_corpus(root, known)
    assert [(post.slug, post.title) for post in reading.posts] == [("better", "Good")]


def test_a_known_post_follows_its_domain(root: Path) -> None:
    known = known_as_marked(root)
    reading = read_corpus(write_corpus(root, {"domain.toml": "name = 'New'"}), known)
    posts = reading.indexed.values()
    assert [(post.title, post.domain) for post in posts] == [("Known", "New")]


def test_the_problems_of_a_known_file_are_told_again(root: Path) -> None:
    warned = post_text("T").replace("level:", "tagz: [x]\nlevel:")
    write_corpus(root, {"bad.md": "nothing", "warned.md": warned, "d.md": fields(draft="true")})
    first = read_corpus(root)
    again = read_corpus(root, known_as_marked(root))
    assert again.problems == first.problems
    assert [problem.path for problem in again.problems] == ["bad.md", "warned.md"]
    assert outcomes(again) == outcomes(first)
    assert again.reused == 4


def test_the_links_and_the_slug_of_a_known_post_are_still_looked_at(root: Path) -> None:
    write_corpus(root, {"a.md": post_text("T", body="[x](good.md)"), "sub/x.md": post_text("T")})
    known = known_as_marked(root)
    (root / "good.md").unlink()
    reading = read_corpus(write_corpus(root, {"b/x.md": post_text("T")}), known)
    assert [problem.path for problem in reading.problems] == ["a.md", "sub/x.md"]


def test_the_name_of_a_known_file_leads_to_its_post_while_nothing_else_has_it(root: Path) -> None:
    write_corpus(root, {"old.md": fields(slug="new")})
    known = known_as_marked(root)
    assert read_corpus(root, known).indexed["old.md"].aliases == ("old",)
    write_corpus(root, {"sub/old.md": post_text("T")})
    assert read_corpus(root, known).indexed["old.md"].aliases == ()


def settle(root: Path) -> None:
    """Let the clock run on until what was written is no longer new."""
    for file in root.rglob("*.md"):
        status = file.stat()
        while stamp_of(status, time.time_ns()) == NO_STAMP:
            time.sleep(0.05)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read from now on."""
    read: list[str] = []

    def spy(file: Path, root: Path, limit: int) -> bytes:
        read.append(file.name)
        return read_bytes(file, root, limit)

    monkeypatch.setattr("indexer.corpus.read_bytes", spy)
    return read


def test_a_file_whose_stamp_is_known_is_not_even_read(root: Path, unread: list[str]) -> None:
    settle(root)
    known = known_as_marked(root)
    unread.clear()
    assert titles(read_corpus(root, known)) == ["Known"]
    assert unread == []


def test_a_file_that_was_new_when_it_was_read_is_read_again(root: Path, unread: list[str]) -> None:
    known = known_as_marked(root)
    assert [file.stamp for file in known.values()] == [NO_STAMP]
    read_corpus(root, known)
    assert unread == ["good.md", "good.md"]


def test_a_change_that_leaves_size_and_time_alone_is_seen(root: Path) -> None:
    settle(root)
    known = known_as_marked(root)
    status = (root / "good.md").stat()
    write_corpus(root, {"good.md": post_text("Goof")})
    os.utime(root / "good.md", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert (root / "good.md").stat().st_size == status.st_size
    assert titles(read_corpus(root, known)) == ["Goof"]


def test_a_file_that_was_only_touched_is_known_by_its_digest(root: Path) -> None:
    known = known_as_marked(root)
    os.utime(root / "good.md", (0, 0))
    assert titles(read_corpus(root, known)) == ["Known"]


def test_no_stamp_is_given_to_what_may_still_change_unseen(root: Path, tmp_path: Path) -> None:
    file, link = root / "good.md", tmp_path / "link.md"
    link.symlink_to(file)
    changed = file.lstat().st_ctime_ns
    later = changed + UNSETTLED_NANOSECONDS
    assert stamp_of(file.lstat(), changed) == NO_STAMP
    assert stamp_of(file.lstat(), later - 1) == NO_STAMP
    assert stamp_of(file.lstat(), later) != NO_STAMP
    assert stamp_of(link.lstat(), later * 2) == NO_STAMP
    # A clock that was set back.
    assert stamp_of(file.lstat(), changed - 10**15) == NO_STAMP


# Domains


def domains(root: Path) -> dict[str, str]:
    return {post.slug: post.domain for post in read_corpus(root).posts}


def test_a_domain_is_named_by_its_file_or_by_its_folder(tmp_path: Path) -> None:
    root = write_corpus(
        tmp_path / "posts",
        {
            "top.md": post_text("T"),
            "ai/one.md": post_text("T"),
            "ai/deep/er/two.md": post_text("T"),
            "ai/named/three.md": post_text("T"),
            "ai/named/domain.toml": "name = 'Named'",
            "ai/domain.toml": 'name = "AI & ML"\n',
            "bio/four.md": post_text("T"),
            "bio/deep/five.md": post_text("T"),
        },
    )
    assert domains(root) == {
        "top": "posts",
        "one": "AI & ML",
        "two": "AI & ML",
        "three": "Named",
        "four": "bio",
        "five": "bio",
    }


def test_the_domain_of_the_corpus_is_that_of_the_posts_beside_it(root: Path) -> None:
    write_corpus(root, {"domain.toml": "name = 'Notes'", "bio/x.md": post_text("T")})
    assert domains(root) == {"good": "Notes", "x": "bio"}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xef\xbb\xbfname = 'N'\r\n", "N"),
        (b"# why\nname = '  N  '\nmore = 1\n", "N"),
        (b'name = """\nOne\n two"""', "One two"),
        ('name = "Küche"'.encode(), "Küche"),
    ],
)
def test_a_domain_file_is_read_as_people_write_it(root: Path, content: bytes, name: str) -> None:
    (root / "domain.toml").write_bytes(content)
    assert domains(root) == {"good": name}
    assert read_corpus(root).problems == []


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"", (1, 1), "the domain's name is missing"),
        (b"name = ''", (1, 1), "the domain's name is missing"),
        (b"name = 1", (1, 1), "the domain's name is missing"),
        (b"title = 'x'", (1, 1), "the domain's name is missing"),
        (b'name = "\\u001b[2J"', (1, 1), "cannot be shown: '\\x1b[2J'"),
        (b"# why\n\nname = AI", (3, 8), "not valid TOML"),
        (b"name = " + b"[" * 9000, (1, 1), "not valid TOML"),
        (b"name = " + b"1" * 9000, (1, 1), "not valid TOML"),
        (b"\nname = 'Caf\xe9'", (2, 12), "not UTF-8"),
        (b"\nname = '\0'", (2, 9), "NUL byte"),
        (b"#" * (MAX_DOMAIN_FILE_BYTES + 1), (1, 1), "10,001 bytes"),
    ],
)
def test_a_broken_domain_file_is_an_error_and_the_folder_names_the_domain(
    tmp_path: Path, content: bytes, place: tuple[int, int], message: str
) -> None:
    root = write_corpus(tmp_path, {"ai/a.md": post_text("T"), "ai/b.md": post_text("T")})
    (root / "ai/domain.toml").write_bytes(content)
    problem = the_problem(read_corpus(root))
    assert (problem.path, problem.severity) == ("ai/domain.toml", ERROR)
    assert (problem.line, problem.column) == place
    assert message in problem.message
    assert problem.hint == 'write one line: name = "The domain\'s name"'
    assert domains(root) == {"a": "ai", "b": "ai"}


def test_a_domain_file_that_is_none_is_an_error_alone(root: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.toml").write_text("name = 'Secret'", "utf-8")
    write_corpus(root, {name: post_text("T") for name in ("a/a.md", "b/b.md", "c/c.md", "d/d.md")})
    (root / "a/domain.toml").mkdir()
    (root / "b/domain.toml").symlink_to("domain.toml")
    (root / "c/domain.toml").symlink_to(tmp_path / "outside.toml")
    os.mkfifo(root / "d/domain.toml")
    paths = [problem.path for problem in read_corpus(root).errors]
    assert paths == [f"{name}/domain.toml" for name in "abcd"]
    assert domains(root) == {"good": "corpus", "a": "a", "b": "b", "c": "c", "d": "d"}


def test_a_hidden_domain_file_is_not_read(root: Path) -> None:
    write_corpus(root, {".domain.toml": "name = 'Hidden'", ".x/domain.toml": "broken"})
    assert domains(root) == {"good": "corpus"}
    assert read_corpus(root).problems == []


def test_a_file_whose_slug_is_set_is_still_found_by_its_name(tmp_path: Path) -> None:
    text = post_text("Named").replace("level:", "slug: a-better-name\nlevel:")
    files = {"a/old-name.md": text, "a/b.md": post_text("B", body="See [it](old-name.md).")}
    reading = read_corpus(write_corpus(tmp_path, files))
    assert reading.problems == []
    assert {post.slug: tuple(post.aliases) for post in reading.posts} == {
        "a-better-name": ("old-name",),
        "b": (),
    }
