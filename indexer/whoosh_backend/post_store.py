"""The posts of a generation: a line of JSON each, and their texts beside it, read in place."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from indexer.errors import PostNotFoundError
from indexer.post import Post, PostMetadata
from indexer.post_json import post_from_json, post_to_json
from indexer.whoosh_backend.arrays import Ints, load_array, save_array
from indexer.whoosh_backend.records import Records, RecordWriter

POSTS, TEXTS = "posts.jsonl", "texts.bin"
_SLUGS, _OWNERS = "posts.slugs", "posts.owners"
# Behind each text but the last; no byte of UTF-8 is as large.
TEXT_END = b"\xff"


class PostWriter:
    """Writes the posts of a new segment in the order of their places in it.

    A post's line has no body and no section texts: these are its texts, behind the summary.
    """

    def __init__(self, folder: Path, segment: str) -> None:
        self._stack = ExitStack()
        self._lines = self._stack.enter_context(RecordWriter(folder, POSTS, segment))
        self._texts = self._stack.enter_context(RecordWriter(folder, TEXTS, segment))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def add(self, post: Post) -> None:
        """Write one post."""
        self._lines.add(post_to_json(without_texts(post)).encode() + b"\n")
        texts = [post.summary, *(section.text for section in post.sections), post.body]
        self._texts.add(TEXT_END.join([text.encode() for text in texts]) + b"\n")


def without_texts(post: Post) -> Post:
    """A post without the texts of its body and its sections."""
    return replace(
        post, body="", sections=tuple([replace(section, text="") for section in post.sections])
    )


def write_names(folder: Path, posts: Sequence[PostMetadata]) -> None:
    """Write which document each slug and alias leads to; posts stand in document order."""
    owners = {alias: number for number, post in enumerate(posts) for alias in post.aliases}
    owners |= {post.slug: number for number, post in enumerate(posts)}
    names = sorted(name.encode() for name in owners)
    save_array(folder, _SLUGS, np.array(names, dtype=np.bytes_))
    numbers = [owners[name.decode()] for name in names]
    save_array(folder, _OWNERS, np.array(numbers, dtype=np.int64))


class PostStore:
    """Posts by document number or slug, from memory-mapped files; safe for threads."""

    def __init__(self, folder: Path) -> None:
        self.lines = Records(folder, POSTS)
        self.texts = Records(folder, TEXTS)
        self._slugs = load_array(folder, _SLUGS)
        self._owners = load_array(folder, _OWNERS)

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, number: int) -> Post:
        post = post_from_json(self.lines[number])
        _, *texts, body = self.texts[number][:-1].split(TEXT_END)
        return replace(
            post,
            body=body.decode(),
            sections=tuple(
                replace(section, text=text.decode())
                for section, text in zip(post.sections, texts, strict=True)
            ),
        )

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

    def numbers_of(self, slugs: Sequence[str]) -> Ints:
        """The document numbers of slugs that posts have."""
        names = np.array([slug.encode() for slug in slugs], dtype=np.bytes_)
        numbers: Ints = self._owners[np.searchsorted(self._slugs, names)]
        return numbers
