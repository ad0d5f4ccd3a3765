"""What an engine finds for a query, and the protocol that both engines follow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from indexer.parsed_query import ParsedQuery, Phrase, Source
from indexer.search import Contribution, EvidenceKind
from indexer.whoosh_backend.arrays import Floats, Mask

EVIDENCE_OF = {
    Source.SYNONYM: EvidenceKind.SYNONYM,
    Source.ABBREVIATION: EvidenceKind.ABBREVIATION,
    Source.SPELLING: EvidenceKind.SPELLING,
    Source.COMPLETION: EvidenceKind.COMPLETION,
}


@dataclass(frozen=True, slots=True)
class Matches:
    """A score for each document, and whether it matches; documents beyond the last are padding.

    A document that does not match has the score zero. The arrays are the receiver's to change.
    `possible` is what a document would score that holds all words in full; `all_known` says
    whether each word is met by some document.
    """

    scores: Floats
    mask: Mask
    possible: float
    all_known: bool


class Matcher(Protocol):
    """Finds and scores posts; safe to be shared by threads."""

    def match(self, parsed: ParsedQuery) -> Matches:
        """All posts that match, with their scores before boosts and titles."""
        ...

    def contributions(self, parsed: ParsedQuery, document: int) -> Sequence[Contribution]:
        """What the score of a document that matches is the sum of."""
        ...

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms in a text field."""
        ...

    def holds_phrase(self, phrase: Phrase, without: Iterable[str] = ()) -> bool:
        """Whether a post has terms in a row, one of each position's, and none of the others."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...
