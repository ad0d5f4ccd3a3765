"""Each trap that Whoosh sets, and that we do not fall into it."""

import pickle
import shutil
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from whoosh import index as whoosh_index
from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import DATETIME, ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import QueryParser
from whoosh.query import NullQuery, Or, Term

from indexer.analysis import analyze
from indexer.backends import open_source
from indexer.build import Progress, build
from indexer.generations import GenerationStore
from indexer.post import Level, Post
from indexer.search import Query, Results, Sort
from indexer.whoosh_backend.postings import Postings
from indexer.whoosh_backend.records import Records
from indexer.whoosh_backend.searcher import WhooshSearcher
from indexer.whoosh_backend.spelled_out import ABBREVIATIONS
from indexer.whoosh_backend.writer import WhooshWriter
from tests.fakes import EXAMPLE_POSTS, make_post

TEXT_FIELDS = ("title", "summary", "keywords", "body")
OpenIndex = Callable[[Sequence[Post]], WhooshSearcher]


def write_index(posts: Sequence[Post], folder: Path) -> Path:
    folder.mkdir(parents=True)
    WhooshWriter(folder).write(posts, lambda _more: None)
    return folder


def write_corpus(root: Path, *slugs: str, text: str = "It is a cache.") -> Path:
    for slug in slugs:
        path = root / f"{slug}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        fields = f"title: On {path.stem}\nsummary: S.\ndate: 2026-05-01\nlevel: intro"
        path.write_text(f"---\n{fields}\n---\n{text}\n")
    return root


def slugs(results: Results) -> list[str]:
    return [hit.slug for hit in results.hits]


def raw_index(schema: Schema, *documents: Mapping[str, object]) -> Any:  # noqa: ANN401 - Whoosh has no types
    """A Whoosh index as anybody would write it, with one segment a document."""
    index = RamStorage().create_index(schema)
    for document in documents:
        writer = index.writer()
        writer.add_document(**document)
        writer.commit(merge=False)
    return index


def raw_words(schema: Schema, text: str) -> list[str]:
    return [token.text for token in schema["body"].analyzer(text)]


@pytest.fixture
def open_index(tmp_path: Path) -> Iterator[OpenIndex]:
    opened: list[WhooshSearcher] = []

    def open_posts(posts: Sequence[Post]) -> WhooshSearcher:
        folder = write_index(posts, tmp_path / "index" / f"g{len(opened):06d}")
        opened.append(WhooshSearcher(folder))
        return opened[-1]

    yield open_posts
    for searcher in opened:
        searcher.close()


@pytest.fixture(scope="module")
def example_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_index(EXAMPLE_POSTS, tmp_path_factory.mktemp("examples") / "g000001")


@pytest.fixture
def examples(example_index: Path) -> Iterator[WhooshSearcher]:
    searcher = WhooshSearcher(example_index)
    yield searcher
    searcher.close()


# 1 and 2: scores and hits that depend on a limit or on segments


def test_trap_1_scores_do_not_depend_on_the_page_size(examples: WhooshSearcher) -> None:
    pages = [
        examples.search(Query(text="attention cache quadratic token", page_size=size))
        for size in (1, 2, 3, 100)
    ]
    every = [(hit.slug, hit.score) for hit in pages[-1].hits]
    for page in pages:
        assert [(hit.slug, hit.score) for hit in page.hits] == every[: page.page_size]


def test_trap_1_an_index_is_one_segment(example_index: Path) -> None:
    with whoosh_index.open_dir(str(example_index)).reader() as reader:
        assert len(reader.leaf_readers()) == 1
        assert reader.doc_count() == reader.doc_count_all() == len(EXAMPLE_POSTS)


def test_trap_2_no_limit_drops_a_hit(open_index: OpenIndex) -> None:
    words = ["cache", "page", "token", "loss", "graph"]
    posts = [
        make_post(f"p{n:03d}", summary=" ".join(words[n % k] for k in range(1, 6)) + " x" * (n % 7))
        for n in range(60)
    ]
    searcher = open_index(posts)
    for text in ["cache page", "token loss graph", "cache token x"]:
        every = slugs(searcher.search(Query(text=text, page_size=100)))
        assert len(every) == searcher.search(Query(text=text)).total
        first = slugs(searcher.search(Query(text=text, page_size=10)))
        assert first == every[:10]


# 3 to 5: the query language


