"""Writes one generation's files into a folder: a Whoosh index and what is derived from it."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from indexer.analysis import analyze
from indexer.post import Post
from indexer.whoosh_backend.columns import Columns
from indexer.whoosh_backend.post_store import write_posts
from indexer.whoosh_backend.schema import body_text, document, schema
from indexer.whoosh_backend.vocabulary import write_vocabulary


class WhooshWriter:
    """An `IndexWriter` for an empty folder; documents are numbered in the order given."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, posts: Sequence[Post], on_progress: Callable[[int], None]) -> None:
        """Write everything; afterwards the folder can be opened by a `WhooshSearcher`."""
        index = FileStorage(self._folder).create_index(schema())
        writer = index.writer(limitmb=256)
        for post in posts:
            writer.add_document(**document(post))
            on_progress(1)
        # One segment: document numbers are then places in the arrays.
        writer.commit(optimize=True)
        index.close()
        write_posts(self._folder, posts)
        Columns.of(posts).save(self._folder)
        write_vocabulary(self._folder, _document_frequencies(posts))


def _document_frequencies(posts: Sequence[Post]) -> Counter[str]:
    """In how many posts each word, before stemming, stands."""
    frequencies: Counter[str] = Counter()
    for post in posts:
        text = "\n".join((post.title, post.summary, *post.keywords, *post.tags, body_text(post)))
        frequencies.update({token.word for token in analyze(text)})
    return frequencies
