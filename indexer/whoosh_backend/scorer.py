"""Puts together what speaks for documents: words, titles, boosts, and titles typed whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from indexer.parsed_query import ParsedQuery
from indexer.ranking import (
    ANSWER_CONFIDENCE,
    CLOSENESS_CONFIDENCE,
    RankingParameters,
    confidence_in_words,
    is_good_answer,
    rarity,
)
from indexer.search import Contribution, EvidenceKind
from indexer.whoosh_backend.arrays import Floats, Mask
from indexer.whoosh_backend.fusion import Fused, Fusion
from indexer.whoosh_backend.kernel import Kernel
from indexer.whoosh_backend.matches import Matcher, Matches
from indexer.whoosh_backend.meaning import Meaning
from indexer.whoosh_backend.orders import Orders
from indexer.whoosh_backend.term_dictionary import TermDictionary
from indexer.whoosh_backend.title_evidence import Factors, TitleEvidence
from indexer.whoosh_backend.title_keys import TitleKeys

MAX_KEPT_FACTORS = 1_000


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores and matches of all documents.

    `lifted` is what a whole title added to some, `fused` what meaning added.
    """

    scores: Floats
    mask: Mask
    factors: Factors | None
    lifted: dict[int, float]
    fused: Fused | None
    has_good_answer: bool


class Scorer:
    """Scores documents with one matcher; safe for threads."""

    def __init__(
        self,
        folder: Path,
        matcher: Matcher,
        dictionary: TermDictionary,
        kernel: Kernel,
        parameters: RankingParameters,
        meaning: Meaning | None = None,
    ) -> None:
        self._unique = rarity(1, dictionary.document_count)
        self._fusion = Fusion(meaning, self._unique, parameters) if meaning else None
        self._matcher = matcher
        self._dictionary = dictionary
        self._kernel = kernel
        self._boosts = Orders.load(folder).boosts
        self._boosted = np.flatnonzero(self._boosts != 1.0)
        self._parameters = parameters
        self._title_keys = TitleKeys.load(folder)
        self._title_evidence = TitleEvidence.load(folder)
        # Whoever turns a page or ticks a facet asks for the same again.
        self._factors = lru_cache(MAX_KEPT_FACTORS)(self._find_factors)

    def score(self, parsed: ParsedQuery) -> Scored:
        """Score all documents; a title typed whole stands above whatever is boosted."""
        matches = self._matcher.match(parsed)
        scores, mask = matches.scores, matches.mask
        factors = self._factors(parsed)
        if factors is not None:
            scores[factors.documents] *= 1.0 + factors.title + factors.intent
        lifts = self._title_keys.lifts(parsed)
        has_good_answer = not parsed.words or bool(lifts) or self._is_good(matches)
        best_of_words = float(scores.max())
        if len(self._boosted):
            scores[self._boosted] *= self._boosts[self._boosted]
        fusion, fused = self._fusion, None
        if fusion is not None and not lifts:
            fused = fusion.fuse(parsed, matches, are_words_good=has_good_answer)
        if fusion is not None and fused is not None:
            scores[fused.documents] += fused.shares
            mask[list(fused.related)] = True
            is_near = self._is_good_in_meaning(matches, best_of_words, fused)
            has_good_answer = is_near or (has_good_answer and not fusion.can_refuse)
        best = float(scores.max()) if lifts else 0.0
        lifted = {number: share * best for number, share in lifts.items() if mask[number]}
        for document, lift in lifted.items():
            scores[document] += lift
        return Scored(scores, mask, factors, lifted, fused, has_good_answer)

    def score_similar(self, parsed: ParsedQuery, document: int) -> Floats:
        """Scores for what is like a document, itself aside, from which the words were taken."""
        scores = self._matcher.match(parsed).scores
        scores[document] = 0.0
        if self._fusion is not None:
            shares = self._fusion.shares_of_similar(document, scores)
            scores[: len(shares)] += shares
            scores[document] = 0.0
        return scores

    def explain(self, parsed: ParsedQuery, scored: Scored, document: int) -> Sequence[Contribution]:
        """What the score of a document is the sum of, the largest share first."""
        contributions = list(self._matcher.contributions(parsed, document))
        base = sum(contribution.share for contribution in contributions)
        title, intent = _factors_of(scored.factors, document)
        boosted = base * (1.0 + title + intent) * (float(self._boosts[document]) - 1.0)
        contributions += [
            Contribution(kind=kind, share=share)
            for kind, share in (
                (EvidenceKind.TITLE, base * title),
                (EvidenceKind.INTENT, base * intent),
                (EvidenceKind.BOOST, boosted),
                (EvidenceKind.MEANING, scored.fused.share_of(document) if scored.fused else 0.0),
                (EvidenceKind.EXACT_TITLE, scored.lifted.get(document, 0.0)),
            )
            if share
        ]
        return sorted(contributions, key=lambda contribution: -contribution.share)

    def _find_factors(self, parsed: ParsedQuery) -> Factors | None:
        return self._title_evidence.factors(
            parsed, self._dictionary, self._kernel, self._parameters
        )

    def _is_good_in_meaning(self, matches: Matches, best: float, fused: Fused) -> bool:
        confidence = confidence_in_words(best, matches.possible, all_known=matches.all_known)
        if confidence < ANSWER_CONFIDENCE:
            confidence += CLOSENESS_CONFIDENCE * fused.closeness()
        return confidence >= ANSWER_CONFIDENCE

    def _is_good(self, matches: Matches) -> bool:
        return is_good_answer(
            float(matches.scores.max()),
            matches.possible,
            unique=self._unique,
            all_known=matches.all_known,
        )


def _factors_of(factors: Factors | None, document: int) -> tuple[float, float]:
    """What the title and the intent of a document add, as shares of its score."""
    if factors is None:
        return 0.0, 0.0
    found = factors.documents == document
    return float(factors.title[found].sum()), float(factors.intent[found].sum())
