"""Writes the file of a new post into a corpus, where no other post is called the same."""

from datetime import date
from pathlib import Path

from indexer.corpus import POST_SUFFIX, read_corpus
from indexer.domains import DOMAIN_FILE
from indexer.errors import CorpusError
from indexer.post import Level
from indexer.post_fields import parse_post, suggest_slug
from indexer.post_template import new_post_text


def write_new_post(
    corpus: Path, title: str, *, folder: str | None, level: Level, day: date, is_draft: bool
) -> Path:
    """Write a post from the template and return where it lies.

    `folder` is the domain's, below the corpus; without one there must be a single one. Raises
    CorpusError if it is not clear where the post belongs, if another has its slug or alias,
    or if no valid post can have this title.
    """
    title = " ".join(title.split())
    if not any(map(str.isalnum, title)):
        raise CorpusError("the title holds no word")
    place = corpus / (folder if folder is not None else _only_domain(corpus))
    if not place.is_dir():
        raise CorpusError(f"there is no folder {place}: make it, with a file {DOMAIN_FILE}")
    path = place / f"{suggest_slug(title)}{POST_SUFFIX}"
    text = new_post_text(title, day=day, level=level, is_draft=is_draft)
    parsed = parse_post(text, path=str(path), default_slug=path.stem, domain=place.name)
    if parsed.problems:
        raise CorpusError("\n".join(map(str, parsed.problems)))
    _refuse_taken(corpus, path)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CorpusError(f"{path} cannot be written: {error.strerror}") from error
    return path


def _only_domain(corpus: Path) -> str:
    """The folder of the one domain of a corpus."""
    if not corpus.is_dir():
        raise CorpusError(f"the corpus folder {corpus} does not exist")
    domains = sorted(
        file.parent.relative_to(corpus).as_posix() for file in corpus.rglob(DOMAIN_FILE)
    )
    if len(domains) == 1:
        return domains[0]
    if domains:
        raise CorpusError(f"say with --domain which it belongs to: {', '.join(domains)}")
    raise CorpusError(f"no domain ({DOMAIN_FILE}) lies below {corpus}: name a folder with --domain")


def _refuse_taken(corpus: Path, path: Path) -> None:
    if path.exists():
        raise CorpusError(f"{path} is there already")
    try:
        reading = read_corpus(corpus)
    except CorpusError:
        # The first post of a corpus.
        return
    for other, post in reading.indexed.items():
        if path.stem in {post.slug, *post.aliases}:
            raise CorpusError(f"{corpus / other} has the slug or alias '{path.stem}' already")
