"""What every searcher promises; each backend runs through the whole of it."""

import string
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import analyze
from indexer.errors import IndexUnavailableError, PostNotFoundError
from indexer.post import Level, Month, Post
from indexer.query_syntax import parse_query
from indexer.search import FacetCount, Query, Results, Searcher, Sort
from tests.contract.backends import BACKENDS, GENERATION, SearchIn
from tests.fakes import EXAMPLE_POSTS, FakeSearcher, make_post


def slugs(results: Results) -> list[str]:
    return [hit.slug for hit in results.hits]


def counts(facet: Sequence[FacetCount]) -> dict[str, int]:
    return {count.value: count.count for count in facet}


# Words


def test_a_post_with_any_of_the_words_is_found(searcher: Searcher) -> None:
    found = slugs(searcher.search(Query(text="softmax menu")))
    assert sorted(found) == ["naive-cafes", "what-is-attention"]


def test_a_post_with_more_of_the_words_comes_first(searcher: Searcher) -> None:
    found = slugs(searcher.search(Query(text="quadratic attention")))
    assert found[0] == "why-is-attention-quadratic"
    assert len(found) > 1


@pytest.mark.parametrize("word", ["softmax", "queries", "statistics", "quadratic complexity"])
def test_bodies_headings_tags_and_keywords_are_searched(searcher: Searcher, word: str) -> None:
    assert searcher.search(Query(text=word)).total > 0


@pytest.mark.parametrize("question", ["why is", "how does", "what's", "WHEN WILL I"])
def test_words_of_a_question_never_exclude(searcher: Searcher, question: str) -> None:
    alone = searcher.search(Query(text="softmax"))
    asked = searcher.search(Query(text=f"{question} softmax"))
    assert slugs(asked) == slugs(alone) == ["what-is-attention"]
    assert asked.ignored_words == tuple(question.split())


def test_a_query_of_question_words_alone_searches_for_them(search_in: SearchIn) -> None:
    searcher = search_in([make_post("why", title="Why and how"), make_post("other")])
    results = searcher.search(Query(text="why"))
    assert slugs(results) == ["why"]
    assert results.ignored_words == ()


def test_other_forms_of_a_word_are_found(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="Quantized models"), make_post("b", title="Cars")])
    assert slugs(searcher.search(Query(text="quantization of a model"))) == ["a"]


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("70b", "A 70B model"),
        ("FP8", "trained in fp8"),
        ("4bit", "in 4-bit weights"),
        ("c++", "written in C++"),
        ("C#", "or in c#, too"),
        ("O(n^2)", "costs O(n²) time"),
        ("o(n log n)", "sorts in O(n log n)"),
        ("kmeans", "k-means clusters"),
        ("k-means", "kmeans clusters"),
        ("gpt4", "GPT-4 was asked"),
        ("GPT-4", "gpt 4 was asked"),
        ("llm", "many LLMs"),
        ("LLMs", "one llm"),
        ("llms", "one LLM"),
        ("flash attention", "FlashAttention"),
        ("flashattention", "FlashAttention"),
        ("RLHF's", "on RLHF alone"),
        ("max tokens", "set max_tokens"),
        ("1000", "about 1,000 posts"),
        ("naive", "a naïve guess"),
        ("nai\u0308ve", "a naïve guess"),
        ("FINE-TUNING", "we fine-tuned it"),
    ],
)
def test_terms_of_the_trade_meet_however_they_are_written(
    search_in: SearchIn, query: str, text: str
) -> None:
    searcher = search_in([make_post("it", summary=text), make_post("other", title="else")])
    assert slugs(searcher.search(Query(text=query))) == ["it"]


def test_an_abbreviation_does_not_meet_a_word_that_looks_like_its_stem(
    search_in: SearchIn,
) -> None:
    searcher = search_in([make_post("a", title="To solve it"), make_post("b", title="SOLR")])
    assert slugs(searcher.search(Query(text="SOLR"))) == ["b"]
    assert slugs(searcher.search(Query(text="solve"))) == ["a"]


