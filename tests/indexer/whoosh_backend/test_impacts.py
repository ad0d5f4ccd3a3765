"""The arrays hold what Whoosh's own matchers and a plain reading of the formula give."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.filedb.filestore import FileStorage
from whoosh.query import Or, Term
from whoosh.scoring import BM25F
from whoosh.util.numeric import byte_to_length, length_to_byte

from indexer.analysis import analyze
from indexer.post import Post
from indexer.ranking import LENGTH_NORMALISATION, SATURATION
from indexer.whoosh_backend.arrays import Floats
from indexer.whoosh_backend.cells import document_order
from indexer.whoosh_backend.impacts import Impacts, Positions, bm25f
from indexer.whoosh_backend.inversion import FieldPostings, InvertedTexts, invert
from indexer.whoosh_backend.schema import FIELD_WEIGHTS, TEXT_FIELDS, document
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import make_post

WORDS = ["attention", "attend", "cache", "KV-cache", "FP8", "O(n²)", "fine-tuning", "GPUs", "the"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
WHOOSH_SATURATION, WHOOSH_NORMALISATION = 1.2, 0.75


@st.composite
def corpora(draw: st.DrawFn) -> list[Post]:
    rows = draw(st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), min_size=1, max_size=7))
    posts = [
        make_post(
            f"post-{number}",
            title=title or "Untitled",
            summary=summary or "Nothing.",
            keywords=tuple(keywords.split()),
            body=body,
        )
        for number, (title, summary, keywords, body) in enumerate(rows)
    ]
    return sorted(posts, key=document_order)


def inverted_texts(posts: Sequence[Post]) -> InvertedTexts:
    documents = [document(post) for post in posts]
    return invert({name: [str(values[name]) for values in documents] for name in TEXT_FIELDS})


def scores_of(impacts: Impacts, term: str, document_count: int) -> Floats:
    scores = np.zeros(document_count)
    place = int(np.searchsorted(impacts.terms, np.bytes_(term.encode())))
    part = slice(impacts.starts[place], impacts.starts[place + 1])
    scores[impacts.documents[part]] = impacts.shares[part]
    return scores


def whoosh_share(name: str, postings: FieldPostings) -> Floats:
    """BM25 of each posting as `whoosh.scoring` computes it, from lengths kept in one byte."""
    count = len(postings.lengths)
    stored = np.array([byte_to_length(length_to_byte(int(n))) for n in postings.lengths])
    average = postings.lengths.sum() / count or 1
    norm = 1 - WHOOSH_NORMALISATION + WHOOSH_NORMALISATION * stored[postings.documents] / average
    frequencies = postings.frequencies.astype(np.float64)
    saturated = frequencies * (WHOOSH_SATURATION + 1) / (frequencies + WHOOSH_SATURATION * norm)
    frequency = np.diff(postings.starts)
    rarity = np.log(count / (frequency + 1)) + 1
    share: Floats = FIELD_WEIGHTS[name] * np.repeat(rarity, frequency) * saturated
    return share


@given(posts=corpora())
@settings(max_examples=25, deadline=None)
def test_in_whooshs_formula_the_arrays_score_as_whoosh_does(posts: list[Post]) -> None:
    inverted = inverted_texts(posts)
    impacts = Impacts.summed(inverted, whoosh_share)
    with TemporaryDirectory() as folder:
        WhooshWriter(Path(folder)).write(posts, lambda _more: None)
        weighting = BM25F(B=WHOOSH_NORMALISATION, K1=WHOOSH_SATURATION)
        index = FileStorage(folder).open_index()
        with index.searcher(weighting=weighting) as searcher:
            for term in inverted.terms:
                query = Or([Term(f, term, boost=w) for f, w in FIELD_WEIGHTS.items()])
                expected = np.zeros(len(posts))
                for score, number in searcher.search(query, limit=None).top_n:
                    expected[number] = score
                assert scores_of(impacts, term, len(posts)) == pytest.approx(expected, abs=1e-9)
        index.close()


def plain_bm25f(posts: Sequence[Post], term: str) -> list[float]:
    """BM25F with joint fields as one reads it in the paper, a term and post at a time."""
    counts: dict[str, list[Counter[str]]] = {
        name: [Counter(t.term for t in analyze(str(document(post)[name]))) for post in posts]
        for name in FIELD_WEIGHTS
    }
    frequencies = []
    for number in range(len(posts)):
        frequency = 0.0
        for name, weight in FIELD_WEIGHTS.items():
            lengths = [count.total() for count in counts[name]]
            average = sum(lengths) / len(lengths) or 1.0
            norm = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * lengths[number] / average
            frequency += weight * counts[name][number][term] / norm
        frequencies.append(frequency)
    holding = sum(1 for frequency in frequencies if frequency)
    rarity = log(1 + (len(posts) - holding + 0.5) / (holding + 0.5))
    return [rarity * frequency / (SATURATION + frequency) for frequency in frequencies]


@given(posts=corpora())
@settings(max_examples=25, deadline=None)
def test_our_formula_is_that_of_the_paper(posts: list[Post]) -> None:
    inverted = inverted_texts(posts)
    impacts = bm25f(inverted, FIELD_WEIGHTS)
    for term in inverted.terms:
        expected = plain_bm25f(posts, term)
        assert scores_of(impacts, term, len(posts)) == pytest.approx(expected, rel=1e-6)


@given(posts=corpora())
@settings(max_examples=25, deadline=None)
def test_every_token_has_its_place_on_the_line_of_all_texts(posts: list[Post]) -> None:
    inverted = inverted_texts(posts)
    positions = Positions.of(inverted)
    found = {
        (inverted.terms[term], int(place))
        for term in range(len(inverted.terms))
        for place in positions.places[positions.starts[term] : positions.starts[term + 1]]
    }
    expected = {
        (token.term, int(positions.text_starts[f * len(posts) + number]) + token.position)
        for f, name in enumerate(TEXT_FIELDS)
        for number, post in enumerate(posts)
        for token in analyze(str(document(post)[name]))
    }
    assert found == expected


def test_no_phrase_reaches_from_one_text_into_the_next() -> None:
    posts = [make_post("a", title="KV", summary="cache"), make_post("b", title="cache")]
    positions = Positions.of(inverted_texts(posts))
    starts = positions.text_starts.tolist()
    assert all(later - earlier >= 1 for earlier, later in pairwise(starts))
    assert len(set(starts)) == len(TEXT_FIELDS) * len(posts)


def test_a_chunked_analysis_gives_the_terms_of_the_analyzer() -> None:
    texts = ["O(n log n) is fine-tuning of GPT-4, isn't it?", "", "— … C++/C# 1,000 naïve_text.py"]
    inverted = invert({"body": texts})
    postings = inverted.fields["body"]
    found = {
        (inverted.terms[term], int(number), int(position))
        for place, term in enumerate(postings.terms)
        for p in range(postings.starts[place], postings.starts[place + 1])
        for number in [postings.documents[p]]
        for position in postings.positions[
            postings.position_starts[p] : postings.position_starts[p + 1]
        ]
    }
    expected = {
        (token.term, number, token.position)
        for number, text in enumerate(texts)
        for token in analyze(text)
    }
    assert found == expected