def test_trap_3_words_of_a_question_exclude_nothing(open_index: OpenIndex) -> None:
    text = "attention is quadratic"
    schema = Schema(body=TEXT)
    query = QueryParser("body", schema).parse("why is attention quadratic")
    with raw_index(schema, {"body": text}).searcher() as raw:
        assert len(raw.search(query)) == 0
    searcher = open_index([make_post("a", body=text)])
    assert slugs(searcher.search(Query(text="why is attention quadratic"))) == ["a"]


@pytest.mark.parametrize("term", ["C++", "R", "O(n^2)"])
def test_trap_4_terms_of_the_trade_are_searched_for(open_index: OpenIndex, term: str) -> None:
    assert QueryParser("body", Schema(body=TEXT)).parse(term) == NullQuery
    searcher = open_index([make_post("a", body=f"It is {term}, as said."), make_post("b")])
    assert slugs(searcher.search(Query(text=term))) == ["a"]


def test_trap_4_k_means_is_not_mean(open_index: OpenIndex) -> None:
    assert raw_words(Schema(body=TEXT(analyzer=StemmingAnalyzer())), "k-means") == ["mean"]
    searcher = open_index([make_post("a", body="k-means"), make_post("b", body="a mean value")])
    assert slugs(searcher.search(Query(text="k-means"))) == ["a"]


def test_trap_5_a_minus_excludes_instead_of_demanding(open_index: OpenIndex) -> None:
    raw = QueryParser("body", Schema(body=TEXT)).parse("attention -linear")
    assert raw.requires() == {Term("body", "attention"), Term("body", "linear")}
    searcher = open_index(
        [make_post("a", body="attention"), make_post("b", body="linear attention")]
    )
    assert slugs(searcher.search(Query(text="attention -linear"))) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "nosuch:cache",
        "https://cache.example.org/cache",
        "date:banana cache",
        "date:[ TO ] cache",
        "slug:cache",
        "body:cache",
        "level:cache",
        "cache^2",
        "cache~9",
    ],
)
def test_trap_5_field_names_and_addresses_are_plain_text(open_index: OpenIndex, text: str) -> None:
    assert QueryParser("date", Schema(date=DATETIME)).parse("date:banana") == NullQuery
    searcher = open_index([make_post("a", body="a cache")])
    assert slugs(searcher.search(Query(text=text))) == ["a"]


# 6 to 8: what is written


def test_trap_6_a_slug_stands_for_one_post(tmp_path: Path) -> None:
    schema = Schema(slug=ID(unique=True))
    raw = RamStorage().create_index(schema)
    writer = raw.writer()
    for _ in range(2):
        writer.update_document(slug="a")
    writer.commit()
    assert raw.doc_count() == 2
    corpus = write_corpus(tmp_path / "corpus", "one/same", "two/same", "two/other")
    store = GenerationStore(tmp_path / "index")
    report = build(corpus, store)
    assert (report.indexed, report.rejected) == (2, 1)
    with open_source(store.root).lease() as searcher:
        assert sorted(slugs(searcher.search(Query()))) == ["other", "same"]


def test_trap_7_facets_count_all_matches_and_all_their_values(open_index: OpenIndex) -> None:
    schema = Schema(body=TEXT, level=ID(sortable=True))
    documents = [{"body": "cache", "level": level} for level in ("intro", "advanced")]
    with raw_index(schema, *documents).searcher() as raw:
        found = raw.search(
            Term("body", "cache"), groupedby="level", filter=Term("level", "intro"), limit=1
        )
        assert list(found.groups("level")) == ["intro"]
    searcher = open_index(
        [make_post(f"p{n}", body="cache", level=list(Level)[n % 3]) for n in range(30)]
    )
    facet = searcher.search(
        Query(text="cache", levels=frozenset({Level.INTRO}), page_size=1)
    ).facets.level
    assert [(c.value, c.count, c.selected) for c in facet] == [
        ("intro", 10, True),
        ("intermediate", 10, False),
        ("advanced", 10, False),
    ]


