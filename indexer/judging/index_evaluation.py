"""Measures what an index folder serves by the judgements of this project's own corpus."""

from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from indexer.backends import open_generation, open_source
from indexer.corpus import read_corpus
from indexer.errors import (
    EvaluationError,
    GenerationNotFoundError,
    IndexUnavailableError,
    PostNotFoundError,
)
from indexer.generations import GenerationStore
from indexer.judging.answering import OTHER_NAMES, Answering
from indexer.judging.comparison import compare
from indexer.judging.evaluation import judge
from indexer.judging.judgement_files import judgement_paths, read_answers, read_judgements
from indexer.judging.judgements import Half, Judgement, ParsedJudgements
from indexer.judging.trial import OnProgress, Trial
from indexer.search import Searcher


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementChoice:
    """Which judgements to use.

    `paths` are files and folders, by default those of `judgement_paths`. The posts' own
    questions are known to whoever changes the ranking, and so belong to the half for
    development. Without `groups` all are taken.
    """

    corpus: Path
    paths: Sequence[Path] = ()
    half: Half | None = Half.DEVELOPMENT
    groups: Collection[str] = ()


def evaluate_index(
    index_folder: Path,
    answering: Answering,
    choice: JudgementChoice,
    compare_with: str | None,
    on_progress: OnProgress,
) -> Trial:
    """Put the chosen queries to the generation that serves.

    `compare_with` names another generation that is kept, an engine, or words alone. Raises
    IndexUnavailableError, GenerationNotFoundError, CorpusError and EvaluationError.
    """
    opened = open_source(index_folder, answering.engine, with_meaning=answering.with_meaning)
    with closing(opened) as source, source.lease() as searcher:
        chosen = choose_judgements(choice, searcher)
        judgements, generation = chosen.judgements, searcher.generation
        start = perf_counter()
        after = judge(
            searcher,
            judgements,
            name=f"{generation} ({answering})",
            on_progress=lambda done, total: on_progress("Searching", done, total),
        )
        seconds = {"searching": perf_counter() - start}
    comparison = None
    if compare_with is not None:
        store = GenerationStore(index_folder)
        other_generation, other = _other(store, compare_with, generation, answering)
        with closing(_open(store, other_generation, other)) as searcher:
            before = judge(
                searcher,
                judgements,
                name=f"{other_generation} ({other})",
                on_progress=lambda done, total: on_progress("Comparing", done, total),
            )
        comparison = compare(before, after)
    return Trial(evaluation=after, comparison=comparison, problems=chosen.problems, seconds=seconds)


def choose_judgements(choice: JudgementChoice, searcher: Searcher) -> ParsedJudgements:
    """The chosen judgements of posts that a searcher has; raises EvaluationError if none is."""

    def slug_of(name: str) -> str | None:
        try:
            return searcher.post(name).slug
        except PostNotFoundError:
            return None

    parsed = [read_judgements(judgement_paths(choice.corpus, choice.paths), choice.half, slug_of)]
    if choice.half is not Half.FINAL:
        parsed.insert(0, read_answers(read_corpus(choice.corpus).posts_by_path, slug_of))
    judgements = [judgement for each in parsed for judgement in each.judgements]
    return ParsedJudgements(
        judgements=_of_groups(judgements, choice.groups),
        problems=tuple(problem for each in parsed for problem in each.problems),
    )


def _of_groups(judgements: Sequence[Judgement], groups: Collection[str]) -> tuple[Judgement, ...]:
    if not judgements:
        raise EvaluationError(
            "there is no judged query: give posts 'answers:', or name a file with --judgements"
        )
    known = sorted({judgement.group for judgement in judgements})
    if unknown := sorted(set(groups) - set(known)):
        raise EvaluationError(
            f"no query is of the group '{unknown[0]}'; there are {', '.join(known)}"
        )
    return tuple(each for each in judgements if not groups or each.group in groups)


def _other(
    store: GenerationStore, compare_with: str, generation: str, answering: Answering
) -> tuple[str, Answering]:
    """The generation to compare with, and how it is to answer."""
    if other := answering.other(compare_with):
        return generation, other
    if compare_with in store.kept():
        return compare_with, answering
    raise GenerationNotFoundError(
        f"'{compare_with}' is none of {', '.join(OTHER_NAMES)}, and no generation that is kept: "
        f"there are {', '.join(store.kept())}"
    )


def _open(store: GenerationStore, generation: str, answering: Answering) -> Searcher:
    try:
        return open_generation(
            store.folder(generation), answering.engine, with_meaning=answering.with_meaning
        )
    except FileNotFoundError as error:
        raise IndexUnavailableError(
            f"generation {generation} lacks a file: {error.filename}"
        ) from error
