"""The head of a post holds what lists show of it, and nothing of its texts."""

from pathlib import Path

from indexer.search import Reference, SectionLink
from indexer.whoosh_backend.post_heads import PostHeads, write_heads
from tests.fakes import EXAMPLE_POSTS, make_post


def test_heads_come_back_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    write_heads(tmp_path, EXAMPLE_POSTS)
    heads = PostHeads(tmp_path)
    for number, post in enumerate(EXAMPLE_POSTS):
        head = heads[number]
        assert (head.slug, head.title, head.summary) == (post.slug, post.title, post.summary)
        assert (head.date, head.level, head.domain) == (post.date, post.level, post.domain)
        assert head.reference == Reference(slug=post.slug, title=post.title, level=post.level)


def test_each_section_has_its_link_and_one_without_a_heading_none(tmp_path: Path) -> None:
    write_heads(tmp_path, [make_post(body="Before.\n\n## It's “one” & two\n\nText.")])
    assert PostHeads(tmp_path)[0].sections == (
        None,
        SectionLink(heading="It's “one” & two", anchor="it-s-one-two"),
    )