def test_trap_8_every_post_has_a_day_without_time_zone(
    open_index: OpenIndex, tmp_path: Path
) -> None:
    with pytest.raises(Exception, match="is not a datetime"):
        DATETIME().to_bytes(date(2026, 1, 1))
    days = [date.min, date(1969, 12, 31), date(2026, 4, 30), date(9999, 12, 31)]
    searcher = open_index([make_post(f"p{n}", date=day) for n, day in enumerate(days)])
    oldest = searcher.search(Query(sort=Sort.OLDEST))
    assert [hit.date for hit in oldest.hits] == days
    with whoosh_index.open_dir(str(tmp_path / "index" / "g000000")).reader() as reader:
        stored = [fields["date"] for fields in reader.all_stored_fields()]
    midnight = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in days]
    assert stored == [moment.replace(tzinfo=None) for moment in midnight]


# 9 to 12: threads, files, locks and code


def test_trap_9_threads_may_share_a_searcher(open_index: OpenIndex) -> None:
    words = ["cache", "token", "page", "loss", "graph", "attention", "query", "tensor"]
    posts = [
        make_post(f"p{n:03d}", title=words[n % 8], body=" ".join(words[: n % 7 + 1]))
        for n in range(60)
    ]
    texts = [f'{one} "{one} {two}" -{two}' for one in words for two in words]
    searcher = open_index(posts)
    alone = [searcher.search(Query(text=text)) for text in texts]
    # Threads give way to each other as often as they can, which brings rare clashes out.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(lambda text: searcher.search(Query(text=text)), texts))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone


def test_trap_10_readers_never_miss_a_file_while_generations_are_published(
    tmp_path: Path,
) -> None:
    corpus = write_corpus(tmp_path / "corpus", "a")
    store = GenerationStore(tmp_path / "index")
    build(corpus, store, keep=1)
    source, is_over = open_source(store.root), threading.Event()

    def read() -> set[str]:
        seen = set()
        while not is_over.is_set():
            with source.lease() as searcher:
                assert searcher.search(Query(text="cache")).total >= 1
                seen.add(searcher.generation)
        return seen

    with ThreadPoolExecutor(2) as threads:
        readers = [threads.submit(read) for _ in range(2)]
        try:
            for number in range(3):
                write_corpus(corpus, f"b{number}")
                build(corpus, store, keep=1)
        finally:
            is_over.set()
        assert all(reader.result() for reader in readers)
    source.close()


def test_trap_10_a_searcher_outlives_its_folder(tmp_path: Path) -> None:
    folder = write_index(EXAMPLE_POSTS, tmp_path / "g000001")
    searcher = WhooshSearcher(folder)
    shutil.rmtree(folder)
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda text: searcher.search(Query(text=text)), ["sofmax"] * 8))
    assert {result.corrected for result in found} == {"softmax"}
    assert searcher.post("kv-cache").slug == "why-the-kv-cache-exists"
    searcher.close()


def test_trap_11_a_failed_build_locks_nobody_out(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus", "a", "b")
    store = GenerationStore(tmp_path / "index")

    def fail(done: int, _total: int) -> None:
        raise OSError(f"the disk is full after {done}")

    with pytest.raises(OSError, match="the disk is full"):
        build(corpus, store, progress=Progress(on_write=fail))
    assert store.current() is None
    assert build(corpus, store).indexed == 2
    with open_source(store.root).lease() as searcher:
        assert searcher.search(Query()).total == 2


class _Planted:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self._path,)


_READER = """
import sys
from pathlib import Path
from indexer.search import Query
from indexer.whoosh_backend.searcher import WhooshSearcher

searcher = WhooshSearcher(Path(sys.argv[1]))
print(searcher.search(Query(text='"score matrix" softmax')).total)
searcher.close()
"""


