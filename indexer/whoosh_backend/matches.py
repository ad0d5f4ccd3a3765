"""What an engine finds for a query, and the protocol that both engines follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from indexer.query_syntax import ParsedQuery
from indexer.whoosh_backend.arrays import Floats, Mask


@dataclass(frozen=True, slots=True)
class Matches:
    """A score for each document, and whether it matches; documents beyond the last are padding.

    A document that does not match has the score zero. The arrays are the receiver's to change.
    """

    scores: Floats
    mask: Mask


class Matcher(Protocol):
    """Finds and scores posts; safe to be shared by threads."""

    def match(self, parsed: ParsedQuery) -> Matches:
        """All posts that match, with their scores before boosts and titles."""
        ...

    def holds(self, terms: Iterable[str]) -> bool:
        """Whether any post has one of these terms in a text field."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...
