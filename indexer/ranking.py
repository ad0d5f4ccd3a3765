"""What a score is made of, and how much each kind of evidence weighs.

`docs/ranking.md` says what each part does, and what it gained when it was measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, log1p

SATURATION = 2.0  # k1 of BM25
LENGTH_NORMALISATION = 0.6  # b of BM25

# With so many words meaning counts in full.
TELLING_WORDS = 5

# An answer with so much of what is possible, ahead of the next by so much, is sure.
SURE_SHARE = 0.8
SURE_MARGIN = 0.9

# By so much meaning counts less if words find all that was asked for.
WORDS_SUFFICE = 0.5

# Meaning raises the best posts by words, so many, if they have this share of the best score; what
# has less stays behind.
MAX_RANKED = 500
RANKED_SHARE = 0.1

# Where words find less than this, or nothing good, so many posts may be let in by meaning alone,
# if they are as close to the query as this.
FEW_MATCHES = 3
MAX_RELATED = 5
RELATED_CLOSENESS = 0.6

# With meaning: what the share of what is possible, the closeness in meaning and that all words
# are known add up to in an answer.
ANSWER_CONFIDENCE = 0.85
CLOSENESS_CONFIDENCE = 0.8
KNOWN_CONFIDENCE = 0.2

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
    one. `repetition`: words typed more than once. `meaning`: nearness in meaning, as a share
    of the best score for each standard deviation above the mean of all posts; `costly_meaning`
    the same by an encoder that reads whole sentences, which is to be trusted more; `similar`
    the same between posts.
    """

    pairs: float = 0.6
    title: float = 0.3
    intent: float = 0.15
    synonyms: float = 0.4
    spellings: float = 0.8
    repetition: float = 1.0
    meaning: float = 0.13
    costly_meaning: float = 0.28
    similar: float = 0.25


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


def telling_share(words: Sequence[str]) -> float:
    """How much of its weight meaning has beside the words of a query.

    Few words mean themselves, and a name with digits in it means nothing else; a long
    question tells what it is about.
    """
    telling = sum(not any(map(str.isdigit, word)) for word in words)
    return min(1.0, telling / TELLING_WORDS)


def need_of_meaning(best: float, possible: float) -> float:
    """How much of its weight meaning has beside an answer that words found."""
    return 1.0 - WORDS_SUFFICE * min(1.0, best / possible if possible else 0.0)


def are_words_sure(best: float, second: float, possible: float) -> bool:
    """Whether words alone say clearly what the best answer is, by its score and the next."""
    return best >= SURE_SHARE * possible and second <= SURE_MARGIN * best


def confidence_in_words(score: float, possible: float, *, all_known: bool) -> float:
    """How much speaks for the best post to be an answer; its closeness in meaning is added.

    The posts hold an answer if this is `ANSWER_CONFIDENCE` at least.
    """
    share = min(1.0, score / possible) if possible else 0.0
    return share + KNOWN_CONFIDENCE * all_known


def is_good_answer(score: float, possible: float, unique: float, *, all_known: bool) -> bool:
    """Whether the best post of all holds enough of what was asked for to be an answer.

    `possible` is the score of a post with all words in full, `unique` the rarity of a word
    that a single post holds. Long questions find little of themselves even in the right
    post, so that much evidence makes up for a small share. A word that no post knows makes
    it likely that the question is about something else.
    """
    share, evidence = ANSWER_BOUNDS if all_known else ANSWER_BOUNDS_WITH_UNKNOWN_WORDS
    return score > 0 and (score >= share * possible or score >= evidence * unique)