def test_trap_12_code_planted_in_an_index_does_not_run(tmp_path: Path) -> None:
    folder = write_index(EXAMPLE_POSTS, tmp_path / "g000001")
    victim = tmp_path / "ran"
    (toc,) = folder.glob("*.toc")
    content = toc.read_bytes()
    start = content.index(pickle.PROTO)
    toc.write_bytes(content[:start] + pickle.dumps(_Planted(victim)) + content[start:])
    # In a process of its own, since Whoosh leaves files open when it trips over this.
    ran = subprocess.run(
        [sys.executable, "-c", _READER, str(folder)],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert not victim.exists()
    assert ran.stdout == "1\n", ran.stderr


_READ_BY_BUILDS_ALONE: dict[str, Callable[[Path], object]] = {
    "postings": Postings.load,
    "abbreviations": lambda folder: Records(folder, ABBREVIATIONS),
}


def test_trap_12_an_array_of_objects_is_refused(tmp_path: Path) -> None:
    folder = write_index(EXAMPLE_POSTS, tmp_path / "g000001")
    victim = tmp_path / "ran"
    for path in sorted(folder.glob("*.npy")):
        content = path.read_bytes()
        np.save(path, np.array([_Planted(victim)]), allow_pickle=True)
        reads = _READ_BY_BUILDS_ALONE.get(path.name.split(".")[0], WhooshSearcher)
        with pytest.raises(ValueError, match=r"Python objects|pickle"):
            reads(folder)
        path.write_bytes(content)
    assert not victim.exists()


# 13: queries that would take for ever


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "cache *",
        "body:[a TO zzz]",
        '"' + "cache " * 500 + '"',
        "(" * 1_000 + "cache" + ")" * 1_000,
        " ".join(f"word{n}" for n in range(10_000)),
        "cache~9",
        'r"(c|a)*(c|a)*x"',
        "date:[ TO ]",
        "NOT " * 2_000 + "cache",
        "-cache " * 1_000,
    ],
    ids=lambda text: text[:12],
)
def test_trap_13_no_query_is_more_than_a_few_words(open_index: OpenIndex, text: str) -> None:
    searcher = open_index([make_post(f"p{n}", body="cache " * n) for n in range(9)])
    results = searcher.search(Query(text=text))
    assert results.total <= 9


# 14 to 18: what is shown


def test_trap_14_excerpts_are_data_and_never_markup(examples: WhooshSearcher) -> None:
    hit = examples.search(Query(text="title such never run")).hits[0]
    assert "".join(f.text for f in hit.excerpt) == (
        "A title such as <b>this</b> & that must be shown, never run."
    )


def test_trap_15_whole_words_are_proposed_and_no_stems(open_index: OpenIndex) -> None:
    schema = Schema(body=TEXT(analyzer=StemmingAnalyzer()))
    with raw_index(schema, {"body": "quantization"}).searcher() as raw:
        assert raw.corrector("body").suggest("quantizaton", maxdist=4) == ["quantiz"]
    searcher = open_index([make_post("a", body="on quantization")])
    assert searcher.search(Query(text="quantizaton")).corrected == "quantization"


def test_trap_16_a_page_beyond_the_end_is_empty(open_index: OpenIndex) -> None:
    with raw_index(Schema(body=TEXT), {"body": "cache"}).searcher() as raw:
        assert raw.search_page(Term("body", "cache"), 99).pagenum == 1
    results = open_index([make_post("a", body="cache")]).search(Query(text="cache", page=99))
    assert (results.hits, results.page, results.total) == ((), 99, 1)


def test_trap_17_rare_words_titles_and_short_texts_weigh_more(open_index: OpenIndex) -> None:
    filler = "and so on " * 20
    searcher = open_index(
        [
            make_post("rare", body=f"mamba {filler}"),
            make_post("title", title="cache", body=filler),
            make_post("short", body="cache"),
            make_post("long", body=f"cache {filler}"),
            make_post("often", body=f"cache cache {filler}"),
        ]
    )
    scores = {hit.slug: hit.score for hit in searcher.search(Query(text="mamba cache")).hits}
    assert scores["rare"] > scores["often"] > scores["long"]
    assert scores["title"] > scores["short"] > scores["long"]


def test_trap_18_every_stored_field_is_always_set(tmp_path: Path) -> None:
    schema = Schema(title=TEXT(stored=True), body=TEXT(stored=True))
    with raw_index(schema, {"body": "cache"}).searcher() as raw:
        (hit,) = raw.search(Term("body", "cache"))
        with pytest.raises(KeyError, match="is not stored"):
            hit.highlights("title")
    folder = write_index([make_post("a"), *EXAMPLE_POSTS], tmp_path / "g000001")
    index = whoosh_index.open_dir(str(folder))
    names = {name for name, field in index.schema.items() if field.stored}
    with index.reader() as reader:
        assert all(set(fields) == names for fields in reader.all_stored_fields())


def test_trap_18_an_index_does_not_grow_from_build_to_build(tmp_path: Path) -> None:
    corpus, store = write_corpus(tmp_path / "corpus", "a", "b"), GenerationStore(tmp_path / "index")
    sizes = []
    for number in range(4):
        write_corpus(corpus, "a", text=f"It is cache number {number}.")
        build(corpus, store, keep=1)
        (folder,) = (path for path in store.root.iterdir() if path.is_dir())
        sizes.append(Counter(path.suffix for path in folder.iterdir()))
    # The first is judged beside none, and so keeps no answers.
    assert sizes[1] == sizes[2] == sizes[3]


