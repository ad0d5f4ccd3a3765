"""The arrays hold what Whoosh's own matchers and a plain reading of the formula give."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields
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
from indexer.whoosh_backend.impacts import Impacts, bm25f
from indexer.whoosh_backend.inversion import InvertedTexts, Inverter, invert
from indexer.whoosh_backend.layout import FIELD_WEIGHTS, TEXT_FIELDS
from indexer.whoosh_backend.postings import Positions, Postings
from indexer.whoosh_backend.schema import document
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


def texts_of(posts: Sequence[Post]) -> dict[str, list[str]]:
    documents = [document(post) for post in posts]
    return {name: [str(values[name]) for values in documents] for name in TEXT_FIELDS}


def inverted_texts(posts: Sequence[Post]) -> InvertedTexts:
    return invert(texts_of(posts))


def same_arrays(one: Postings | Positions, other: Postings | Positions) -> bool:
    """Whether two dataclasses of arrays are the same to the type of their elements."""
    pairs = [(getattr(one, f.name), getattr(other, f.name)) for f in fields(one)]
    return all(a.dtype == b.dtype and np.array_equal(a, b) for a, b in pairs)


def names(arrays: Impacts | Postings) -> list[str]:
    return [term.decode() for term in arrays.terms.tolist()]


def scores_of(impacts: Impacts, term: str, document_count: int) -> Floats:
    scores = np.zeros(document_count)
    place = int(np.searchsorted(impacts.terms, np.bytes_(term.encode())))
    part = slice(impacts.starts[place], impacts.starts[place + 1])
    scores[impacts.documents[part]] = impacts.shares[part]
    return scores


def whoosh_impacts(postings: Postings) -> Impacts:
    """BM25 of each field as `whoosh.scoring` computes it, from lengths kept in one byte."""
    count = postings.lengths.shape[1]
    shares = np.zeros(len(postings.documents))
    for weight, lengths, held in zip(
        FIELD_WEIGHTS.values(), postings.lengths, postings.frequencies, strict=True
    ):
        stored = np.array([byte_to_length(length_to_byte(int(n))) for n in lengths])
        average = lengths.sum() / count or 1
        norm = 1 - WHOOSH_NORMALISATION + WHOOSH_NORMALISATION * stored / average
        frequencies = held.astype(np.float64)
        saturated = (
            frequencies
            * (WHOOSH_SATURATION + 1)
            / (frequencies + WHOOSH_SATURATION * norm[postings.documents])
        )
        terms = np.repeat(np.arange(len(postings.terms)), np.diff(postings.starts))
        document_frequencies = np.bincount(terms[held > 0], minlength=len(postings.terms))
        rarity = np.log(count / (document_frequencies + 1)) + 1
        shares += weight * rarity[terms] * saturated
    return Impacts(
        terms=postings.terms, starts=postings.starts, documents=postings.documents, shares=shares
    )


@given(posts=corpora())
@settings(max_examples=25)
def test_in_whooshs_formula_the_arrays_score_as_whoosh_does(posts: list[Post]) -> None:
    impacts = whoosh_impacts(inverted_texts(posts).postings)
    with TemporaryDirectory() as folder:
        WhooshWriter(Path(folder)).write(posts, lambda _more: None)
        weighting = BM25F(B=WHOOSH_NORMALISATION, K1=WHOOSH_SATURATION)
        index = FileStorage(folder).open_index()
        with index.searcher(weighting=weighting) as searcher:
            for term in names(impacts):
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
@settings(max_examples=25)
def test_our_formula_is_that_of_the_paper(posts: list[Post]) -> None:
    impacts = bm25f(inverted_texts(posts).postings, list(FIELD_WEIGHTS.values()))
    for term in names(impacts):
        expected = plain_bm25f(posts, term)
        assert scores_of(impacts, term, len(posts)) == pytest.approx(expected, rel=1e-6)


@given(posts=corpora())
@settings(max_examples=25)
def test_every_token_has_its_place_on_the_line_of_all_texts(posts: list[Post]) -> None:
    inverted = inverted_texts(posts)
    positions, terms = inverted.positions, names(inverted.postings)
    found = {
        (terms[term], int(place))
        for term in range(len(terms))
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
    positions = inverted_texts(posts).positions
    starts = positions.text_starts.tolist()
    assert all(later - earlier >= 1 for earlier, later in pairwise(starts))
    assert len(set(starts)) == len(TEXT_FIELDS) * len(posts)


def test_a_chunked_analysis_gives_the_terms_of_the_analyzer() -> None:
    texts = ["O(n log n) is fine-tuning of GPT-4, isn't it?", "", "— … C++/C# 1,000 naïve_text.py"]
    inverted = invert({"body": texts})
    positions = inverted.positions
    found = {
        (term, int(place))
        for number, term in enumerate(names(inverted.postings))
        for place in positions.places[positions.starts[number] : positions.starts[number + 1]]
    }
    expected = {
        (token.term, int(positions.text_starts[number]) + token.position)
        for number, text in enumerate(texts)
        for token in analyze(text)
    }
    assert found == expected


@given(posts=corpora(), size=st.integers(1, 4))
@settings(max_examples=25)
def test_texts_inverted_in_blocks_give_what_they_give_at_once(posts: list[Post], size: int) -> None:
    inverter = Inverter(TEXT_FIELDS)
    lengths = [
        inverter.add(texts_of(posts[start : start + size])) for start in range(0, len(posts), size)
    ]
    in_blocks, at_once = inverter.finish(), inverted_texts(posts)
    assert same_arrays(in_blocks.postings, at_once.postings)
    assert same_arrays(in_blocks.positions, at_once.positions)
    assert in_blocks.words == at_once.words
    assert np.array_equal(np.hstack(lengths), at_once.postings.lengths)
