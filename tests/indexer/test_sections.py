"""Tests of cutting a body into sections of plain text, and of finding its links and their lines."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.post import Section
from indexer.sections import linked_post, parse_body


def section(text: str, heading: str = "", anchor: str = "", depth: int = 0) -> Section:
    return Section(heading=heading, anchor=anchor, depth=depth, text=text)


def text_of(body: str) -> str:
    """The text of a body of one section without a heading."""
    (only,) = parse_body(body).sections
    assert (only.heading, only.anchor, only.depth) == ("", "", 0)
    return only.text


def anchors(body: str) -> list[str]:
    return [section.anchor for section in parse_body(body).sections]


def links(body: str, first_line: int = 1) -> list[tuple[str, int]]:
    return [(link.target, link.line) for link in parse_body(body, first_line).links]


@pytest.mark.parametrize("body", ["", "\n\n", "   \n", "<!-- nothing to see -->\n", "---\n"])
def test_a_body_without_text_has_no_sections(body: str) -> None:
    assert parse_body(body).sections == ()


def test_text_before_the_first_heading_is_a_section_without_one() -> None:
    assert parse_body("One\ntwo.\n\nThree.\n\n## Why?\n\nFour.\n").sections == (
        section("One two.\nThree."),
        section("Four.", "Why?", "why", 2),
    )


def test_a_heading_without_text_below_is_a_section() -> None:
    assert parse_body("# One\n## Two\n").sections == (
        section("", "One", "one", 1),
        section("", "Two", "two", 2),
    )


def test_headings_of_both_forms_and_every_depth_begin_sections() -> None:
    body = "One\n===\n\nTwo\n---\n\n### Three\n#### Four\n##### Five\n###### Six\n####### No\n"
    found = [(s.heading, s.depth) for s in parse_body(body).sections]
    assert found == [("One", 1), ("Two", 2), ("Three", 3), ("Four", 4), ("Five", 5), ("Six", 6)]


def test_text_below_an_empty_heading_is_kept() -> None:
    assert parse_body("#\n\nText.\n").sections == (section("Text.", "", "section", 1),)


@pytest.mark.parametrize(
    ("heading", "text", "anchor"),
    [
        ("Why does it *work*?", "Why does it work?", "why-does-it-work"),
        ("The `KV` cache", "The KV cache", "the-kv-cache"),
        ("$O(n^2)$ or not", "O(n^2) or not", "o-n-2-or-not"),
        ("A [link](x.md)", "A link", "a-link"),
        ("Déjà vu", "Déjà vu", "déjà-vu"),
        ("注意力", "注意力", "注意力"),
        ("C++ & C#", "C++ & C#", "c-c"),
        ("???", "???", "section"),
        ("1. First", "1. First", "1-first"),
        ("A <b>bold</b> one", "A bold one", "a-bold-one"),
    ],
)
def test_a_heading_is_plain_text_and_its_anchor_is_made_of_its_words(
    heading: str, text: str, anchor: str
) -> None:
    assert parse_body(f"## {heading}\n").sections == (section("", text, anchor, 2),)


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (["a", "a", "a"], ["a", "a-2", "a-3"]),
        (["a", "a 2", "a"], ["a", "a-2", "a-2-2"]),
        (["a 2", "a", "a"], ["a-2", "a", "a-2-2"]),
        (["A!", "a?", "?", "!"], ["a", "a-2", "section", "section-2"]),
    ],
)
def test_equal_headings_have_different_anchors(headings: list[str], expected: list[str]) -> None:
    assert anchors("\n".join(f"# {heading}" for heading in headings)) == expected


headings = st.lists(st.sampled_from(["a", "A!", "a 2", "a-2", "a 2 2", "b", "?", "é"]), max_size=12)


@given(headings)
def test_no_two_anchors_are_the_same(texts: list[str]) -> None:
    found = anchors("\n".join(f"# {text}" for text in texts))
    assert len(set(found)) == len(found) == len(texts)


@given(headings, st.text("abc \n"))
def test_an_anchor_stays_when_the_text_and_what_comes_later_change(
    texts: list[str], prose: str
) -> None:
    before = anchors("\n".join(f"# {text}" for text in texts))
    after = anchors("\n\n".join(f"# {text}\n\nx{prose}" for text in [*texts, "a", "new"]))
    assert after[: len(before)] == before


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("*One* **two** ~~three~~ `four`", "One two three four"),
        ("one\ntwo  \nthree\\\nfour", "one two three four"),
        ("- one\n- two\n  - three", "one\ntwo\nthree"),
        ("> one\n> two", "one two"),
        ("```python\nx = 1\n\ny = 2\n```", "x = 1 y = 2"),
        ("    x = 1\n    y = 2", "x = 1 y = 2"),
        ("$$\nE = mc^2\n$$", "E = mc^2"),
        ("$$E = mc^2$$ (einstein)", "E = mc^2"),
        ("so $a + b$ and $$c$$ it is", "so a + b and c it is"),
        ("it costs $5 and then $6", "it costs $5 and then $6"),
        ("|a|b|\n|-|-|\n|*c*|d|", "a · b\nc · d"),
        ("![a *picture*](x.png) of it", "a picture of it"),
        ("[a link](x.md) and <https://x.org>", "a link and https://x.org"),
        ("&amp; &eacute; \\*", "& é *"),
        ("one<br>two<br/>three", "one two three"),
        ("one <b>two</b><!-- no --> three", "one two three"),
        (
            "<details>\n<summary>One</summary>\ntwo &amp; <b>three</b>\n</details>",
            "One two & three",
        ),
        ("<div>one<!-- no -->two</div>", "one two"),
        ("<style>\nno { }\n</style>", None),
        ("<script>\nno()\n</script>", None),
        ("```\n```", None),
        ("<div\n", None),
        ("<Chart data={[1]} />", None),
        ("a < b and c > d", "a < b and c > d"),
    ],
)
def test_a_section_holds_what_a_reader_sees(body: str, text: str | None) -> None:
    if text is None:
        assert parse_body(body).sections == ()
    else:
        assert text_of(body) == text


def test_an_open_formula_takes_no_further_paragraph() -> None:
    assert text_of("$$ is a sign.\n\nText.\n\nMore $$\n") == "$$ is a sign.\nText.\nMore $$"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("[a](x.md)", [("x", 1)]),
        ("one\n[a](x.md)\n[b](y.md) [c](z.md)", [("x", 2), ("y", 3), ("z", 3)]),
        ("one  \ntwo\\\n[a](x.md)", [("x", 3)]),
        ("`one\ntwo` $three\nfour$ [a](x.md)", [("x", 3)]),
        ("<b\nid='1'> [a](x.md)", [("x", 2)]),
        ("[a\nb](x.md) [c](y.md)", [("x", 1), ("y", 2)]),
        ("[a](\nx.md\n'title') [c](y.md)", [("x", 1), ("y", 3)]),
        ("![one\ntwo](p.png) *[a](x.md)*", [("x", 2)]),
        (
            "## [a](x.md)\n\n- one\n- two\n  [b](y.md)\n\n> [c](z.md)",
            [("x", 1), ("y", 5), ("z", 7)],
        ),
        ("|a|b|\n|-|-|\n|1|2|\n|[a](x.md)|[b](y.md)|", [("x", 4), ("y", 4)]),
        ("one\n[a][r]\n\n[r]: x.md", [("x", 2)]),
        ("[![a](p.png)](x.md)", [("x", 1)]),
        ("    [a](x.md)\n\n`[b](y.md)`\n\n```\n[c](z.md)\n```", []),
        ("![a](x.md)", []),
    ],
)
def test_links_to_posts_are_found_with_their_lines(
    body: str, expected: list[tuple[str, int]]
) -> None:
    assert links(body) == expected
    assert links(body, 8) == [(target, line + 7) for target, line in expected]


pieces = st.sampled_from(
    [
        "word",
        "`a\nb`",
        "*a*",
        "\n",
        "  \n",
        "\n\n",
        "\\\n",
        "\n- ",
        "$a$",
        "&amp;",
        "<br>",
        " ",
        "]",
    ]
)


@given(st.lists(st.one_of(pieces, st.just("[x](@.md)")), max_size=20))
def test_a_link_stands_on_its_line_wherever_it_is(parts: list[str]) -> None:
    numbered = [part.replace("@", f"post{place}") for place, part in enumerate(parts)]
    body = "".join(numbered)
    for link in parse_body(body).links:
        assert f"({link.target}.md)" in body.split("\n")[link.line - 1]


@pytest.mark.parametrize(
    ("href", "slug"),
    [
        ("x.md", "x"),
        ("./x.md", "x"),
        ("../ai-ml/x.md", "x"),
        ("x.md#why", "x"),
        ("x.md?y=1", "x"),
        ("why%2Drope.md", "why-rope"),
        ("x", None),
        ("x.html", None),
        ("", None),
        ("#why", None),
        (".md", None),
        ("/x.md", None),
        ("https://x.org/README.md", None),
        ("//x.org/README.md", None),
        ("mailto:x.md", None),
    ],
)
def test_a_relative_link_to_a_markdown_file_is_a_link_to_a_post(
    href: str, slug: str | None
) -> None:
    assert linked_post(href) == slug


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.lists(
            st.sampled_from(
                [
                    *"[]()!*_`$<>#-|\n\\&:~ ax/.@\0",
                    "$$",
                    "```",
                    "<!--",
                    "[x](//[a.md)",
                    "[x](http://[",
                ]
            )
        ).map("".join),
    )
)
def test_any_body_can_be_cut(body: str) -> None:
    parsed = parse_body(body, 5)
    found = [section.anchor for section in parsed.sections if section.anchor]
    assert len(set(found)) == len(found)
    assert all(section.anchor for section in parsed.sections[1:])
    assert not any(re.search(r"\n\n|^\s", section.text) for section in parsed.sections)
    assert all(5 <= link.line <= 5 + body.count("\n") for link in parsed.links)
