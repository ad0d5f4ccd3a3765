"""Keeps posts in files: as Markdown for `indexer build`, as JSON for a process of our own."""

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.corpora.corpus import Corpus
from indexer.post import Post
from indexer.post_json import post_from_json, post_to_json

NEW_SENTENCE = "\n\nA sentence that was not there before, number {}.\n"


def write_markdown(corpus: Corpus, root: Path) -> list[Path]:
    """Write a corpus as a folder of post files, and return their paths; a real one is copied."""
    if corpus.folder is not None:
        shutil.copytree(corpus.folder, root)
        return sorted(root.rglob("*.md"))
    folders = {}
    for place, domain in enumerate(sorted({post.domain for post in corpus.posts})):
        folders[domain] = root / f"domain-{place}"
        folders[domain].mkdir(parents=True)
        (folders[domain] / "domain.toml").write_text(f'name = "{domain}"\n', "utf-8")
    return [_write_post(post, folders[post.domain]) for post in corpus.posts]


def change(path: Path, number: int) -> None:
    """Add a sentence to a post's file."""
    with path.open("a", encoding="utf-8") as file:
        file.write(NEW_SENTENCE.format(number))


def write_json(posts: Iterable[Post], path: Path) -> None:
    """Write posts as lines of JSON."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{post_to_json(post)}\n" for post in posts)


def read_json(path: Path) -> Iterator[Post]:
    """The posts that `write_json` wrote."""
    with path.open("rb") as file:
        yield from map(post_from_json, file)


def _write_post(post: Post, folder: Path) -> Path:
    path = folder / f"{post.slug}.md"
    fields = (
        f"title: '{post.title}'\nsummary: '{post.summary}'\n"
        f"date: {post.date}\nlevel: {post.level.value}\n"
    )
    path.write_text(f"---\n{fields}---\n{post.body}\n", "utf-8")
    return path
