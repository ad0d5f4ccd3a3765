"""An index that nobody publishes: a generation with one post or one synonym changed."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.backends import declared_synonyms, encoder_of, open_candidate, open_writer
from indexer.corpus import indexed_posts
from indexer.post import Post
from indexer.search import Searcher
from indexer.sources import Sources
from indexer.synonyms import Synonyms


@contextmanager
def trial_index(
    folder: Path, *, post: Post | None = None, synonym: tuple[str, str] | None = None
) -> Iterator[Searcher]:
    """A searcher over a generation's folder with a post replaced, or a one-way synonym added.

    It costs what a build of one changed post costs, and is gone when the block ends.
    """
    posts = list(indexed_posts(Sources.read(folder).files, []).values())
    kept = [each for each in posts if post is None or each.slug != post.slug]
    synonyms = declared_synonyms(folder)
    if synonym is not None:
        synonyms = _with(synonyms, *synonym)
    # Beside the generation, so that files can be shared by links.
    place = folder.parent if os.access(folder.parent, os.W_OK) else None
    with TemporaryDirectory(prefix="trial-", dir=place) as temporary:
        candidate = Path(temporary, folder.name)
        candidate.mkdir()
        changed = {post.slug: post} if post else {}
        encoder = encoder_of(folder)
        open_writer(candidate, encoder).update(
            folder,
            kept,
            [each.metadata for each in changed.values()],
            changed.__getitem__,
            lambda _more: None,
            synonyms,
        )
        with closing(open_candidate(candidate, encoder=encoder)) as searcher:
            yield searcher


def _with(synonyms: Synonyms, source: str, target: str) -> Synonyms:
    added = Synonyms.of_pairs([(source, target)]).targets
    both = {key: (*synonyms.of(key), *added.get(key, ())) for key in {**synonyms.targets, **added}}
    return Synonyms(both)
