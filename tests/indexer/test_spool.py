"""Posts wait in a file without a name for the writer to take them."""

from pathlib import Path

import pytest

from indexer.spool import PostSpool
from tests.fakes import EXAMPLE_POSTS


@pytest.mark.parametrize("is_on_disk", [True, False])
def test_posts_come_back_in_any_order(tmp_path: Path, *, is_on_disk: bool) -> None:
    with PostSpool(tmp_path if is_on_disk else None) as spool:
        for number, post in enumerate(EXAMPLE_POSTS):
            spool.add(f"{number}.md", post)
            assert spool["0.md"] == EXAMPLE_POSTS[0]
        for number, post in reversed(list(enumerate(EXAMPLE_POSTS))):
            assert spool[f"{number}.md"] == post
        assert "0.md" in spool
        assert "none.md" not in spool
        assert list(tmp_path.iterdir()) == []
