"""Cuts a Markdown body into sections of plain text and collects its links to other posts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from markdown_it.token import Token

from indexer.markdown import html_text, inline_text, new_markdown_parser
from indexer.post import PostLink, Section

_PARSER = new_markdown_parser()
_CELL_JOINT = " · "
_VERBATIM = frozenset({"fence", "code_block", "math_block", "math_block_label"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedBody:
    """What a body holds: its sections in order and its links to other posts."""

    sections: tuple[Section, ...]
    links: tuple[PostLink, ...]


def parse_body(body: str, first_line: int = 1) -> ParsedBody:
    """Parse a Markdown body that starts on this line of its file.

    A section's blocks, and the rows of its tables, stand on lines of their own. Text before
    the first heading is a section without heading or anchor.
    """
    tokens = _PARSER.parse(body)
    links = tuple(_links(tokens, first_line))
    return ParsedBody(sections=tuple(_sections(tokens)), links=links)


def _sections(tokens: Sequence[Token]) -> Iterator[Section]:
    heading, anchor, depth = "", "", 0
    blocks: list[str] = []
    cells: list[str] = []
    previous: Token | None = None
    for token in tokens:
        if token.type == "heading_open":
            if heading or blocks:
                yield Section(heading=heading, anchor=anchor, depth=depth, text="\n".join(blocks))
            anchor, depth, blocks = str(token.attrGet("id")), int(token.tag[1:]), []
        elif previous is not None and previous.type == "heading_open":
            heading = _block_text(token)
        elif token.type == "tr_close":
            blocks += [_CELL_JOINT.join(cells)] if cells else []
            cells = []
        elif text := _block_text(token):
            (cells if _is_cell(previous) else blocks).append(text)
        previous = token
    if heading or blocks:
        yield Section(heading=heading, anchor=anchor, depth=depth, text="\n".join(blocks))


def _is_cell(opening: Token | None) -> bool:
    return opening is not None and opening.type in {"td_open", "th_open"}


def _block_text(token: Token) -> str:
    """The text that a reader sees of a block, on one line."""
    if token.type == "inline":
        text = inline_text(token)
    elif token.type == "html_block":
        text = html_text(token.content)
    else:
        text = token.content if token.type in _VERBATIM else ""
    return " ".join(text.split())


def _links(tokens: Sequence[Token], first_line: int) -> Iterator[PostLink]:
    for token in tokens:
        line = first_line + (token.map[0] if token.map else 0)
        for child in token.children or ():
            if child.type == "link_open" and (name := linked_post(str(child.attrGet("href")))):
                yield PostLink(target=name, line=line + child.meta.get("line", 0))


def linked_post(href: str) -> str | None:
    """The slug that a relative link to a Markdown file stands for, or None for other links."""
    parts = urlsplit(href)
    path = PurePosixPath(unquote(parts.path))
    if parts.scheme or parts.netloc or path.suffix != ".md" or path.is_absolute():
        return None
    return path.stem
