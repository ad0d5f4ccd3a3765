"""Small corpora written to disk for tests."""

from collections.abc import Mapping
from pathlib import Path


def post_text(
    title: str,
    summary: str = "A summary.",
    day: str = "2026-04-29",
    level: str = "intro",
    body: str = "",
) -> str:
    """The text of a valid post file; title and summary must hold no single quote."""
    fields = f"title: '{title}'\nsummary: '{summary}'\ndate: {day}\nlevel: {level}\n"
    return f"---\n{fields}---\n{body}"


def write_corpus(root: Path, files: Mapping[str, str]) -> Path:
    """Write files by their paths below a folder, and return the folder."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return root


def edition(number: int, posts: int = 8) -> dict[str, str]:
    """A corpus all of whose posts say which edition they belong to."""
    return {
        f"notes/post-{place}.md": post_text(
            f"Attention, part {place}", f"This is edition{number} of part {place}."
        )
        for place in range(posts)
    }
