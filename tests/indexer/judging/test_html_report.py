"""Tests of the report as a page."""

from html.parser import HTMLParser

from markupsafe import escape

from indexer.judging.comparison import compare
from indexer.judging.evaluation import Evaluation
from indexer.judging.html_report import MAX_QUERIES, evaluation_page
from tests.indexer.judging.answers import answered, evaluation_of, judged

HOSTILE = "<script>alert(1)</script> \"><img src=x onerror='alert(2)'> {0} {query} & ]]>"


class Outline(HTMLParser):
    """The tags of a page, their attributes, and the texts outside of the style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def evaluation(ranking: str, name: str = "g000001 (arrays)") -> Evaluation:
    return evaluation_of(
        (judged("kv cache", {"cache": 2}), answered("cache", "attention")),
        (judged(HOSTILE, {HOSTILE: 2}, group=f"g{HOSTILE}"), answered(*ranking, HOSTILE)),
        (judged("pizza"), answered("cache")),
        name=name,
    )


def test_the_page_shows_hostile_text_and_runs_none_of_it() -> None:
    page = evaluation_page(
        evaluation("ab"), compare(evaluation("", name=HOSTILE), evaluation("ab"))
    )
    outline = Outline(page)
    assert {"script", "img", "iframe", "link"}.isdisjoint(outline.tags)
    assert not any(name.startswith("on") for name in outline.attributes)
    assert {"src", "href"}.isdisjoint(outline.attributes)
    assert outline.texts.count(HOSTILE) >= 3


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = evaluation_page(evaluation("ab"))
    assert "url(" not in page
    assert "@import" not in page
    assert "http" not in page


def test_the_page_holds_a_plot_a_measure_and_the_queries_worst_first() -> None:
    outline = Outline(evaluation_page(evaluation("abcdefghijk")))
    assert outline.tags.count("svg") == 6
    table = outline.texts[outline.texts.index("Query by query") :]
    assert table.index("not recognised") < table.index(HOSTILE) < table.index("kv cache")
    assert "CACHE" in table
    assert "Queries that moved" not in " ".join(outline.texts)


def test_a_comparison_plots_each_query_that_moved() -> None:
    before, after = evaluation("", name="g000001 (arrays)"), evaluation("ab", name="g000002")
    page = evaluation_page(after, compare(before, after))
    outline = Outline(page)
    assert f"<title>{escape(HOSTILE)}</title>" in page
    assert "g000002, compared with g000001 (arrays)" in outline.texts
    assert "Queries that moved: 1" in outline.texts
    assert outline.tags.count("circle") == 2
    assert "−0.500, rank 1 → 3" in outline.texts


def test_a_long_table_is_cut_and_says_so() -> None:
    query, answer = judged("q", {"x": 1}), answered("x")
    page = evaluation_page(evaluation_of(*[(query, answer)] * (MAX_QUERIES + 1)))
    assert f"the {MAX_QUERIES} worst of {MAX_QUERIES + 1}" in page
    assert Outline(page).tags.count("tr") == MAX_QUERIES + 1


def test_queries_without_an_answer_alone_make_a_page() -> None:
    outline = Outline(evaluation_page(evaluation_of((judged("pizza"), answered(is_refused=True)))))
    assert "recognised" in outline.texts
    assert "svg" not in outline.tags
