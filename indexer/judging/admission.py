"""Asks a candidate and the generation that serves what is judged, before one replaces the other."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from indexer.backends import code_digest, open_candidate, open_generation, shared_encoder
from indexer.errors import BuildRefusedError, IndexFormatError
from indexer.judging.gate import Verdict, judge_candidate
from indexer.judging.generation_comparison import compare_generations
from indexer.judging.judgement_files import judgement_paths, read_judgements
from indexer.judging.judgements import Half, Judgement, ParsedJudgements, judged_answers
from indexer.judging.kept_answers import (
    NOTHING_KEPT,
    KeptAnswers,
    kept_answers_from_json,
    kept_answers_to_json,
)
from indexer.judging.succession import Succession
from indexer.manifest import GateRecord
from indexer.post import PostMetadata
from indexer.search import Searcher

ANSWERS_FILE = "answers.json"
# Of many questions a sample tells; the more posts there are, the longer each answer takes.
MAX_QUESTIONS, MIN_QUESTIONS = 500, 150
_POSTS_WITH_ALL_QUESTIONS = 1_000
_MAX_POSTS_WITH_QUESTIONS = 2_000


@dataclass(frozen=True, slots=True)
class Contender:
    """A generation's folder, the posts that it holds, and the setting of its encoder, if any."""

    folder: Path
    posts: Sequence[PostMetadata]
    encoder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a candidate is judged by, and whether it may be published in spite of it.

    `paths` are files and folders of judged queries, without any those that lie beside the
    corpus; `forced` is the reason for which a candidate that ranks worse is published.
    """

    paths: Sequence[Path] = ()
    forced: str | None = None

    def examine(
        self,
        corpus: Path,
        serving: Contender,
        candidate: Contender,
        changed: Collection[str],
        on_progress: Callable[[int, int], None],
    ) -> Verdict | None:
        """Compare a candidate with what serves; None if that was written by another version.

        `changed` are slugs of posts whose questions must not be missing from a sample.
        `on_progress` is told how many of how many answers are there. Raises EvaluationError
        if judgements cannot be read. What the candidate answers is kept in its folder.
        """
        try:
            before = open_generation(serving.folder)
        except IndexFormatError:
            return None
        encoder = shared_encoder(candidate.encoder) if candidate.encoder else None
        after = open_candidate(candidate.folder, encoder=encoder)
        with closing(before), closing(after):
            succession = Succession.of(serving.posts, candidate.posts)
            paths = judgement_paths(corpus, self.paths)
            parsed = gather_judgements(after, candidate.posts, succession, paths, changed)
            comparison = compare_generations(
                before,
                after,
                parsed.judgements,
                succession,
                kept=_kept_answers(serving.folder),
                on_progress=on_progress,
            )
        answers = kept_answers_to_json(comparison.answers, code_digest())
        (candidate.folder / ANSWERS_FILE).write_text(answers, "utf-8")
        return judge_candidate(comparison, parsed.problems)

    def record(self, verdict: Verdict) -> GateRecord:
        """What a candidate's manifest says of a verdict."""
        return GateRecord(
            compared_with=verdict.comparison.before,
            queries=verdict.queries,
            before=verdict.before,
            after=verdict.after,
            tolerance=verdict.tolerance,
            is_passed=verdict.is_passed,
            fallen=[move.after.judgement.query for move in verdict.fallen],
            forced=None if verdict.is_passed else self.forced,
        )

    def refuse_if_worse(self, verdict: Verdict) -> None:
        """Raise BuildRefusedError if a candidate did not pass and is not forced."""
        if verdict.is_passed or self.forced is not None:
            return
        before, after = verdict.comparison.before, verdict.comparison.after
        listing = "\n".join(verdict.sentences())
        raise BuildRefusedError(
            f"nothing is published, for judged queries are ranked worse than before\n{listing}\n"
            f"See 'indexer diff {before} {after}'. To publish it in spite of this: "
            'indexer build --force "the reason"'
        )


def gather_judgements(
    searcher: Searcher,
    posts: Sequence[PostMetadata],
    succession: Succession,
    paths: Sequence[Path],
    first: Collection[str] = (),
) -> ParsedJudgements:
    """The development half of files, and the questions of a searcher's posts.

    Of many questions it is a sample, the same for the same posts, from which those of the
    posts named `first` are not missing. Files may name posts that were removed. Raises
    EvaluationError if a file cannot be read.
    """
    owners = {alias: post.slug for post in posts for alias in post.aliases}
    owners |= {post.slug: post.slug for post in posts}
    known = {slug: slug for slug in succession.removed} | owners
    parsed = read_judgements(paths, Half.DEVELOPMENT, known.get)
    most = max(MIN_QUESTIONS, MAX_QUESTIONS * _POSTS_WITH_ALL_QUESTIONS // max(1, len(posts)))
    questions = islice(_questions(searcher, owners, first), min(MAX_QUESTIONS, most))
    return ParsedJudgements(judgements=(*parsed.judgements, *questions), problems=parsed.problems)


def _kept_answers(folder: Path) -> KeptAnswers:
    try:
        return kept_answers_from_json((folder / ANSWERS_FILE).read_text("utf-8"), code_digest())
    except (OSError, UnicodeDecodeError):
        return NOTHING_KEPT


def _questions(
    searcher: Searcher, owners: Mapping[str, str], first: Collection[str]
) -> Iterator[Judgement]:
    slugs = sorted(set(owners.values()), key=lambda slug: (slug not in first, _digest(slug)))
    for slug in slugs[:_MAX_POSTS_WITH_QUESTIONS]:
        yield from judged_answers([searcher.post(slug)])


def _digest(slug: str) -> bytes:
    return sha256(slug.encode()).digest()
