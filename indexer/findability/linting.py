"""Lints a corpus: indexes its posts in a folder that is gone afterwards, and runs all rules."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from indexer.backends import (
    near_duplicates,
    open_candidate,
    open_writer,
    shared_encoder,
    synonym_proposals,
)
from indexer.corpus import CorpusReading, read_corpus
from indexer.errors import BuildRefusedError
from indexer.findability.acceptance import LINT_FILE, Acceptance, read_acceptances, without_accepted
from indexer.findability.findings import Finding, LintCode
from indexer.findability.post_places import PlacedPost
from indexer.findability.post_rules import (
    empty_summary,
    no_questions,
    posts_alike_in_meaning,
    posts_alike_in_words,
    unexplained_abbreviations,
    unwritten,
)
from indexer.findability.ranking_rules import (
    ask_questions,
    competing_posts,
    lost_questions,
    missing_synonyms,
    questions_that_miss,
    title_rank,
)
from indexer.problems import Problem
from indexer.search import Searcher
from indexer.source_text import UnreadableFileError, decode, read_bytes

_MAX_BYTES = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LintReport:
    """The findings that nobody accepted, by path and line, and how many posts were looked at.

    `skipped` counts posts with errors, of which `indexer check` tells; `problems` are what is
    wrong with the file of accepted findings.
    """

    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    posts: int
    skipped: int
    accepted: int


def lint_corpus(
    root: Path,
    encoder_setting: str | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> LintReport:
    """Look for what keeps posts from being found or understood.

    Without the setting of an encoder nothing is told by meaning. Raises CorpusError if the folder
    cannot be read, BuildRefusedError if no post is fit, EncoderError if the encoder cannot be
    opened.
    """
    reading = read_corpus(root)
    if not reading.indexed:
        raise BuildRefusedError("no post is fit to be indexed: see 'indexer check'")
    posts = _placed_posts(root, reading)
    encoder = shared_encoder(encoder_setting) if encoder_setting else None
    with TemporaryDirectory(prefix="indexer-lint-") as temporary:
        folder = Path(temporary, "candidate")
        folder.mkdir()
        writer = open_writer(folder, encoder)
        writer.write(reading.posts, lambda _more: None, reading.synonyms)
        propose = synonym_proposals(folder, encoder) if encoder else None
        with closing(open_candidate(folder, encoder=encoder)) as searcher:
            found = list(_findings(posts, searcher, reading.names, propose, on_progress))
        if encoder is not None:
            alike = [each.slug for each in found if each.code is LintCode.NEAR_DUPLICATE]
            found += posts_alike_in_meaning(posts, near_duplicates(folder), alike)
    acceptances, problems = _acceptances(root)
    left = without_accepted(found, acceptances, LINT_FILE)
    left.sort(key=lambda each: (each.problem.path, each.problem.line, each.problem.column))
    return LintReport(
        findings=tuple(left),
        problems=tuple(problems),
        posts=len(posts),
        skipped=len({problem.path for problem in reading.errors}),
        accepted=len(found) - sum(each in found for each in left),
    )


def _findings(
    posts: list[PlacedPost],
    searcher: Searcher,
    names: Collection[str],
    propose: Callable[[str], Sequence[str]] | None,
    on_progress: Callable[[int, int], None],
) -> Iterator[Finding]:
    for done, placed in enumerate(posts, start=1):
        yield from unwritten(placed)
        yield from empty_summary(placed)
        yield from no_questions(placed)
        yield from title_rank(searcher, placed)
        on_progress(done, 2 * len(posts))
    yield from unexplained_abbreviations(posts, names)
    yield from posts_alike_in_words(posts)
    asked = ask_questions(searcher, posts)
    yield from questions_that_miss(asked)
    yield from lost_questions(searcher, asked)
    yield from competing_posts(asked)
    yield from missing_synonyms(searcher, asked, propose)
    on_progress(2 * len(posts), 2 * len(posts))


def _placed_posts(root: Path, reading: CorpusReading) -> list[PlacedPost]:
    return [
        PlacedPost.of(path, post, decode(read_bytes(root / path, root, _MAX_BYTES)))
        for path, post in reading.posts_by_path.items()
    ]


def _acceptances(root: Path) -> tuple[list[Acceptance], list[Problem]]:
    if not (root / LINT_FILE).exists():
        return [], []
    try:
        text = decode(read_bytes(root / LINT_FILE, root, _MAX_BYTES))
    except UnreadableFileError as error:
        return [], [Problem.error(LINT_FILE, *error.problem)]
    return read_acceptances(text, LINT_FILE)
