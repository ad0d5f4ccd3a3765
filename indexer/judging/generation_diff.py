"""What differs between two generations: their posts, words and synonyms, and their answers."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from indexer.backends import declared_synonyms, open_generation, word_counts
from indexer.corpus import indexed_posts
from indexer.errors import GenerationNotFoundError
from indexer.generations import GenerationStore
from indexer.judging.admission import gather_judgements
from indexer.judging.comparison import Comparison
from indexer.judging.generation_comparison import compare_generations
from indexer.judging.measures import RANKING_DEPTH
from indexer.judging.succession import Succession
from indexer.judging.trial import OnProgress
from indexer.post import PostMetadata
from indexer.problems import Problem
from indexer.sources import Sources
from indexer.synonyms import Synonyms


@dataclass(frozen=True, slots=True, kw_only=True)
class PostChanges:
    """Slugs in the order of the alphabet; renamed posts by their slugs before and after."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChanges:
    """Words that stand in one generation alone, and how often, the most frequent first."""

    gained: Mapping[str, int]
    lost: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymChanges:
    """What is looked for as well, "typed → found", in one generation alone."""

    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationDiff:
    """All that differs; `comparison` is None if no judged query can be put to both.

    `reasons` says by their queries' ids why the worst falls happened.
    """

    before: str
    after: str
    posts: PostChanges
    words: WordChanges
    synonyms: SynonymChanges
    comparison: Comparison | None
    reasons: Mapping[str, str]
    problems: tuple[Problem, ...]


def diff_generations(
    store: GenerationStore,
    before: str,
    after: str,
    judgements: Sequence[Path],
    on_progress: OnProgress,
) -> GenerationDiff:
    """Compare two generations, of which a refused candidate may be one.

    `judgements` are files and folders of judged queries; those of the posts of `after` come
    to them. Raises GenerationNotFoundError, IndexFormatError and EvaluationError.
    """
    folders = [_folder(store, name) for name in (before, after)]
    sources = [Sources.read(folder) for folder in folders]
    old, new = (_posts(each) for each in sources)
    succession = Succession.of(old, new)
    with (
        closing(open_generation(folders[0])) as old_searcher,
        closing(open_generation(folders[1])) as new_searcher,
    ):
        parsed = gather_judgements(new_searcher, new, succession, judgements)
        compared = compare_generations(
            old_searcher,
            new_searcher,
            parsed.judgements,
            succession,
            depth=RANKING_DEPTH,
            on_progress=lambda done, total: on_progress("Asking both", done, total),
        )
    return GenerationDiff(
        before=before,
        after=after,
        posts=post_changes(succession, *map(_digests, sources)),
        words=word_changes(*map(word_counts, folders)),
        synonyms=synonym_changes(*map(declared_synonyms, folders)),
        comparison=compared.summed_up() if compared.pairs else None,
        reasons=compared.reasons,
        problems=parsed.problems,
    )


def post_changes(
    succession: Succession, before: Mapping[str, str], after: Mapping[str, str]
) -> PostChanges:
    """What became of the posts, whose files' digests are given by slug."""
    kept = {old: new for old, new in succession.successors.items() if new in after}
    return PostChanges(
        added=tuple(sorted(succession.added)),
        changed=tuple(sorted(new for old, new in kept.items() if before[old] != after[new])),
        removed=tuple(sorted(succession.removed)),
        renamed={old: new for old, new in sorted(kept.items()) if old != new},
    )


def word_changes(before: Mapping[str, int], after: Mapping[str, int]) -> WordChanges:
    """The words of one generation that the other does not hold, by their counts in the texts."""
    return WordChanges(gained=_missing(after, before), lost=_missing(before, after))


def synonym_changes(before: Synonyms, after: Synonyms) -> SynonymChanges:
    """What one generation looks for as well and the other does not; typed words by their stems."""
    old, new = (
        {
            f"{' '.join(source)} → {target}"
            for source, targets in synonyms.targets.items()
            for target in targets
        }
        for synonyms in (before, after)
    )
    return SynonymChanges(gained=tuple(sorted(new - old)), lost=tuple(sorted(old - new)))


def _missing(counts: Mapping[str, int], others: Mapping[str, int]) -> dict[str, int]:
    words = sorted(counts.keys() - others.keys(), key=lambda word: (-counts[word], word))
    return {word: counts[word] for word in words}


def _folder(store: GenerationStore, name: str) -> Path:
    names = store.kept()
    # A candidate that was refused lies there until the next build.
    if name not in names and not (names and name in store.unpublished()):
        raise GenerationNotFoundError(
            f"generation {name} is not kept; there are {', '.join(names) or 'none'}"
        )
    return store.folder(name)


def _posts(sources: Sources) -> list[PostMetadata]:
    return list(indexed_posts(sources.files, []).values())


def _digests(sources: Sources) -> dict[str, str]:
    posts = indexed_posts(sources.files, [])
    return {posts[file.path].slug: file.digest for file in sources.files if file.path in posts}