def test_capitals_do_not_matter(searcher: Searcher) -> None:
    text = "why is attention quadratic in transformers"
    lower, upper = (searcher.search(Query(text=t)) for t in (text, text.upper()))
    assert sorted(slugs(upper)) == sorted(slugs(lower)) != []


# Phrases, exclusions, fields and dates typed into the text


def test_a_phrase_needs_its_words_side_by_side(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("right", summary="the kv cache grows"),
            make_post("swapped", summary="a cache of kv pairs"),
            make_post("apart", summary="a kv store's cache"),
            make_post("far", summary="kv, then a cache"),
            make_post("elsewhere", title="kv", summary="cache"),
        ]
    )
    assert slugs(searcher.search(Query(text='"kv cache"'))) == ["right"]


def test_words_beside_a_phrase_only_rank(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("phrase", summary="the kv cache"),
            make_post("both", summary="the kv cache, paged"),
            make_post("word", summary="a paged book"),
        ]
    )
    assert slugs(searcher.search(Query(text='"kv cache" paged'))) == ["both", "phrase"]


def test_a_phrase_may_hold_question_words(search_in: SearchIn) -> None:
    searcher = search_in(
        [make_post("a", summary="lost in the middle"), make_post("b", summary="the lost middle")]
    )
    results = searcher.search(Query(text='"Lost in the middle"'))
    assert slugs(results) == ["a"]
    assert results.ignored_words == ()


@pytest.mark.parametrize("text", ["fine tuning", "fine-tuning", "is fine-tuned here"])
def test_a_phrase_meets_compounds_by_their_parts(search_in: SearchIn, text: str) -> None:
    searcher = search_in([make_post("a", summary="it is fine-tuned here"), make_post("b")])
    assert slugs(searcher.search(Query(text=f'"{text}"'))) == ["a"]


def test_a_minus_excludes(searcher: Searcher) -> None:
    with_linear = slugs(searcher.search(Query(text="attention")))
    without = slugs(searcher.search(Query(text="attention -linear")))
    assert set(with_linear) - set(without) == {"why-is-attention-quadratic"}
    assert without


def test_an_exclusion_alone_leaves_all_other_posts(searcher: Searcher) -> None:
    found = slugs(searcher.search(Query(text="-attention")))
    assert len(found) == len(EXAMPLE_POSTS) - searcher.search(Query(text="attention")).total
    assert "what-is-attention" not in found


@pytest.mark.parametrize("exclusion", ['-"linear attention"', '-title:"is attention quadratic"'])
def test_phrases_can_be_excluded(searcher: Searcher, exclusion: str) -> None:
    found = slugs(searcher.search(Query(text=f"attention {exclusion}")))
    assert "what-is-attention" in found
    assert "why-is-attention-quadratic" not in found


def test_several_demands_and_exclusions_hold_together(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("right", title="paged caches", summary="kv cache, flash attention"),
            make_post("no-phrase", title="paged caches", summary="kv cache, attention"),
            make_post("no-title", title="pages", summary="kv cache, flash attention"),
            make_post("linear", title="paged caches", summary="kv cache, flash attention, linear"),
            make_post("sparse", title="paged caches", summary="kv cache, flash attention, sparse"),
        ]
    )
    text = '"kv cache" "flash attention" title:paged title:cache -linear -sparse'
    assert slugs(searcher.search(Query(text=text))) == ["right"]


def test_a_word_of_the_title_can_be_demanded(searcher: Searcher) -> None:
    results = searcher.search(Query(text="title:attention keys"))
    assert slugs(results) == ["what-is-attention", "why-is-attention-quadratic"]


def test_a_demanded_word_was_not_ignored(searcher: Searcher) -> None:
    assert searcher.search(Query(text="title:why attention")).ignored_words == ()


