"""The ranking of the corpus is no worse than it was: judged queries of the development half.

`python -m tests.indexer.test_ranking_gate` writes the figures anew, after a change for the
better; the difference shows in the commit.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from indexer.backends import open_candidate, open_writer
from indexer.corpus import read_corpus
from indexer.encoders.choice import open_encoder
from indexer.judging.evaluation import Evaluation, judge
from indexer.judging.judgement_files import read_judgements
from indexer.judging.judgements import Half
from indexer.judging.measures import Measure

pytestmark = pytest.mark.one_python

ROOT = Path(__file__).parents[2]
JUDGEMENTS = ROOT / "tests" / "relevance"
FIGURES = JUDGEMENTS / "figures.json"
TOLERANCE = 0.01


def evaluation() -> Evaluation:
    """The development half, asked of an index made now."""
    reading = read_corpus(ROOT / "corpus")
    slugs = {name: post.slug for post in reading.posts for name in (post.slug, *post.aliases)}
    with TemporaryDirectory() as folder:
        encoder = open_encoder()
        writer = open_writer(Path(folder), encoder)
        writer.write(reading.posts, lambda _more: None, reading.synonyms)
        searcher = open_candidate(Path(folder), encoder=encoder)
        try:
            judgements = read_judgements([JUDGEMENTS], Half.DEVELOPMENT, slugs.get).judgements
            return judge(searcher, judgements, name="now")
        finally:
            searcher.close()


def figures_of(found: Evaluation) -> dict[str, float]:
    """nDCG@10 of each query; for one without an answer here, whether that was said."""
    return {
        query.judgement.query: round(query.measures[Measure.NDCG_10], 4)
        if query.judgement.is_answerable
        else float(query.answer.is_refused)
        for query in found.queries
    }


@pytest.fixture(scope="module")
def found() -> Evaluation:
    return evaluation()


def fallen(before: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    return [
        f"{before[query]:.2f} → {now[query]:.2f}  {query}"
        for query in sorted(now, key=lambda query: now[query] - before.get(query, 0.0))
        if query in before and now[query] < before[query]
    ]


def test_the_development_half_is_ranked_no_worse_than_before(found: Evaluation) -> None:
    before = json.loads(FIGURES.read_text("utf-8"))
    now = figures_of(found)
    assert before.keys() == now.keys(), "queries changed: write the figures anew"
    means = [sum(figures.values()) / len(figures) for figures in (before, now)]
    listing = "\n".join(fallen(before, now))
    assert means[1] >= means[0] - TOLERANCE, f"from {means[0]:.4f} to {means[1]:.4f}:\n{listing}"


def test_what_no_post_answers_is_mostly_recognised_and_little_else_is(found: Evaluation) -> None:
    refusals = found.refusals
    assert refusals.recognised is not None
    assert refusals.refused is not None
    assert refusals.recognised.mean >= 0.8
    assert refusals.refused.mean <= 0.03


def test_every_group_of_queries_is_answered_well(found: Evaluation) -> None:
    means = {
        name: summary.measures[Measure.NDCG_10].mean
        for name, summary in found.groups.items()
        if summary.measures
    }
    assert min(means.values()) >= 0.8, means


def test_a_fall_names_the_queries_that_fell() -> None:
    assert fallen({"a": 1.0, "b": 0.5}, {"a": 0.25, "b": 0.5}) == ["1.00 → 0.25  a"]


if __name__ == "__main__":
    text = json.dumps(figures_of(evaluation()), indent=1, ensure_ascii=False, sort_keys=True)
    FIGURES.write_text(text + "\n", "utf-8")
