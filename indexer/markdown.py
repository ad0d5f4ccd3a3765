"""The one Markdown dialect of this project: CommonMark with tables, math and heading anchors."""

import re
from collections import Counter

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin


def new_markdown_parser() -> MarkdownIt:
    """A parser as sections are cut with and pages are rendered with.

    Each heading's opening token carries its anchor as the attribute `id`.
    """
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, double_inline=True)
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
        elif child.type != "html_inline":
            pieces.append(child.content)
    return "".join(pieces)


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
