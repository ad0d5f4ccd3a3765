"""Turns a post's Markdown into HTML that is safe to show: rendered, then sanitised."""

from collections.abc import MutableMapping, Sequence
from functools import cache
from typing import Any

import nh3
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from indexer.markdown import new_markdown_parser
from indexer.sections import linked_post

_MATH_TAGS = frozenset(
    """
    math mfrac mi mn mo mover mpadded mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd
    mtext mtr munder munderover
    """.split()  # noqa: SIM905 - reads as a list
)
_TAGS = _MATH_TAGS | frozenset(
    """
    a blockquote br code em h1 h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul
    """.split()  # noqa: SIM905 - reads as a list
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ATTRIBUTES = {
    "a": {"href", "title"},
    "math": {"display"},
    "mo": {"stretchy"},
    "ol": {"start"},
    **{heading: {"id"} for heading in _HEADINGS},
}


def render_body(body: str) -> Markup:
    """The HTML of a body; headings carry the anchors that sections have."""
    html = _parser().render(body)
    safe = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(safe)  # noqa: S704 - nh3 has cleaned it


@cache
def _parser() -> MarkdownIt:
    parser = new_markdown_parser()
    parser.add_render_rule("math_inline", _render_inline_math)
    parser.add_render_rule("math_inline_double", _render_display_math)
    parser.add_render_rule("math_block", _render_display_math)
    parser.add_render_rule("link_open", _render_link)
    return parser


def _render_inline_math(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    return _mathml(tokens[index].content, "inline")


def _render_display_math(
    _renderer: RendererHTML, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    return _mathml(tokens[index].content, "block")


def _mathml(formula: str, display: str) -> str:
    try:
        return str(convert(formula.strip(), display=display))
    except Exception:  # noqa: BLE001 - whatever the converter trips over, show the source
        return f"<code>{escape(formula.strip())}</code>"


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
        token.attrSet("href", f"/posts/{name}{mark}{anchor}")
    return renderer.renderToken(tokens, index, options, env)
