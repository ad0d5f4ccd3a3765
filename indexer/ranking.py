"""What a score is made of, and how much each kind of evidence weighs.

`docs/ranking.md` says what each part does, and what it gained when it was measured.
"""

from dataclasses import dataclass
from math import log, log1p

SATURATION = 2.0  # k1 of BM25
LENGTH_NORMALISATION = 0.6  # b of BM25

# The share of what is possible, and the evidence as a multiple of a unique word's, either of
# which makes an answer: if all words are known to the posts, and if some word is not. Calibrated
# on the development half of tests/relevance and questions about other subjects: docs/ranking.md.
ANSWER_BOUNDS = (0.24, 0.55)
ANSWER_BOUNDS_WITH_UNKNOWN_WORDS = (0.3, 1.0)


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
    return 1.0 if count == 1 else 1.0 + parameters.repetition * log(count)


def is_good_answer(score: float, possible: float, unique: float, *, all_known: bool) -> bool:
    """Whether the best post of all holds enough of what was asked for to be an answer.

    `possible` is the score of a post with all words in full, `unique` the rarity of a word
    that a single post holds. Long questions find little of themselves even in the right
    post, so that much evidence makes up for a small share. A word that no post knows makes
    it likely that the question is about something else.
    """
    share, evidence = ANSWER_BOUNDS if all_known else ANSWER_BOUNDS_WITH_UNKNOWN_WORDS
    return score > 0 and (score >= share * possible or score >= evidence * unique)