@pytest.mark.parametrize("text", ["level:advanced", "Level:ADVANCED", "attention level:advanced"])
def test_a_level_can_be_typed(searcher: Searcher, text: str) -> None:
    levels = {hit.level for hit in searcher.search(Query(text=text)).hits}
    assert levels == {Level.ADVANCED}


def test_several_levels_can_be_typed(searcher: Searcher) -> None:
    both = searcher.search(Query(text="level:intro,advanced"))
    assert {hit.level for hit in both.hits} == {Level.INTRO, Level.ADVANCED}


def test_after_and_before_leave_their_own_day_out(searcher: Searcher) -> None:
    after = searcher.search(Query(text="after:2026-04-30"))
    before = searcher.search(Query(text="before:2026-03-15"))
    between = searcher.search(Query(text="after:2026-03-15 before:2026-04-30"))
    assert slugs(after) == ["why-the-kv-cache-exists"]
    assert slugs(before) == ["why-escaping-matters"]
    assert slugs(between) == ["what-is-attention"]


def test_since_and_until_include_their_own_day(searcher: Searcher) -> None:
    since = searcher.search(Query(since=date(2026, 5, 2)))
    until = searcher.search(Query(until=date(2025, 12, 31)))
    day = date(2026, 4, 30)
    one_day = searcher.search(Query(since=day, until=day))
    assert slugs(since) == ["why-the-kv-cache-exists"]
    assert slugs(until) == ["why-escaping-matters"]
    assert {hit.date for hit in one_day.hits} == {day}
    assert one_day.total == 2


# Whatever else is typed


@pytest.mark.parametrize(
    "text",
    [
        "attention (((",
        "attention )) AND OR NOT",
        "attention *",
        "attention a*b*c*",
        "attention ?[x]{y}",
        "attention level:",
        "attention nosuch:field",
        "attention date:banana after:banana",
        "attention https://example.org/a?b=c&d=%20#e",
        "attention^9 ~3",
        "attention [a TO zzz]",
        "attention 🚀🎉",
        "attention \0",
        "attention \\ / | < > & ; $",
        "attention '",
        'attention "',
        "attention «»“”",
        "attention -",
        "attention --",
        "attention \udcff",
    ],
)
def test_anything_else_is_plain_text(searcher: Searcher, text: str) -> None:
    assert "what-is-attention" in slugs(searcher.search(Query(text=text)))


@pytest.mark.parametrize(
    "text",
    [
        "attention " * 2_000,
        "(" * 10_000,
        "*" * 10_000,
        '"' * 10_001,
        "-" * 10_000,
        "a" * 10_000,
        " ".join(f"w{number}" for number in range(10_000)),
        '"' + "attention " * 1_000 + '"',
        "-a" * 5_000,
        " -x" * 5_000,
        "title:" * 2_000,
        "ab-" * 3_000,
        "O(" * 5_000,
        "\N{COMBINING DIAERESIS}" * 10_000,
        "𝕬" * 10_000,
    ],
    ids=lambda text: f"{text[:8]!r}…",
)
def test_long_texts_are_answered(searcher: Searcher, text: str) -> None:
    results = searcher.search(Query(text=text))
    assert len(results.hits) <= len(EXAMPLE_POSTS)
    assert all(len(word) <= 40 for word in results.ignored_words)
    assert len(results.ignored_words) < 100


@given(text=st.text() | st.text(alphabet=string.printable + "“”²’", max_size=200))
@settings(max_examples=60)
def test_no_text_raises(searcher: Searcher, text: str) -> None:
    results = searcher.search(Query(text=text))
    assert 0 <= len(results.hits) <= results.total <= len(EXAMPLE_POSTS)


def test_an_empty_text_lists_all_posts_newest_first(searcher: Searcher) -> None:
    results = searcher.search(Query(text="  "))
    assert results.total == len(EXAMPLE_POSTS)
    days = [hit.date for hit in results.hits]
    assert days == sorted(days, reverse=True)
    assert results.ignored_words == ()


