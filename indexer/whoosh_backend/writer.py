"""Writes one generation's files into a folder: a Whoosh index and what is derived from it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage

from indexer.encoders.encoder import Encoder
from indexer.errors import IndexFormatError, PostNotFoundError
from indexer.post import Post, PostMetadata
from indexer.synonyms import NO_SYNONYMS, Synonyms
from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.backlinks import Backlinks
from indexer.whoosh_backend.bulk_writer import BulkWriter
from indexer.whoosh_backend.cells import Cells, document_order
from indexer.whoosh_backend.inversion import Inverter
from indexer.whoosh_backend.layout import TEXT_FIELDS
from indexer.whoosh_backend.lexicon import ABBREVIATIONS_FILE, write_abbreviations, write_synonyms
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.post_store import PostStore, PostWriter, without_texts, write_names
from indexer.whoosh_backend.post_vectors import (
    EncoderIdentity,
    Kept,
    PostVectors,
    SegmentVectors,
    VectorsBuilder,
)
from indexer.whoosh_backend.records import Records, RecordWriter
from indexer.whoosh_backend.renumbering import REMOVED, Renumbering
from indexer.whoosh_backend.schema import document, schema
from indexer.whoosh_backend.segments import Segment, Segments, share_file
from indexer.whoosh_backend.sentence_table import SentenceTableBuilder
from indexer.whoosh_backend.spelled_out import (
    ABBREVIATIONS,
    abbreviations_record,
    read_abbreviations,
)
from indexer.whoosh_backend.text_arrays import NewTexts, TextArrays
from indexer.whoosh_backend.title_keys import TitleKeys

MAX_SEGMENTS = 8
MAX_DEAD_SHARE = 0.1
# Fewer posts are written anew in no time.
MIN_SHARED_POSTS = 500
_CHARACTERS_AT_ONCE = 4_000_000
# What follows from the posts' metadata, and stays if only texts change.
_METADATA_FILES = (
    "cells.*",
    "domains.json",
    "orders.*",
    "backlinks.*",
    "titles.*",
    "posts.slugs.npy",
    "posts.owners.npy",
)

Load = Callable[[str], Post]
OnProgress = Callable[[int], None]


class WhooshWriter:
    """An `IndexWriter` for an empty folder; documents are numbered by `document_order`.

    It shares a base's segments unless these are small, or too much of them is dead, or what
    they mean was told by another encoder. Without an encoder there are no vectors.
    """

    def __init__(self, folder: Path, encoder: Encoder | None = None) -> None:
        self._folder = folder
        self._encoder = encoder

    def write(
        self, posts: Sequence[Post], on_progress: OnProgress, synonyms: Synonyms = NO_SYNONYMS
    ) -> None:
        """Write everything; afterwards the folder can be opened by a `WhooshSearcher`."""
        load = {post.slug: post for post in posts}.__getitem__
        self.update(None, (), posts, load, on_progress, synonyms)

    def update(
        self,
        base: Path | None,
        kept: Sequence[PostMetadata],
        added: Sequence[PostMetadata],
        load: Load,
        on_progress: OnProgress,
        synonyms: Synonyms = NO_SYNONYMS,
    ) -> None:
        """Write what is new as a segment beside those of the base, and splice all arrays."""
        write_synonyms(self._folder, synonyms)
        if self._encoder is not None:
            EncoderIdentity.of(self._encoder).save(self._folder)
        if base is None:
            self._write_anew(added, load, {}, on_progress)
            return
        store = PostStore(base)
        earlier = _Base(
            folder=base,
            store=store,
            segments=Segments.load(base),
            vectors=_vectors_of(base, self._encoder),
        )
        has_other_vectors = self._encoder is not None and earlier.vectors is None
        shared = [False] * len(kept) if has_other_vectors else _shared(earlier, kept)
        there = [post for post, is_shared in zip(kept, shared, strict=True) if is_shared]
        moved = [post for post, is_shared in zip(kept, shared, strict=True) if not is_shared]
        loadable = {post.slug for post in added}

        def load_any(slug: str) -> Post:
            return load(slug) if slug in loadable else store.by_slug(slug)

        if there:
            on_progress(len(there))
            self._write_beside(earlier, there, [*moved, *added], load_any, on_progress)
        else:
            known = earlier.known_texts(range(len(store)))
            self._write_anew([*moved, *added], load_any, known, on_progress)

    def _write_anew(
        self,
        posts: Sequence[PostMetadata],
        load: Load,
        known: Mapping[bytes, Kept],
        on_progress: OnProgress,
    ) -> None:
        posts = sorted(posts, key=document_order)
        nothing = np.empty(0, dtype=np.int32)
        segments = Segments(segments=(), numbers=nothing, places=nothing)
        segment, new, vectors = self._write_segment(posts, load, known, on_progress, segments)
        segments.joined_by(segment, nothing, np.arange(len(posts))).save(self._folder)
        TextArrays.of(new).save(self._folder)
        if vectors is not None:
            vectors.of_posts().save(self._folder)
        records = Records(self._folder, ABBREVIATIONS)
        write_abbreviations(self._folder, read_abbreviations(records, range(len(posts))))
        self._write_metadata(posts, Orders.of(posts), TitleKeys.of(posts))

    def _write_beside(
        self,
        base: "_Base",
        there: Sequence[PostMetadata],
        added: Sequence[PostMetadata],
        load: Load,
        on_progress: OnProgress,
    ) -> None:
        """Share what is there already, and write the other posts as a segment of their own."""
        added = sorted(added, key=document_order)
        orders = old_orders = Orders.load(base.folder)
        only_texts_changed = base.has_all_metadata(there, added)
        if only_texts_changed:
            posts: Sequence[PostMetadata] = ()
            numbering = Renumbering.in_place(len(base.segments.numbers), base.numbers_of(added))
        else:
            posts = sorted([*there, *added], key=document_order)
            numbers = {post.slug: number for number, post in enumerate(posts)}
            old = np.full(len(base.segments.numbers), REMOVED)
            old[base.numbers_of(there)] = [numbers[post.slug] for post in there]
            numbering = Renumbering.of(old, [numbers[post.slug] for post in added])
            orders = Orders.of(posts)
        segments = base.segments.only(numbering.is_kept)
        segments.share_files(base.folder, self._folder)
        removed = np.flatnonzero(~numbering.is_kept).tolist()
        known = base.known_texts(removed)
        segment, new, vectors = self._write_segment(added, load, known, on_progress, segments)
        kept = numbering.old[numbering.is_kept]
        segments.joined_by(segment, kept, numbering.new).save(self._folder)
        arrays = TextArrays.load(base.folder).spliced(
            new, base.words_of(removed), numbering, old_orders.renumbering(orders, numbering)
        )
        arrays.save(self._folder)
        if base.vectors is not None and vectors is not None:
            documents = base.vectors.documents.spliced(vectors.of_posts(), numbering)
            documents.save(self._folder)
        self._write_abbreviations(base, removed, numbering)
        if only_texts_changed:
            for pattern in _METADATA_FILES:
                for path in sorted(base.folder.glob(pattern)):
                    share_file(path, self._folder)
        else:
            titles = TitleKeys.load(base.folder).spliced(TitleKeys.of(added), numbering)
            self._write_metadata(posts, orders, titles)

    def _write_segment(
        self,
        posts: Sequence[PostMetadata],
        load: Load,
        known: Mapping[bytes, Kept],
        on_progress: OnProgress,
        shared: Segments,
    ) -> tuple[Segment | None, NewTexts, SegmentVectors | None]:
        """Write posts as a segment of an index that has the shared ones besides."""
        index = FileStorage(self._folder).create_index(schema())
        inverter, sentences = Inverter(TEXT_FIELDS), SentenceTableBuilder()
        encoding = VectorsBuilder(self._encoder, known) if self._encoder else None
        heads: list[Post] = []
        with BulkWriter(index, TEXT_FIELDS) as writer:
            writer.take_over(shared)
            if posts:
                name = writer.segment_name
                with (
                    PostWriter(self._folder, name) as post_writer,
                    RecordWriter(self._folder, ABBREVIATIONS, name) as abbreviations,
                ):
                    for block in _blocks(map(load, (post.slug for post in posts))):
                        documents = [document(post) for post in block]
                        lengths = inverter.add(_texts(documents))
                        if encoding is not None:
                            encoding.add(block)
                        writer.add_documents(documents, lengths, on_progress)
                        for post in block:
                            post_writer.add(post)
                            abbreviations.add(abbreviations_record(post))
                            sentences.add(post)
                            heads.append(without_texts(post))
            inverted = inverter.finish()
            writer.add_texts(inverted.postings, inverted.positions)
        new = NewTexts(posts=heads, inverted=inverted, sentences=sentences.finish())
        segment = writer.segment if posts else None
        vectors = encoding.finish() if encoding is not None else None
        if vectors is not None and segment is not None:
            vectors.save(self._folder, segment.name)
        return segment, new, vectors

    def _write_abbreviations(
        self, base: "_Base", removed: Sequence[int], numbering: Renumbering
    ) -> None:
        """Write what all posts spell out, or share it if those that changed spell out the same."""
        records = Records(self._folder, ABBREVIATIONS)
        before = read_abbreviations(Records(base.folder, ABBREVIATIONS), removed)
        if before == read_abbreviations(records, numbering.new.tolist()):
            share_file(base.folder / ABBREVIATIONS_FILE, self._folder)
        else:
            write_abbreviations(self._folder, read_abbreviations(records, range(len(records))))

    def _write_metadata(
        self, posts: Sequence[PostMetadata], orders: Orders, titles: TitleKeys
    ) -> None:
        """Write what follows from the posts' metadata."""
        Cells.of(posts).save(self._folder)
        orders.save(self._folder)
        Backlinks.of(posts).save(self._folder)
        titles.save(self._folder)
        write_names(self._folder, posts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Base:
    """The generation that is taken over from."""

    folder: Path
    store: PostStore
    segments: Segments
    vectors: PostVectors | None

    def numbers_of(self, posts: Sequence[PostMetadata]) -> Ints:
        """The document numbers of posts that the base has."""
        return self.store.numbers_of([post.slug for post in posts])

    def has_all_metadata(
        self, there: Sequence[PostMetadata], added: Sequence[PostMetadata]
    ) -> bool:
        """Whether the posts, those that are there and those added, are its own but for texts."""
        if len(there) + len(added) != len(self.store):
            return False
        try:
            return all(self.store.by_slug(post.slug).metadata == post for post in added)
        except PostNotFoundError:
            return False

    def known_texts(self, documents: Iterable[int]) -> Mapping[bytes, Kept]:
        """What texts of some documents mean, by their digests."""
        return self.vectors.known(documents) if self.vectors is not None else {}

    def words_of(self, documents: Iterable[int]) -> Mapping[str, int]:
        """How often each word, before stemming, stands in the texts of some documents."""
        inverter = Inverter(TEXT_FIELDS)
        for block in _blocks(self.store[number] for number in documents):
            inverter.add(_texts([document(post) for post in block]))
        return inverter.words


def _vectors_of(base: Path, encoder: Encoder | None) -> PostVectors | None:
    """The vectors of a generation, if they are whole and this encoder's."""
    if encoder is None:
        return None
    try:
        vectors = PostVectors(base)
    except IndexFormatError:
        return None
    return vectors if vectors.identity == EncoderIdentity.of(encoder) else None


def _shared(base: _Base, kept: Sequence[PostMetadata]) -> Sequence[bool]:
    """Which of the posts that are kept stay where they are: all those of some segments."""
    segments = base.segments
    numbers = segments.numbers[base.numbers_of(kept)]
    live = np.bincount(numbers, minlength=len(segments.segments))
    extents = np.array([segment.documents for segment in segments.segments])
    is_shared = live > 0
    if np.count_nonzero(is_shared) >= MAX_SEGMENTS:
        largest = np.argsort(live, kind="stable")[-MAX_SEGMENTS // 2 :]
        is_shared = np.isin(np.arange(len(live)), largest) & is_shared
    count = int(live[is_shared].sum())
    dead = int(extents[is_shared].sum()) - count
    if count < MIN_SHARED_POSTS or dead > MAX_DEAD_SHARE * count:
        return [False] * len(kept)
    shared: Sequence[bool] = is_shared[numbers].tolist()
    return shared


def _blocks(posts: Iterable[Post]) -> Iterator[list[Post]]:
    """Posts in blocks of not many more characters than are to be in memory at once."""
    block: list[Post] = []
    size = 0
    for post in posts:
        block.append(post)
        size += len(post.body)
        if size >= _CHARACTERS_AT_ONCE:
            yield block
            block, size = [], 0
    if block:
        yield block


def _texts(documents: Sequence[Mapping[str, object]]) -> dict[str, list[str]]:
    return {name: [str(values[name]) for values in documents] for name in TEXT_FIELDS}
