"""Turns a post's Markdown into HTML that is safe to show: rendered, then sanitised."""

from collections.abc import MutableMapping, Sequence
from functools import cache, lru_cache
from html import unescape
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, tostring

import nh3
from latex2mathml.converter import convert_to_element
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from indexer.analysis import analyze
from indexer.markdown import inline_text, new_markdown_parser
from indexer.sections import linked_post

# How many children a formula's element must have; with fewer the LaTeX was cut off.
_MATH_CHILDREN = {
    "mfrac": 2, "mover": 2, "mroot": 2, "msub": 2, "msubsup": 3, "msup": 2, "munder": 2,
    "munderover": 3,
}  # fmt: skip
_MATH_TAGS = frozenset(_MATH_CHILDREN) | frozenset(
    """
    math menclose mi mn mo mpadded mphantom mrow mspace msqrt mstyle mtable mtd mtext mtr
    """.split()  # noqa: SIM905 - reads as a list
)
_MATH_ATTRIBUTES = frozenset(
    """
    accent columnalign columnspacing depth display displaystyle fence form height largeop
    linethickness lspace mathvariant maxsize minsize movablelimits notation rowspacing rspace
    scriptlevel stretchy voffset width
    """.split()  # noqa: SIM905 - reads as a list
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TEXT_TAGS = _HEADINGS | frozenset(
    """
    a abbr b blockquote br caption cite code dd del details div dl dt em hr i ins kbd li mark ol p
    pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var
    """.split()  # noqa: SIM905 - reads as a list
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{heading: {"id"} for heading in _HEADINGS},
    **{tag: set(_MATH_ATTRIBUTES) for tag in _MATH_TAGS},
}
# Where the renderer is told which words to mark.
_TERMS = "terms"
_CLASSES = {
    "div": {"wide"},
    "span": {"formula"},
    "td": {"center", "right"},
    "th": {"center", "right"},
}


@lru_cache(maxsize=256)
def render_body(body: str, marked_terms: frozenset[str] = frozenset()) -> Markup:
    """The HTML of a body; headings carry the anchors that sections have.

    Words that the index knows by one of some terms are marked.
    """
    html = _parser().render(body, {_TERMS: marked_terms})
    safe = nh3.clean(
        html,
        tags=set(_TEXT_TAGS | _MATH_TAGS),
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(safe)  # noqa: S704 - nh3 has cleaned it


@cache
def _parser() -> MarkdownIt:
    parser = new_markdown_parser()
    for rule, render in (
        ("text", _render_text),
        ("math_inline", _render_inline_math),
        ("math_inline_double", _render_display_math),
        ("math_block", _render_display_math),
        ("math_block_label", _render_display_math),
        ("link_open", _render_link),
        ("image", _render_image),
        ("table_open", _render_table_open),
        ("table_close", _render_table_close),
        ("th_open", _render_cell),
        ("td_open", _render_cell),
    ):
        parser.add_render_rule(rule, render)
    return parser


def _render_text(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    _options: object,
    env: MutableMapping[str, Any],
) -> str:
    """A text with the words marked that are looked for."""
    text, terms = tokens[index].content, env.get(_TERMS, ())
    html, end = "", 0
    for token in analyze(text) if terms else ():
        if token.term in terms and token.start >= end:
            word = escape(text[token.start : token.end])
            html += f"{escape(text[end : token.start])}<mark>{word}</mark>"
            end = token.end
    return html + str(escape(text[end:]))


def _render_inline_math(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    return _mathml(tokens[index].content, "inline")


def _render_display_math(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    # A span, for display math may stand within a paragraph, which holds no div.
    return f'<span class="formula">{_mathml(tokens[index].content, "block")}</span>\n'


def _mathml(formula: str, display: str) -> str:
    """A formula as MathML; what cannot be converted whole is shown as it was written."""
    source = formula.strip()
    try:
        math = convert_to_element(source.replace("{aligned}", "{align*}"), display=display)
    except Exception:  # noqa: BLE001 - whatever the converter trips over, show the source
        return f"<code>{escape(source)}</code>"
    for element in math.iter():
        element.text = unescape(element.text or "")
    if not all(map(_is_whole, math.iter())):
        return f"<code>{escape(source)}</code>"
    return tostring(math, encoding="unicode", short_empty_elements=False)


def _is_whole(element: Element) -> bool:
    """Whether no part is missing and no command or column mark stands there as text."""
    text = element.text or ""
    is_text = element.tag == "mtext" or (text != "&" and not (text[:1] == "\\" and text[1:]))
    return is_text and len(element) == _MATH_CHILDREN.get(element.tag, len(element))


def _render_link(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    token = tokens[index]
    href = str(token.attrGet("href"))
    if name := linked_post(href):
        _, mark, anchor = href.partition("#")
        token.attrSet("href", f"/posts/{quote(name)}{mark}{anchor}")
    return renderer.renderToken(tokens, index, options, env)


def _render_image(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    """What the picture shows, in words: the corpus holds posts only, and no files beside them."""
    return str(escape(inline_text(tokens[index])))


def _render_table_open(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _options: object, _env: object
) -> str:
    return '<div class="wide"><table>\n'


def _render_table_close(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _options: object, _env: object
) -> str:
    return "</table></div>\n"


def _render_cell(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: MutableMapping[str, Any],
) -> str:
    """A cell whose alignment is a class, for the page allows no inline style."""
    token = tokens[index]
    style = str(token.attrs.pop("style", ""))
    if style:
        token.attrSet("class", style.removeprefix("text-align:"))
    return renderer.renderToken(tokens, index, options, env)