@pytest.mark.parametrize("text", ["(((", "* ?", '"***"', '""', "🚀", "-", "…"])
def test_a_text_without_any_word_finds_nothing_and_says_so(searcher: Searcher, text: str) -> None:
    results = searcher.search(Query(text=text))
    assert results.total == 0
    assert results.ignored_words == tuple(text.split())
    assert all(not facet for facet in (results.facets.level, results.facets.domain))


def test_each_ignored_word_is_told_once(searcher: Searcher) -> None:
    results = searcher.search(Query(text="Why why is WHY attention, is it?"))
    assert results.ignored_words == ("Why", "is", "it")


# Facets


def test_a_second_tick_in_a_facet_widens_the_results(searcher: Searcher) -> None:
    one = searcher.search(Query(levels=frozenset({Level.INTRO})))
    two = searcher.search(Query(levels=frozenset({Level.INTRO, Level.ADVANCED})))
    assert set(slugs(one)) < set(slugs(two))
    assert {hit.level for hit in two.hits} == {Level.INTRO, Level.ADVANCED}


def test_ticks_in_different_facets_narrow_the_results(searcher: Searcher) -> None:
    results = searcher.search(
        Query(
            levels=frozenset({Level.INTRO}),
            domains=frozenset({"databases", "ai-ml"}),
            months=frozenset({Month(2026, 3)}),
        )
    )
    assert slugs(results) == ["what-is-an-index"]


def test_a_facet_counts_without_its_own_filter(searcher: Searcher) -> None:
    plain = searcher.search(Query(text="token")).facets
    ticked = searcher.search(Query(text="token", levels=frozenset({Level.INTRO}))).facets
    assert counts(ticked.level) == counts(plain.level)
    assert sum(counts(ticked.domain).values()) == counts(plain.level)["intro"]


def test_a_facet_counts_within_the_other_filters(searcher: Searcher) -> None:
    facets = searcher.search(Query(domains=frozenset({"databases"}))).facets
    assert counts(facets.level) == {"intro": 1, "intermediate": 1}
    assert counts(facets.month) == {"2026-03": 2}
    assert counts(facets.domain) == {"ai-ml": 4, "databases": 2, "security & safety": 1}


def test_typed_filters_and_dates_hold_for_all_facets(searcher: Searcher) -> None:
    facets = searcher.search(Query(text="level:advanced", since=date(2026, 1, 1))).facets
    assert counts(facets.level) == {"advanced": 1}
    assert counts(facets.domain) == {"ai-ml": 1}


def test_ticked_values_stay_visible_when_nothing_has_them(searcher: Searcher) -> None:
    facets = searcher.search(
        Query(
            text="softmax",
            levels=frozenset({Level.ADVANCED}),
            domains=frozenset({"no such domain"}),
            months=frozenset({Month(1999, 1)}),
        )
    ).facets
    assert facets.level == (FacetCount(value="advanced", count=0, selected=True),)
    assert facets.domain == (FacetCount(value="no such domain", count=0, selected=True),)
    assert facets.month == (FacetCount(value="1999-01", count=0, selected=True),)


def test_facet_values_keep_their_order_when_they_are_ticked(searcher: Searcher) -> None:
    facets = searcher.search(
        Query(domains=frozenset({"a"}), months=frozenset({Month(2026, 4), Month(2026, 1)}))
    ).facets
    assert [count.value for count in facets.domain] == ["a", "ai-ml"]
    assert [count.value for count in facets.month] == ["2026-04", "2026-01"]
    assert [count.value for count in searcher.search(Query()).facets.level] == [
        "intro",
        "intermediate",
        "advanced",
    ]
    assert list(counts(searcher.search(Query()).facets.month)) == [
        "2026-05",
        "2026-04",
        "2026-03",
        "2025-12",
    ]


