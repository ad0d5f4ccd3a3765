"""What a score is made of, and how much each kind of evidence weighs.

`docs/ranking.md` says what each part does, and what it gained when it was measured.
"""

from dataclasses import dataclass
from math import log, log1p

SATURATION = 2.0  # k1 of BM25
LENGTH_NORMALISATION = 0.6  # b of BM25

# Calibrated on the development half of tests/relevance; see docs/ranking.md.
ANSWER_SHARE = 0.24
ANSWER_EVIDENCE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingParameters:
    """The weights of evidence beside the words themselves; zero takes a part out.

    `pairs`: words typed side by side that stand side by side. `title`: how much of the
    query the title holds, and of the title the query. `intent`: a title that promises the
    kind of answer that is asked for. `synonyms` and `spellings`: other words for a typed
    one. `repetition`: words typed more than once.
    """

    pairs: float = 0.6
    title: float = 0.3
    intent: float = 0.15
    synonyms: float = 0.4
    spellings: float = 0.8
    repetition: float = 1.0


DEFAULT_RANKING = RankingParameters()


def rarity(document_frequency: float, document_count: int) -> float:
    """The inverse document frequency as Lucene takes it: never negative."""
    return log1p((document_count - document_frequency + 0.5) / (document_frequency + 0.5))


def saturated(frequency: float) -> float:
    """The share of its rarity that a word is worth when it is met so often."""
    return frequency / (SATURATION + frequency)


def repetition_factor(count: int, parameters: RankingParameters) -> float:
    """What a word that is typed several times counts for."""
    return 1.0 + parameters.repetition * log(count)


def is_good_answer(score: float, possible: float, unique: float) -> bool:
    """Whether the best post of all holds enough of what was asked for to be an answer.

    `possible` is the score of a post with all words in full, `unique` the rarity of a word
    that a single post holds. Long questions find little of themselves even in the right
    post, so that much evidence makes up for a small share.
    """
    if score <= 0:
        return False
    return score >= ANSWER_SHARE * possible or score >= ANSWER_EVIDENCE * unique
