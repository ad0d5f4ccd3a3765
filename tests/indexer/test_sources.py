"""The files of a corpus are kept with what the next build must know of them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.errors import IndexFormatError
from indexer.post import Level, PostLink, PostMetadata
from indexer.problems import Problem, Severity
from indexer.sources import SOURCES_FILE, Outcome, SourceFile, Sources, write_sources

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
METADATA = st.builds(
    PostMetadata,
    slug=TEXTS,
    title=TEXTS,
    date=st.dates(),
    level=st.sampled_from(Level),
    domain=TEXTS,
    aliases=st.lists(TEXTS, max_size=2).map(tuple),
    links=st.lists(st.builds(PostLink, target=TEXTS, line=st.integers(1)), max_size=2).map(tuple),
    boost=st.floats(0.1, 10),
)


@st.composite
def source_files(draw: st.DrawFn, path: str) -> SourceFile:
    problem = st.builds(
        Problem,
        st.just(path),
        st.integers(1),
        st.integers(1),
        st.sampled_from(Severity),
        TEXTS,
        TEXTS,
    )
    return SourceFile(
        path=path,
        stamp=draw(TEXTS),
        digest=draw(TEXTS),
        outcome=draw(st.sampled_from(Outcome)),
        metadata=draw(st.none() | METADATA),
        problems=tuple(draw(st.lists(problem, max_size=2))),
    )


FILES = st.tuples(source_files("a.md"), source_files("é/b\u2028.md"), source_files("c.md"))


@given(files=FILES, changed=source_files("c.md"))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    files: tuple[SourceFile, ...],
    changed: SourceFile,
) -> None:
    folder = tmp_path_factory.mktemp("sources")
    write_sources(folder, files)
    first = Sources.read(folder)
    assert tuple(first.files) == files
    later = [*first.files[:2], changed]
    write_sources(folder, later, first)
    with_lines_taken_over = (folder / SOURCES_FILE).read_bytes()
    assert list(Sources.read(folder).files) == later
    write_sources(folder, later)
    assert (folder / SOURCES_FILE).read_bytes() == with_lines_taken_over


def test_a_file_that_is_not_the_one_that_was_read_gets_a_line_of_its_own(tmp_path: Path) -> None:
    post = PostMetadata(slug="a", title="A", date=date(2026, 5, 1), level=Level.INTRO, domain="d")
    file = SourceFile(path="a.md", stamp="", digest="x", outcome=Outcome.INDEXED, metadata=post)
    write_sources(tmp_path, [file])
    earlier = Sources.read(tmp_path)
    stamped = replace(earlier.files[0], stamp="1 2 3 4")
    write_sources(tmp_path, [stamped], earlier)
    assert Sources.read(tmp_path).files == [stamped]


@pytest.mark.parametrize("content", [b"\xff", b"[", b"{}", b"[1]", b'["a.md","","","no",null,[]]'])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SOURCES_FILE).write_bytes(content)
    with pytest.raises(IndexFormatError, match=SOURCES_FILE):
        Sources.read(tmp_path)
    with pytest.raises(IndexFormatError, match=SOURCES_FILE):
        Sources.read(tmp_path / "none")
