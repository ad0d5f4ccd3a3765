"""The one Markdown dialect of this project: CommonMark with tables, math and heading anchors."""

import re
from collections import Counter
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline, link
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

_TAGS_AND_UNSEEN = re.compile(
    r"""
    <!--.*?(?:-->|\Z)
    | <(?P<unseen>script|style)\b.*?(?:</(?P=unseen)\b[^>]*(?:>|\Z)|\Z)
    | <[a-z/!?][^>]*(?:>|\Z)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def new_markdown_parser() -> MarkdownIt:
    """A parser as sections are cut with and pages are rendered with.

    Each heading's opening token carries its anchor as the attribute `id`, each link's its
    line within its block as `line` of `meta`.
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(
        dollarmath_plugin,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,  # an open '$$' must not search the rest of a long post each time
        double_inline=True,
    )
    parser.inline.ruler.at("link", _link_with_its_line)
    parser.core.ruler.push("heading_anchors", _add_heading_anchors)
    return parser


def inline_text(token: Token) -> str:
    """The text that a reader sees of an inline token, without markup."""
    pieces: list[str] = []
    for child in token.children or ():
        if child.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
        elif child.type == "image":
            pieces.append(inline_text(child))
        elif child.type == "html_inline":
            pieces.append(" " if re.match(r"<br\b", child.content, re.IGNORECASE) else "")
        else:
            pieces.append(child.content)
    return "".join(pieces)


def html_text(html: str) -> str:
    """The text that a reader sees of a block of raw HTML, without markup."""
    return unescape(_TAGS_AND_UNSEEN.sub(" ", html))


def _link_with_its_line(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - their signature
    start, before = state.pos, len(state.tokens)
    is_link = link(state, silent)
    for token in state.tokens[before:]:
        if token.type == "link_open":
            token.meta["line"] = state.src.count("\n", 0, start)
            break
    return is_link


def _add_heading_anchors(state: StateCore) -> None:
    uses: Counter[str] = Counter()
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        anchor = "-".join(re.findall(r"\w+", inline_text(inline).lower())) or "section"
        uses[anchor] += 1
        while uses[anchor] > 1:
            anchor = f"{anchor}-{uses[anchor]}"
            uses[anchor] += 1
        opening.attrSet("id", anchor)
