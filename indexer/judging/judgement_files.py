"""Reads this project's own judgements: the questions of posts, and files of judged queries."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from indexer.errors import EvaluationError
from indexer.judging.judgements import (
    Half,
    Judgement,
    ParsedJudgements,
    judged_answers,
    parse_judgements,
)
from indexer.post import Post
from indexer.problems import Problem, Severity
from indexer.source_text import UnreadableFileError, decode, read_bytes

JUDGEMENTS_SUFFIX = ".jsonl"
# Within a corpus, and beside it.
OWN_FOLDER = "judgements"
FOLDER_BESIDE = Path("tests", "relevance")
MAX_FILE_BYTES = 50_000_000


def judgement_paths(corpus: Path, chosen: Sequence[Path] = ()) -> Sequence[Path]:
    """The files and folders that were chosen, or those folders of a corpus that hold any."""
    folders = (corpus / OWN_FOLDER, corpus.resolve().parent / FOLDER_BESIDE)
    return chosen or [
        folder for folder in folders if next(folder.glob(f"*{JUDGEMENTS_SUFFIX}"), None)
    ]


def read_judgements(
    paths: Iterable[Path], half: Half | None, slug_of: Callable[[str], str | None]
) -> ParsedJudgements:
    """The judgements of files, and of folders' files, that are for one half or, None, for both.

    A file called after the other half is left out. `slug_of` is as in `parse_judgements`;
    what is left is a list of warnings. Raises EvaluationError, naming file and line, if
    anything cannot be read.
    """
    files = [file for file in _files(paths) if half is None or _half(file) in {None, half}]
    clashes = [name for name, count in Counter(map(_name, files)).items() if count > 1]
    if clashes:
        raise EvaluationError(f"several files of judgements are called {clashes[0]}: rename one")
    parsed = [
        parse_judgements(_read(file), path=str(file), name=_name(file), slug_of=slug_of)
        for file in files
    ]
    problems = tuple(problem for each in parsed for problem in each.problems)
    _refuse_errors(problems)
    return ParsedJudgements(
        judgements=tuple(judgement for each in parsed for judgement in each.judgements),
        problems=problems,
    )


def read_answers(
    posts: Mapping[str, Post], slug_of: Callable[[str], str | None]
) -> ParsedJudgements:
    """The questions that posts, by their paths, say they answer, as far as the index has them."""
    judgements: list[Judgement] = []
    problems: list[Problem] = []
    for path, post in posts.items():
        if not post.answers:
            continue
        if slug_of(post.slug) == post.slug:
            judgements.extend(judged_answers([post]))
        else:
            message = "its questions are left out, for the index does not hold this post"
            problems.append(Problem.warning(path, 1, 1, message, "run 'indexer build'"))
    return ParsedJudgements(judgements=tuple(judgements), problems=tuple(problems))


def _files(paths: Iterable[Path]) -> list[Path]:
    files: dict[Path, Path] = {}
    for path in paths:
        found = sorted(path.glob(f"*{JUDGEMENTS_SUFFIX}")) if path.is_dir() else [path]
        if not found:
            raise EvaluationError(f"no judgements (*{JUDGEMENTS_SUFFIX}) lie in {path}")
        files.update((file.resolve(), file) for file in found)
    return list(files.values())


def _half(file: Path) -> Half | None:
    return next((half for half in Half if half.value == file.stem), None)


def _name(file: Path) -> str:
    return "_".join(file.stem.split())


def _read(file: Path) -> str:
    try:
        return decode(read_bytes(file, file.resolve().parent, MAX_FILE_BYTES))
    except UnreadableFileError as error:
        raise EvaluationError(str(Problem.error(str(file), *error.problem))) from error


def _refuse_errors(problems: Iterable[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        listing = "\n".join(map(str, errors))
        raise EvaluationError(f"these judgements cannot be read:\n{listing}")
