"""The head of a post holds what lists show of it, and nothing of its texts."""

from pathlib import Path

from indexer.search import Reference, SectionLink
from indexer.whoosh_backend.post_heads import PostHeads
from indexer.whoosh_backend.post_store import POSTS
from indexer.whoosh_backend.records import Records
from tests.fakes import EXAMPLE_POSTS, make_post
from tests.indexer.whoosh_backend.segments import write_posts


def test_heads_come_back_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    write_posts(tmp_path, EXAMPLE_POSTS)
    heads = PostHeads(Records(tmp_path, POSTS))
    for number, post in enumerate(EXAMPLE_POSTS):
        head = heads[number]
        assert (head.slug, head.title, head.summary) == (post.slug, post.title, post.summary)
        assert (head.date, head.level, head.domain) == (post.date, post.level, post.domain)
        assert head.reference == Reference(slug=post.slug, title=post.title, level=post.level)


def test_each_section_has_its_link_and_one_without_a_heading_none(tmp_path: Path) -> None:
    write_posts(tmp_path, [make_post(body="Before.\n\n## It's “one” & two\n\nText.")])
    assert PostHeads(Records(tmp_path, POSTS))[0].sections == (
        None,
        SectionLink(heading="It's “one” & two", anchor="it-s-one-two"),
    )