# What we found ourselves


def test_a_score_of_zero_is_still_a_match(open_index: OpenIndex) -> None:
    words = ("one", "two", "three")
    index = RamStorage().create_index(Schema(body=TEXT))
    writer = index.writer()
    for word in words:
        writer.add_document(body=word)
    writer.commit()
    union = Or([Term("body", word, boost=0.0 if word == "two" else 1.0) for word in words])
    with index.searcher() as raw:
        assert len(raw.search(union, limit=None).top_n) == 2
    searcher = open_index([make_post(word, title=f"why {word}") for word in words])
    results = searcher.search(Query(text="title:why two"))
    assert results.total == 3
    assert results.hits[0].slug == "two"
    assert {hit.score for hit in results.hits[1:]} == {0.0}


def test_a_phrase_is_found_whichever_of_its_words_forms_stands_there(
    open_index: OpenIndex,
) -> None:
    searcher = open_index(
        [
            make_post("capitals", body="ALL CACHES ARE FULL"),
            make_post("small", body="all caches are full"),
            make_post("other", body="all full caches"),
        ]
    )
    assert sorted(slugs(searcher.search(Query(text='"caches are full"')))) == ["capitals", "small"]


def test_a_phrase_does_not_reach_from_one_field_into_the_next(open_index: OpenIndex) -> None:
    searcher = open_index(
        [make_post("a", title="kv", summary="cache"), make_post("b", body="kv cache")]
    )
    assert slugs(searcher.search(Query(text='"kv cache"'))) == ["b"]


def test_all_terms_of_all_posts_stand_in_the_index_at_their_positions(example_index: Path) -> None:
    expected: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
    for post in EXAMPLE_POSTS:
        blocks = [text for section in post.sections for text in (section.heading, section.text)]
        texts = {
            "title": post.title,
            "summary": post.summary,
            "keywords": "\n".join((*post.keywords, *post.tags)),
            "body": "\n".join(blocks),
        }
        for field, text in texts.items():
            for token in analyze(text):
                expected[field, token.term].setdefault(post.slug, []).append(token.position)
    found = {}
    with whoosh_index.open_dir(str(example_index)).reader() as reader:
        for field in TEXT_FIELDS:
            for term in reader.lexicon(field):
                matcher = reader.postings(field, term)
                posts = {}
                while matcher.is_active():
                    slug = reader.stored_fields(matcher.id())["slug"]
                    posts[slug] = matcher.value_as("positions")
                    assert matcher.weight() == len(posts[slug])
                    matcher.next()
                found[field, term.decode()] = posts
    assert found == expected


_STRANGER = """
import sys
sys.modules["indexer"] = None  # importing it raises now
from whoosh import index
from whoosh.qparser import QueryParser
from whoosh.query import Phrase

opened = index.open_dir(sys.argv[1])
with opened.searcher() as searcher:
    for field, text in [("title", "quadratic"), ("body", "softmax"), ("domain", "databases")]:
        query = QueryParser(field, opened.schema).parse(text)
        print(text, *sorted(hit["slug"] for hit in searcher.search(query, limit=None)))
    phrase = Phrase("body", ["save", "memori"])
    print("phrase", *(hit["title"] for hit in searcher.search(phrase)))
    fields = searcher.document(slug="what-is-an-index")
    print(fields["title"], fields["level"], fields["month"], fields["date"])
    print(opened.doc_count(), len(opened.schema.names()))
assert not any(name.split(".")[0] == "indexer" for name in sys.modules if name != "indexer")
"""


def test_a_whoosh_program_without_our_code_can_use_the_index(example_index: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-I", "-c", _STRANGER, str(example_index)],
        check=False,
        capture_output=True,
        encoding="utf-8",
    )
    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [
        "quadratic why-is-attention-quadratic",
        "softmax what-is-attention",
        "databases what-is-an-index why-b-trees-are-wide",
        "phrase Why is attention quadratic?",
        "What is an index? intro 2026-03 2026-03-15 00:00:00",
        f"{len(EXAMPLE_POSTS)} 9",
    ]
