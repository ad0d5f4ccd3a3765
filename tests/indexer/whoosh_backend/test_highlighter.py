"""The highlighter cuts the excerpts that `cut_excerpt` defines, without reading the posts."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import analyze
from indexer.corpus import read_corpus
from indexer.excerpts import Excerpt, Weights, cut_excerpt
from indexer.post import Post, Section
from indexer.search import Query, SectionLink
from indexer.sentences import sentence_spans
from indexer.whoosh_backend.highlighter import Highlight, Highlighter
from indexer.whoosh_backend.impacts import Impacts
from indexer.whoosh_backend.inversion import invert
from indexer.whoosh_backend.layout import TEXT_FIELDS
from indexer.whoosh_backend.passages import Passages
from indexer.whoosh_backend.post_store import TEXTS
from indexer.whoosh_backend.postings import Positions
from indexer.whoosh_backend.records import Records
from indexer.whoosh_backend.schema import body_text, document
from indexer.whoosh_backend.searcher import WhooshSearcher
from indexer.whoosh_backend.sentence_table import SentenceTableBuilder
from indexer.whoosh_backend.term_dictionary import TermDictionary
from indexer.whoosh_backend.text_arrays import NewTexts, TextArrays
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import make_post
from tests.indexer.whoosh_backend.segments import write_posts

pytestmark = pytest.mark.one_python

CORPUS = Path(__file__).parents[3] / "corpus"
WORDS = (
    "cache", "Caches", "caches.", "page.", "The", '"Yes."', "kv-cache", "FlashAttention", "O(n. A)",
    "O(n²)", "C++", "naïve.", "…", "?", "–", "\n", "A", "flash", "attention", "x" * 90, "，" * 90,
)  # fmt: skip
TERMS = sorted({token.term for word in WORDS for token in analyze(word)})
texts = st.lists(st.sampled_from(WORDS), max_size=70).map(" ".join) | st.text(max_size=40)
sections = st.builds(
    lambda heading, text: Section(heading=heading, anchor="anchor", depth=2, text=text),
    st.sampled_from(["", "The kv-cache", "…"]),
    texts,
)
posts_of_two_texts = st.builds(
    lambda summary, parts: make_post(summary=summary, sections=tuple(parts)),
    texts,
    st.lists(sections, max_size=3),
)
corpora = st.lists(posts_of_two_texts, min_size=1, max_size=4)
weights_of_terms = st.dictionaries(
    st.sampled_from([*TERMS, "unknown"]), st.integers(1, 1_000), max_size=5
)


def derive(folder: Path, posts: Sequence[Post]) -> Passages:
    """Write what the highlighter reads."""
    documents = [document(post) for post in posts]
    inverted = invert({name: [str(values[name]) for values in documents] for name in TEXT_FIELDS})
    sentences = SentenceTableBuilder()
    for post in posts:
        sentences.add(post)
    write_posts(folder, posts)
    TextArrays.of(NewTexts(posts=posts, inverted=inverted, sentences=sentences.finish())).save(
        folder
    )
    return Passages.load(folder)


def excerpt_of(post: Post, highlight: Highlight) -> Excerpt:
    """A highlight in the form that `cut_excerpt` gives it."""
    if highlight.section is None:
        return highlight.fragments, None
    section = post.sections[highlight.section]
    link = SectionLink(heading=section.heading, anchor=section.anchor) if section.heading else None
    return highlight.fragments, link


def highlighter_of(folder: Path, document_count: int) -> Highlighter:
    dictionary = TermDictionary(Impacts.load(folder), document_count)
    return Highlighter(folder, Records(folder, TEXTS), Positions.load(folder), dictionary)


@given(corpora, weights_of_terms)
@settings(max_examples=200)
def test_arrays_choose_the_passages_that_the_definition_chooses(
    posts: Sequence[Post], weights: Weights
) -> None:
    with TemporaryDirectory() as name:
        derive(Path(name), posts)
        highlighter = highlighter_of(Path(name), len(posts))
        documents = range(len(posts))[::-1]
        highlights = highlighter.highlight(documents, weights)
    for number, highlight in zip(documents, highlights, strict=True):
        assert excerpt_of(posts[number], highlight) == cut_excerpt(posts[number], weights)


@given(corpora)
@settings(max_examples=100)
def test_sentences_have_the_positions_that_the_analyzer_gives_their_words(
    posts: Sequence[Post],
) -> None:
    with TemporaryDirectory() as name:
        passages, texts = derive(Path(name), posts), Records(Path(name), TEXTS)
    for row, text_of in enumerate((lambda post: post.summary, body_text)):
        for number, post in enumerate(posts):
            tokens = list(analyze(text_of(post)))
            start = int(passages.text_places[row, number])
            numbers = range(*passages.first_sentences[row, number : number + 2])
            parts = [post.summary] if row == 0 else [section.text for section in post.sections]
            spans = [text[a:b] for text in parts for a, b in sentence_spans(text)]
            assert [
                sentence_text(passages, texts[number], sentence) for sentence in numbers
            ] == spans
            for sentence in numbers:
                first = passages.places[sentence] - start
                end = passages.place_ends[sentence] - start
                assert [t.term for t in tokens if first <= t.position < end] == [
                    token.term
                    for token in analyze(sentence_text(passages, texts[number], sentence))
                ]


def sentence_text(passages: Passages, texts: bytes, sentence: int) -> str:
    return texts[passages.starts[sentence] : passages.ends[sentence]].decode()


def test_each_question_of_our_explainers_gets_the_excerpts_that_the_definition_gives(
    tmp_path: Path,
) -> None:
    posts = {post.slug: post for post in read_corpus(CORPUS).posts}
    WhooshWriter(tmp_path).write(list(posts.values()), lambda _more: None)
    searcher = WhooshSearcher(tmp_path)
    highlighter = highlighter_of(tmp_path, len(posts))
    for question in (text for post in posts.values() for text in (post.title, *post.answers)):
        results = searcher.search(Query(text=question))
        words = searcher.rank(Query(text=question)).interpretation.parsed.words
        weights = highlighter.rarity_weights(term for word in words for term in word.all_terms)
        for hit in results.hits:
            assert (hit.excerpt, hit.section) == cut_excerpt(posts[hit.slug], weights), question
    searcher.close()