def test_facets_count_all_matches_not_only_the_page(searcher: Searcher) -> None:
    results = searcher.search(Query(page_size=1))
    assert len(results.hits) == 1
    assert sum(counts(results.facets.level).values()) == results.total == len(EXAMPLE_POSTS)


# Order and pages


def test_ties_of_score_fall_to_the_newer_post_and_then_to_the_slug(search_in: SearchIn) -> None:
    old, new = date(2026, 1, 1), date(2026, 2, 2)
    searcher = search_in(
        [
            make_post("d", title="same words", date=old),
            make_post("c", title="same words", date=new),
            make_post("b", title="same words", date=old),
            make_post("a", title="same words", date=new),
        ]
    )
    assert slugs(searcher.search(Query(text="same"))) == ["a", "c", "b", "d"]
    assert slugs(searcher.search(Query(text="same words"))) == ["a", "c", "b", "d"]


def test_sorting_by_date_goes_both_ways_and_ties_fall_to_the_slug(searcher: Searcher) -> None:
    newest = slugs(searcher.search(Query(text="attention is an index", sort=Sort.NEWEST)))
    oldest = slugs(searcher.search(Query(text="attention is an index", sort=Sort.OLDEST)))
    assert newest == [
        "why-the-kv-cache-exists",
        "why-is-attention-quadratic",
        "what-is-attention",
        "what-is-an-index",
        "why-b-trees-are-wide",
    ]
    assert oldest == [
        "what-is-an-index",
        "why-b-trees-are-wide",
        "what-is-attention",
        "why-is-attention-quadratic",
        "why-the-kv-cache-exists",
    ]


def test_scores_never_rise_down_the_list(searcher: Searcher) -> None:
    scores = [hit.score for hit in searcher.search(Query(text="why token attention page")).hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_a_score_does_not_depend_on_page_and_filters(searcher: Searcher) -> None:
    every = {hit.slug: hit.score for hit in searcher.search(Query(text="attention cost")).hits}
    page = searcher.search(Query(text="attention cost", page=2, page_size=1))
    assert {hit.slug: hit.score for hit in page.hits}.items() <= every.items()


def test_pages_part_the_hits_without_gap_or_overlap(searcher: Searcher) -> None:
    every = slugs(searcher.search(Query(text="why what", page_size=100)))
    pages = [
        slug
        for number in (1, 2, 3, 4)
        for slug in slugs(searcher.search(Query(text="why what", page=number, page_size=2)))
    ]
    assert pages == every


def test_a_page_beyond_the_end_is_empty_and_keeps_the_total(searcher: Searcher) -> None:
    results = searcher.search(Query(text="attention", page=999))
    first = searcher.search(Query(text="attention"))
    assert results.hits == ()
    assert (results.total, results.facets, results.page) == (first.total, first.facets, 999)
    assert results.pages == 1


@pytest.mark.parametrize("post", EXAMPLE_POSTS, ids=lambda post: post.slug)
def test_the_post_whose_title_is_typed_comes_first(searcher: Searcher, post: Post) -> None:
    assert slugs(searcher.search(Query(text=post.title)))[0] == post.slug


def test_a_typed_title_stands_above_boosted_posts(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("loud", title="Attention attention attention", boost=10.0),
            make_post("meant", title="What is attention?", boost=0.1),
        ]
    )
    assert slugs(searcher.search(Query(text="what is attention"))) == ["meant", "loud"]


def test_a_boost_lifts_a_post(search_in: SearchIn) -> None:
    words = "about caches"
    plain, boosted = make_post("a", summary=words), make_post("b", summary=words, boost=2.0)
    hits = search_in([plain, boosted]).search(Query(text="caches")).hits
    assert [hit.slug for hit in hits] == ["b", "a"]
    assert hits[0].score == pytest.approx(2 * hits[1].score)


