"""Measures what each part of the ranking gains: everything, and everything but one part.

python -m benchmarks.ablation --collection DIR … prints a Markdown table.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from indexer.corpus import read_corpus
from indexer.encoders.choice import open_encoder
from indexer.judging.collection import read_collection
from indexer.judging.collection_evaluation import index_collection, natural_language_query
from indexer.judging.evaluation import Evaluation, judge
from indexer.judging.judgement_files import read_answers, read_judgements
from indexer.judging.judgements import Half, Judgement
from indexer.judging.measures import Measure
from indexer.ranking import DEFAULT_RANKING, RankingParameters
from indexer.whoosh_backend.searcher import Engine, WhooshSearcher
from indexer.whoosh_backend.writer import WhooshWriter

ROOT = Path(__file__).parents[1]
# The measures of some questions by a setting of the ranking.
Ask = Callable[[RankingParameters], Evaluation]

PARTS = ("pairs", "title", "intent", "synonyms", "spellings", "repetition", "meaning")


@click.command()
@click.option(
    "--collection", "collections", multiple=True, type=click.Path(exists=True, path_type=Path)
)
def main(collections: Sequence[Path]) -> None:
    """Print nDCG@10 of our questions and of test collections, part by part."""
    with TemporaryDirectory() as folder:
        judged, answers = _our_questions(Path(folder, "own"))
        columns = [
            ("judged, nDCG@10", judged, Measure.NDCG_10),
            ("judged, success@1", judged, Measure.SUCCESS_1),
            ("answers, success@1", answers, Measure.SUCCESS_1),
        ]
        for path in collections:
            ask = _questions_of(path, Path(folder, path.name))
            columns.append((f"{path.name}, nDCG@10", ask, Measure.NDCG_10))
        click.echo("| ranking | " + " | ".join(name for name, _, _ in columns) + " |")
        click.echo("|---" * (len(columns) + 1) + "|")
        for name, parameters in _settings():
            cells = [
                f"{ask(parameters).overall.measures[measure].mean:.3f}"
                for _, ask, measure in columns
            ]
            click.echo(f"| {name} | " + " | ".join(cells) + " |")


def _settings() -> Iterator[tuple[str, RankingParameters]]:
    yield "all parts", DEFAULT_RANKING
    for part in PARTS:
        yield f"without {part}", replace(DEFAULT_RANKING, **{part: 0.0})
    yield "without title and intent", replace(DEFAULT_RANKING, title=0.0, intent=0.0)
    yield "words alone", replace(DEFAULT_RANKING, **dict.fromkeys(PARTS, 0.0))


def _our_questions(folder: Path) -> tuple[Ask, Ask]:
    folder.mkdir()
    reading = read_corpus(ROOT / "corpus")
    writer = WhooshWriter(folder, open_encoder())
    writer.write(reading.posts, lambda _more: None, reading.synonyms)
    slugs = {name: post.slug for post in reading.posts for name in (post.slug, *post.aliases)}
    judgements = read_judgements(
        [ROOT / "tests" / "relevance"], Half.DEVELOPMENT, slugs.get
    ).judgements

    answers = read_answers(reading.posts_by_path, slugs.get).judgements

    def asking(questions: Sequence[Judgement]) -> Ask:
        def ask(parameters: RankingParameters) -> Evaluation:
            with closing(_open(folder, parameters)) as searcher:
                return judge(searcher, questions, name="own")

        return ask

    return asking(judgements), asking(answers)


def _questions_of(path: Path, folder: Path) -> Ask:
    folder.mkdir()
    collection = read_collection(path)
    documents = index_collection(collection, folder, open_encoder())

    def ask(parameters: RankingParameters) -> Evaluation:
        with closing(_open(folder, parameters)) as searcher:
            return judge(
                searcher,
                collection.judgements,
                name=collection.name,
                query_of=natural_language_query,
                document_of=documents.document_of,
            )

    return ask


def _open(folder: Path, parameters: RankingParameters) -> WhooshSearcher:
    return WhooshSearcher(folder, Engine.ARRAYS, parameters, open_encoder)


if __name__ == "__main__":
    main()
