"""What a hit's score is made of, as a table that readers understand."""

from dataclasses import dataclass

from indexer.explanations import evidence_text
from indexer.search import Hit


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One kind of evidence, and its share of the score, from 0 to 1."""

    evidence: str
    share: float

    @property
    def percentage(self) -> str:
        """The share for people."""
        return f"{self.share:.0%}" if self.share >= 0.01 else "under 1%"  # noqa: PLR2004


def score_table(hit: Hit) -> list[ScoreRow]:
    """The evidence for an explained hit, what counts most first; the shares add up to 1."""
    return [
        ScoreRow(evidence_text(each).capitalize(), each.share / hit.score)
        for each in hit.explanation
    ]