# Corrections


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("atention", "attention"),
        ("why is attentoin quadratic", "why is attention quadratic"),
        ("Sofmax, quadrtic -linear", "softmax, quadratic -linear"),
        ('"linear atention"', '"linear attention"'),
        ("title:atention", "title:attention"),
        ("level:intro sofmax", "level:intro softmax"),
        ("“linear atention”", "“linear attention”"),
    ],
)
def test_mistyped_words_are_corrected(searcher: Searcher, typed: str, corrected: str) -> None:
    results = searcher.search(Query(text=typed))
    assert results.corrected == corrected
    right = searcher.search(Query(text=corrected))
    assert (slugs(results), results.facets) == (slugs(right), right.facets)
    assert results.total > 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        "attention",
        "Attention's",
        "70C",
        "zzzzzz",
        "attention -atention",
        "flash-atention",
        "after:2026-04-31",
    ],
)
def test_other_words_are_left_alone(searcher: Searcher, text: str) -> None:
    assert searcher.search(Query(text=text)).corrected is None


# Excerpts


def text_of(post: Post) -> str:
    pieces = [post.summary, *(section.text for section in post.sections)]
    return " ".join(" ".join(pieces).split())


@pytest.mark.parametrize(
    "text",
    [
        "attention",
        "softmax weights",
        "scores of n",
        "page",
        "escapes",
        "O(n^2) work",
        "VRAM 70b",
        "",
    ],
)
def test_excerpts_are_text_of_their_post(searcher: Searcher, text: str) -> None:
    posts = {post.slug: post for post in EXAMPLE_POSTS}
    hits = searcher.search(Query(text=text)).hits
    assert hits
    for hit in hits:
        excerpt = " ".join("".join(fragment.text for fragment in hit.excerpt).split())
        assert excerpt.strip("…") in text_of(posts[hit.slug])
        anchors = {(s.heading, s.anchor) for s in posts[hit.slug].sections if s.heading}
        assert hit.section is None or (hit.section.heading, hit.section.anchor) in anchors


def test_match_fragments_hold_matched_words(searcher: Searcher) -> None:
    text = "why is attention quadratic, with keys and scores"
    wanted = {term for word in parse_query(text).words for term in word.terms}
    fragments = [f for hit in searcher.search(Query(text=text)).hits for f in hit.excerpt]
    assert any(fragment.is_match for fragment in fragments)
    for fragment in fragments:
        found = {token.term for token in analyze(fragment.text)}
        assert fragment.is_match == bool(found & wanted)


def test_a_hit_links_to_the_section_of_its_excerpt(searcher: Searcher) -> None:
    (hit,) = searcher.search(Query(text="softmax")).hits
    assert hit.section is not None
    assert hit.section.anchor == "queries-keys-and-values"
    assert "".join(f.text for f in hit.excerpt) == (
        "A query meets every key. Softmax turns the scores into weights."
    )
    assert [f.text for f in hit.excerpt if f.is_match] == ["Softmax"]


def test_the_passage_with_the_rarest_word_is_shown(search_in: SearchIn) -> None:
    common = "A model reads tokens."
    posts = [make_post(f"filler-{number}", summary=common) for number in range(6)]
    body = f"{common}\n\n## The rest\n\nA cache keeps keys."
    searcher = search_in([*posts, make_post("rare", body=body)])
    hits = searcher.search(Query(text="model tokens cache")).hits
    hit = next(hit for hit in hits if hit.slug == "rare")
    assert [fragment.text for fragment in hit.excerpt if fragment.is_match] == ["cache"]
    assert hit.section is not None
    assert hit.section.anchor == "the-rest"


def test_a_corrected_word_is_marked_as_well(searcher: Searcher) -> None:
    (hit,) = searcher.search(Query(text="sofmax")).hits
    assert [f.text for f in hit.excerpt if f.is_match] == ["Softmax"]


