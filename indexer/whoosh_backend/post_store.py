"""The posts of a generation as lines of JSON, read one by one in place."""

import mmap
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from indexer.errors import IndexFormatError, PostNotFoundError
from indexer.post import Post
from indexer.post_json import post_from_json, post_to_json

POSTS_FILE = "posts.jsonl"
_OFFSETS_FILE = "posts.offsets.npy"
_SLUGS_FILE = "posts.slugs.npy"
_OWNERS_FILE = "posts.owners.npy"


def write_posts(folder: Path, posts: Sequence[Post]) -> None:
    """Write posts in the order of their document numbers."""
    offsets = np.zeros(len(posts) + 1, dtype=np.int64)
    with (folder / POSTS_FILE).open("wb") as file:
        for number, post in enumerate(posts):
            file.write(post_to_json(post).encode() + b"\n")
            offsets[number + 1] = file.tell()
    np.save(folder / _OFFSETS_FILE, offsets)
    owners = {alias: number for number, post in enumerate(posts) for alias in post.aliases}
    owners |= {post.slug: number for number, post in enumerate(posts)}
    names = sorted(name.encode() for name in owners)
    np.save(folder / _SLUGS_FILE, np.array(names, dtype=np.bytes_))
    np.save(
        folder / _OWNERS_FILE, np.array([owners[name.decode()] for name in names], dtype=np.int64)
    )


class PostStore:
    """Posts by document number or slug, from memory-mapped files; safe for threads."""

    def __init__(self, folder: Path) -> None:
        self._offsets = np.load(folder / _OFFSETS_FILE, mmap_mode="r")
        self._slugs = np.load(folder / _SLUGS_FILE, mmap_mode="r")
        self._owners = np.load(folder / _OWNERS_FILE, mmap_mode="r")
        with (folder / POSTS_FILE).open("rb") as file:
            self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._lines) != self._offsets[-1]:
            raise IndexFormatError(f"{folder / POSTS_FILE} has not the length that it should have")

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int) -> Post:
        return post_from_json(self._lines[self._offsets[number] : self._offsets[number + 1]])

    def __iter__(self) -> Iterator[Post]:
        return (self[number] for number in range(len(self)))

    def by_slug(self, slug: str) -> Post:
        """The post of a slug or alias; raises PostNotFoundError."""
        return self[self.number_of(slug)]

    def number_of(self, slug: str) -> int:
        """The document number of a slug or alias; raises PostNotFoundError."""
        name = slug.encode(errors="surrogatepass")
        place = int(np.searchsorted(self._slugs, np.bytes_(name)))
        if place == len(self._slugs) or self._slugs[place] != name:
            raise PostNotFoundError(f"there is no post '{slug}'")
        return int(self._owners[place])

    def close(self) -> None:
        """Unmap the posts."""
        self._lines.close()
