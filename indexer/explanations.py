"""What explanations of scores say: in words, and of one hit beside another."""

from collections.abc import Mapping

from indexer.search import Contribution, EvidenceKind, Hit

# A kind of evidence, the word that was typed, and the field where it was met.
Evidence = tuple[EvidenceKind, str, str]


def evidence_text(contribution: Contribution) -> str:
    """What speaks for a post, in a few words."""
    word = f" '{contribution.word}'" if contribution.word else ""
    field = f" in {contribution.field}" if contribution.field else ""
    return f"{contribution.kind.value}{word}{field}"


def shares_of(hit: Hit | None) -> dict[Evidence, float]:
    """An explained hit's shares by their evidence; none for a post that was not found."""
    shares: dict[Evidence, float] = {}
    for each in hit.explanation if hit else ():
        evidence = each.kind, each.word, each.field
        shares[evidence] = shares.get(evidence, 0.0) + each.share
    return shares


def difference(
    shares: Mapping[Evidence, float], others: Mapping[Evidence, float]
) -> tuple[Contribution, ...]:
    """By how much each evidence counts more, or less, than in others: the largest gain first."""
    changes = {
        evidence: shares.get(evidence, 0.0) - others.get(evidence, 0.0)
        for evidence in {**shares, **others}
    }
    return tuple(
        Contribution(kind=kind, word=word, field=field, share=share)
        for (kind, word, field), share in sorted(changes.items(), key=lambda item: -item[1])
        if share
    )


def lead(hit: Hit, other: Hit) -> tuple[Contribution, ...]:
    """What the score of a hit has more, or less, than another's: the largest gain first.

    Its shares add up to the difference of the scores.
    """
    return difference(shares_of(hit), shares_of(other))
