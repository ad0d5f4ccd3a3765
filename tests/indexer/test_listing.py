"""Tests that the corpus of this repository is the blog's listing, to the character."""

import hashlib
import json
from pathlib import Path

import pytest

from indexer.corpus import CorpusReading, read_corpus

pytestmark = pytest.mark.one_python

CORPUS = Path(__file__).resolve().parents[2] / "corpus"

# SHA-256 of the blog's listing in a canonical form: a list [slug, title, summary, date, level,
# domain] a post, the lists sorted, as JSON in UTF-8 without blanks and without \u escapes.
LISTING_DIGEST = "0f8d100f502426d8584178c9dbc118224a59a1aa5620297ad75751ebf96dd6c4"


@pytest.fixture(scope="module")
def reading() -> CorpusReading:
    return read_corpus(CORPUS)


def test_the_posts_of_the_first_domain_are_the_listing(reading: CorpusReading) -> None:
    posts = reading.posts_by_path
    folder = {path: post for path, post in posts.items() if path.startswith("ai-ml/")}
    rows = sorted(
        [p.slug, p.title, p.summary, p.date.isoformat(), p.level.value, p.domain]
        for p in folder.values()
    )
    assert len(rows) == len(folder) == 61
    canonical = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == LISTING_DIGEST


def test_the_corpus_has_no_errors(reading: CorpusReading) -> None:
    assert reading.errors == []


def test_a_post_is_named_by_its_file(reading: CorpusReading) -> None:
    assert all(Path(path).stem == post.slug for path, post in reading.indexed.items())
