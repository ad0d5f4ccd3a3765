"""Compares answers of two generations of one corpus: by the posts and the judgements of both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.judging.evaluation import Answer
from indexer.judging.judgements import Judgement
from indexer.post import PostMetadata

REMOVED = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """What became of the posts of one generation in a later one.

    `successors` leads from each slug before to the slug after, which differs for a post that
    was renamed and keeps its old slug as an alias; `REMOVED` stands for none.
    """

    successors: Mapping[str, str]
    added: frozenset[str]
    removed: frozenset[str]

    @classmethod
    def of(cls, before: Iterable[PostMetadata], after: Iterable[PostMetadata]) -> "Succession":
        """What became of these posts, of which slugs and aliases tell who is who."""
        later = list(after)
        owners = {alias: post.slug for post in later for alias in post.aliases}
        owners |= {post.slug: post.slug for post in later}
        successors = {post.slug: owners.get(post.slug, REMOVED) for post in before}
        return cls(
            successors=successors,
            added=frozenset({post.slug for post in later} - set(successors.values())),
            removed=frozenset(slug for slug, owner in successors.items() if owner == REMOVED),
        )


def shared_judgements(
    judgements: Iterable[Judgement], succession: Succession
) -> tuple[Judgement, ...]:
    """The judgements that both generations can be asked, with all their grades.

    Their slugs are those of the later generation, or of posts removed since. One whose only
    grades are of added posts is left out, for the earlier generation had nothing to find; so
    is one whose best answers were removed, which was done on purpose.
    """
    return tuple(
        judgement
        for judgement in judgements
        if not judgement.grades
        or (
            judgement.grades.keys() - succession.added
            and any(
                slug not in succession.removed
                for slug, grade in judgement.grades.items()
                if grade == max(judgement.grades.values())
            )
        )
    )


def of_both(judgement: Judgement, succession: Succession) -> Judgement:
    """A judgement with the grades of those posts alone that both generations have."""
    others = succession.added | succession.removed
    grades = {slug: grade for slug, grade in judgement.grades.items() if slug not in others}
    return replace(judgement, grades=grades)


def answers_before(answers: Iterable[Answer], succession: Succession) -> list[Answer]:
    """An earlier generation's answers, by the slugs of today and without removed posts."""
    return [_kept(answer, succession.successors, frozenset((REMOVED,))) for answer in answers]


def answers_after(
    answers: Iterable[Answer], judgements: Sequence[Judgement], succession: Succession
) -> list[Answer]:
    """A later generation's answers without those added posts that are judged to be right.

    They stand for an answer that the earlier generation could not give, and so must not push
    down the one it gave. An added post that nobody judged stays: it may push down what is
    right. `judgements` are those of the answers, with all their grades.
    """
    return [
        _kept(answer, {}, succession.added & judgement.grades.keys())
        for answer, judgement in zip(answers, judgements, strict=True)
    ]


def _kept(answer: Answer, names: Mapping[str, str], without: frozenset[str]) -> Answer:
    """An answer under other names, a document once, and without some documents."""
    ranking = [names.get(document, document) for document in answer.ranking]
    titles = dict(zip(ranking, answer.titles, strict=False))
    kept = [document for document in dict.fromkeys(ranking) if document not in without]
    return Answer(
        ranking=tuple(kept),
        titles=tuple(titles[document] for document in kept if document in titles),
        is_refused=answer.is_refused,
    )
