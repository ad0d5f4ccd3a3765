"""Writes one generation's files into a folder: a Whoosh index and what is derived from it."""

from collections.abc import Callable, Sequence
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from indexer.post import Post
from indexer.synonyms import NO_SYNONYMS, Synonyms
from indexer.whoosh_backend.backlinks import Backlinks
from indexer.whoosh_backend.bulk_writer import BulkWriter
from indexer.whoosh_backend.cells import Cells, document_order
from indexer.whoosh_backend.headlines import Headlines
from indexer.whoosh_backend.impacts import Positions, TextWeights, bm25f
from indexer.whoosh_backend.inversion import invert
from indexer.whoosh_backend.lexicon import write_synonyms
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.passages import Passages
from indexer.whoosh_backend.post_heads import write_heads
from indexer.whoosh_backend.post_store import write_posts
from indexer.whoosh_backend.schema import FIELD_WEIGHTS, document, schema
from indexer.whoosh_backend.title_evidence import TitleEvidence
from indexer.whoosh_backend.title_keys import TitleKeys
from indexer.whoosh_backend.vocabulary import Vocabulary


class WhooshWriter:
    """An `IndexWriter` for an empty folder; documents are numbered by `document_order`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(
        self,
        posts: Sequence[Post],
        on_progress: Callable[[int], None],
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> None:
        """Write everything; afterwards the folder can be opened by a `WhooshSearcher`."""
        posts = sorted(posts, key=document_order)
        documents = [document(post) for post in posts]
        inverted = invert(
            {name: [str(values[name]) for values in documents] for name in FIELD_WEIGHTS}
        )
        index = FileStorage(self._folder).create_index(schema())
        # One segment in an empty folder: document numbers are then places in the arrays.
        with BulkWriter(index, inverted) as writer:
            writer.add_documents(documents, on_progress)
        bm25f(inverted, FIELD_WEIGHTS).save(self._folder)
        positions = Positions.of(inverted)
        positions.save(self._folder)
        starts = dict(
            zip(FIELD_WEIGHTS, positions.text_starts.reshape(-1, len(posts)), strict=True)
        )
        Passages.of(posts, starts["summary"], starts["body"]).save(self._folder)
        TextWeights.of(inverted, FIELD_WEIGHTS).save(self._folder)
        TitleEvidence.of(posts, inverted).save(self._folder)
        write_synonyms(self._folder, posts, synonyms)
        Cells.of(posts).save(self._folder)
        Orders.of(posts).save(self._folder)
        TitleKeys.of(posts).save(self._folder)
        Backlinks.of(posts).save(self._folder)
        write_posts(self._folder, posts)
        write_heads(self._folder, posts)
        vocabulary = Vocabulary.of(inverted.words)
        vocabulary.save(self._folder)
        Headlines.of(posts, vocabulary.words).save(self._folder)
