"""The arrays that follow from posts' texts: made of new posts, or spliced from earlier ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from indexer.post import Post
from indexer.whoosh_backend.arrays import Ints
from indexer.whoosh_backend.headlines import Headlines
from indexer.whoosh_backend.impacts import TextWeights, bm25f
from indexer.whoosh_backend.inversion import InvertedTexts
from indexer.whoosh_backend.layout import FIELD_WEIGHTS, TEXT_FIELDS
from indexer.whoosh_backend.passages import Passages
from indexer.whoosh_backend.postings import Positions, Postings
from indexer.whoosh_backend.renumbering import Renumbering
from indexer.whoosh_backend.sentence_table import SentenceTable
from indexer.whoosh_backend.splicing import splice_texts
from indexer.whoosh_backend.title_evidence import TitleEvidence, intents_of
from indexer.whoosh_backend.vocabulary import Vocabulary

_TITLE = TEXT_FIELDS.index("title")
# The fields whose sentences are kept, in the order of the rows of `Passages`.
_SENTENCE_FIELDS = [TEXT_FIELDS.index(name) for name in ("summary", "body")]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTexts:
    """The texts of some documents, taken apart; `posts` need not have theirs any more."""

    posts: Sequence[Post]
    inverted: InvertedTexts
    sentences: SentenceTable


@dataclass(frozen=True, slots=True, kw_only=True)
class TextArrays:
    """The arrays of a generation from which all others that follow from texts are computed."""

    postings: Postings
    positions: Positions
    sentences: SentenceTable
    vocabulary: Vocabulary
    headlines: Headlines
    intents: Ints

    @classmethod
    def of(cls, new: NewTexts) -> Self:
        """The arrays of a generation that has these documents alone."""
        vocabulary = Vocabulary.of(new.inverted.words)
        return cls(
            postings=new.inverted.postings,
            positions=new.inverted.positions,
            sentences=new.sentences,
            vocabulary=vocabulary,
            headlines=Headlines.of(new.posts, vocabulary.words),
            intents=intents_of(new.posts),
        )

    def spliced(
        self,
        new: NewTexts,
        removed_words: Mapping[str, int],
        numbering: Renumbering,
        by_age: Renumbering,
    ) -> Self:
        """These arrays after documents were removed and set in.

        `removed_words` counts the words of the former; `by_age` renumbers the documents as
        counted from the newest on.
        """
        postings, positions = splice_texts(
            (self.postings, self.positions),
            (new.inverted.postings, new.inverted.positions),
            numbering,
        )
        changes = Counter(new.inverted.words)
        changes.subtract(removed_words)
        vocabulary, words = self.vocabulary.changed(
            {word: change for word, change in changes.items() if change}
        )
        headlines = Headlines.of(new.posts, vocabulary.words)
        return type(self)(
            postings=postings,
            positions=positions,
            sentences=self.sentences.spliced(new.sentences, numbering),
            vocabulary=vocabulary,
            headlines=self.headlines.spliced(headlines, words, by_age),
            intents=numbering.columns(self.intents, intents_of(new.posts)),
        )

    def save(self, folder: Path) -> None:
        """Write these arrays and what follows from them."""
        weights = list(FIELD_WEIGHTS.values())
        lengths, extents = self.postings.lengths, self.postings.extents
        bm25f(self.postings, weights).save(folder)
        TextWeights.of(lengths, weights).save(folder)
        TitleEvidence.of(self.postings, _TITLE, self.intents).save(folder)
        self.postings.save(folder)
        self.positions.save(folder)
        starts = self.positions.text_starts.reshape(extents.shape)
        starts = starts.astype(self.positions.places.dtype)
        passages = Passages.of(self.sentences, starts[_SENTENCE_FIELDS], extents[_SENTENCE_FIELDS])
        passages.save(folder)
        self.vocabulary.save(folder)
        self.headlines.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map what `save` wrote into memory."""
        return cls(
            postings=Postings.load(folder),
            positions=Positions.load(folder),
            sentences=Passages.load(folder).table,
            vocabulary=Vocabulary.load(folder),
            headlines=Headlines.load(folder),
            intents=TitleEvidence.load(folder).intents,
        )