def test_a_hit_shows_its_posts_own_values(searcher: Searcher) -> None:
    hit = searcher.search(Query(text="escaping matters")).hits[0]
    post = searcher.post("why-escaping-matters")
    assert hit.title == "<script>alert('x')</script> & why \"escaping\" matters"
    assert (hit.slug, hit.title, hit.summary, hit.date, hit.level, hit.domain) == (
        post.slug,
        post.title,
        post.summary,
        post.date,
        post.level,
        post.domain,
    )


# Posts, life and death


@pytest.mark.parametrize("post", EXAMPLE_POSTS, ids=lambda post: post.slug)
def test_a_post_is_handed_out_as_it_was_written(searcher: Searcher, post: Post) -> None:
    assert searcher.post(post.slug) == post


def test_an_alias_leads_to_its_post(searcher: Searcher) -> None:
    assert searcher.post("kv-cache").slug == "why-the-kv-cache-exists"
    assert searcher.post("why-kv-caching").slug == "why-the-kv-cache-exists"


def test_a_slug_wins_over_the_same_alias(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", aliases=("b",)), make_post("b", title="itself")])
    assert searcher.post("b").title == "itself"


@pytest.mark.parametrize(
    "slug",
    [
        "",
        "no-such-post",
        "What-is-attention",
        "what-is-attentio",
        "what-is-attention\0",
        "../what-is-attention",
        "\udcff",
        "ä" * 300,
        "zzz",
    ],
)
def test_an_unknown_slug_is_an_error_of_its_own(searcher: Searcher, slug: str) -> None:
    with pytest.raises(PostNotFoundError):
        searcher.post(slug)


def test_the_generation_is_named(searcher: Searcher) -> None:
    assert searcher.generation == GENERATION
    assert searcher.search(Query(text="attention")).generation == GENERATION


def test_posts_of_few_or_no_words_do_no_harm(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="???"), make_post("b", title="ﾞ 🚀 R")])
    assert searcher.search(Query()).total == 2
    assert slugs(searcher.search(Query(text="r"))) == ["b"]
    assert searcher.search(Query(text="???")).total == 0


def test_days_at_both_ends_of_the_calendar_are_found(search_in: SearchIn) -> None:
    searcher = search_in(
        [make_post("first", date=date.min), make_post("last", date=date(9999, 12, 31))]
    )
    assert slugs(searcher.search(Query(until=date(1, 1, 1)))) == ["first"]
    assert slugs(searcher.search(Query(months=frozenset({Month(9999, 12)})))) == ["last"]
    assert slugs(searcher.search(Query(text="after:9999-12-30"))) == ["last"]


def test_eight_threads_get_the_answers_that_one_gets(searcher: Searcher) -> None:
    texts = ["attention", '"kv cache"', "why token -linear", "atention", "page title:index", ""]
    queries = [Query(text=text, page_size=3) for text in texts] * 8
    alone = [searcher.search(query) for query in queries]
    # Threads give way to each other as often as they can, which brings rare clashes out.
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            together = list(threads.map(searcher.search, queries))
    finally:
        sys.setswitchinterval(interval)
    assert together == alone


def test_a_closed_searcher_answers_no_more(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a")])
    searcher.close()
    with pytest.raises(IndexUnavailableError):
        searcher.search(Query(text="a"))
    with pytest.raises(IndexUnavailableError):
        searcher.post("a")
    searcher.close()


# The fake as an oracle for the others

_WORDS = ["cache", "Caches", "CACHE", "kv", "k-means", "fine-tuning", "tuning", "why", "is", "70B"]
_WORDS += ["FlashAttention", "attention", "flash", "RLHF's", "O(n²)", "naïve", "the", "cashe"]
_texts = st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join)
_days = st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 4, 30))
_domains = st.sampled_from(["ai-ml", "databases", "networks"])


