"""Posts in the files of segments, as the tests of their readers need them."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer.post import Post
from indexer.whoosh_backend.post_store import PostWriter, write_names
from indexer.whoosh_backend.segments import Segment, Segments
from tests.fakes import make_post

SEGMENTS = ("one", "two")


def write_posts(folder: Path, posts: Sequence[Post]) -> None:
    """Write posts in turns to two segments, each of which ends with a dead one."""
    for name in SEGMENTS:
        with PostWriter(folder, name) as writer:
            for post in [*posts[SEGMENTS.index(name) :: 2], make_post("dead")]:
                writer.add(post)
    Segments(
        segments=[Segment(name=name, documents=len(posts), field_lengths={}) for name in SEGMENTS],
        numbers=np.arange(len(posts)) % 2,
        places=np.arange(len(posts)) // 2,
    ).save(folder)
    write_names(folder, posts)