@st.composite
def corpora(draw: st.DrawFn) -> list[Post]:
    return [
        make_post(
            f"p{number}",
            title=draw(_texts),
            summary=draw(_texts),
            body=draw(_texts),
            keywords=draw(st.lists(st.sampled_from(_WORDS), max_size=1)),
            date=draw(_days),
            level=draw(st.sampled_from(Level)),
            domain=draw(_domains),
            boost=draw(st.sampled_from([0.1, 1.0, 10.0])),
        )
        for number in range(draw(st.integers(min_value=1, max_value=6)))
    ]


@st.composite
def query_texts(draw: st.DrawFn) -> str:
    word, phrase = st.sampled_from(_WORDS), st.lists(st.sampled_from(_WORDS), max_size=3)
    element = st.one_of(
        word,
        phrase.map(lambda words: f'"{" ".join(words)}"'),
        word.map("-{}".format),
        phrase.map(lambda words: f'-"{" ".join(words)}"'),
        word.map("title:{}".format),
        phrase.map(lambda words: f'title:"{" ".join(words)}"'),
        st.sampled_from(["level:intro", "level:advanced,intro", "(((", "*"]),
        _days.map(lambda day: f"after:{day}"),
        _days.map(lambda day: f"before:{day}"),
    )
    return " ".join(draw(st.lists(element, max_size=4)))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    since, until = draw(st.none() | _days), draw(st.none() | _days)
    if since and until and since > until:
        since, until = until, since
    return Query(
        text=draw(query_texts()),
        levels=draw(st.frozensets(st.sampled_from(Level))),
        domains=draw(st.frozensets(_domains)),
        months=draw(st.frozensets(st.builds(Month, st.just(2026), st.integers(1, 5)), max_size=2)),
        since=since,
        until=until,
        sort=draw(st.sampled_from(Sort)),
        page_size=100,
    )


def test_a_post_knows_who_links_to_it_by_its_slug_or_an_old_one(
    search_in: SearchIn,
) -> None:
    searcher = search_in(
        [
            make_post("cache", title="The cache", aliases=("old-cache",)),
            make_post("b", title="B", body="See [it](cache.md) and [it again](cache.md)."),
            make_post("a", title="A", body="See [it](old-cache.md) and [nobody](nowhere.md)."),
            make_post("c", title="C", body="Nothing. [Myself](c.md)."),
        ]
    )
    reading = searcher.reading("old-cache")
    assert reading.post.slug == "cache"
    assert [reference.slug for reference in reading.links_here] == ["a", "b"]
    assert searcher.reading("c").links_here == ()


def test_what_to_read_next_is_what_is_most_alike_and_never_the_post_itself(
    search_in: SearchIn,
) -> None:
    searcher = search_in(
        [
            make_post(
                "a", title="Attention is quadratic", summary="Every token meets every token."
            ),
            make_post("b", title="Quadratic attention", summary="Token by token."),
            make_post("c", title="B-trees", summary="Wide nodes."),
        ]
    )
    assert [reference.slug for reference in searcher.reading("a").read_next] == ["b"]
    with pytest.raises(PostNotFoundError):
        searcher.reading("nowhere")


@pytest.mark.parametrize("name", [name for name in BACKENDS if name != "fake"])
@given(posts=corpora(), asked=st.lists(queries(), min_size=10, max_size=10))
@settings(max_examples=20)
def test_a_backend_finds_and_counts_what_the_fake_does(
    name: str, posts: list[Post], asked: list[Query]
) -> None:
    fake = FakeSearcher(posts)
    with TemporaryDirectory() as folder:
        searcher = BACKENDS[name](posts, Path(folder) / fake.generation)
        try:
            for query in asked:
                found, expected = searcher.search(query), fake.search(query)
                assert set(slugs(found)) == set(slugs(expected)), query
                assert found.total == expected.total
                assert found.facets == expected.facets, query
                assert found.corrected == expected.corrected, query
                assert found.ignored_words == expected.ignored_words
                if query.sort is not Sort.RELEVANCE:
                    assert slugs(found) == slugs(expected)
        finally:
            searcher.close()
