"""What every backend promises of how words are met and what is said of it."""

import pytest

from indexer.post import Level
from indexer.search import Query, Results, Searcher
from tests.contract.backends import SearchIn
from tests.fakes import make_post


def slugs(results: Results) -> list[str]:
    return [hit.slug for hit in results.hits]


def found(searcher: Searcher, text: str) -> set[str]:
    return set(slugs(searcher.search(Query(text=text))))


@pytest.mark.parametrize("typed", ["finetuning", "fine-tuning", "fine tuning", "FineTuning"])
def test_a_compound_is_met_however_it_is_written(search_in: SearchIn, typed: str) -> None:
    searcher = search_in(
        [
            make_post("joined", summary="about finetuning"),
            make_post("hyphen", summary="about fine-tuning"),
            make_post("apart", summary="about fine tuning"),
            make_post("neither", summary="about cooking"),
        ]
    )
    assert found(searcher, typed) == {"joined", "hyphen", "apart"}


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("normalisation", "normalization"),
        ("normalization", "normalisation"),
        ("optimise", "optimizing"),
        ("behaviour", "behavior"),
        ("color", "colours"),
        ("labelled", "labeled"),
        ("analyse", "analyzed"),
    ],
)
def test_british_and_american_spellings_meet(search_in: SearchIn, typed: str, held: str) -> None:
    searcher = search_in([make_post("a", summary=held), make_post("b", summary="other")])
    assert found(searcher, typed) == {"a"}


def test_an_abbreviation_finds_what_is_spelled_out_and_the_other_way_round(
    search_in: SearchIn,
) -> None:
    searcher = search_in(
        [
            make_post("both", body="Now grouped-query attention (GQA) shares keys."),
            make_post("short", body="All of GQA fits."),
            make_post("long", body="Here grouped-query attention pays."),
        ]
    )
    assert found(searcher, "gqa") == {"both", "short", "long"}
    assert found(searcher, "grouped query attention") == {"both", "short", "long"}


def test_an_unfinished_last_word_is_completed(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("a", summary="speculative decoding"),
            make_post("b", summary="speculative markets"),
        ]
    )
    results = searcher.search(Query(text="speculative dec"))
    assert slugs(results)[0] == "a"
    assert results.corrected is None


def test_a_finished_word_is_not_completed(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", summary="attention"), make_post("b", summary="attend")])
    assert found(searcher, "atte of all") == set()
    assert found(searcher, "atte") == {"a", "b"}


def test_a_phrase_that_no_post_holds_is_loosened_and_it_is_said(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", summary="cats chase mice")])
    results = searcher.search(Query(text='"mice chase cats"'))
    assert slugs(results) == ["a"]
    assert results.corrected == "mice chase cats"


def test_an_excluded_phrase_stays_excluded(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", summary="cats chase mice")])
    results = searcher.search(Query(text='"mice chase" -"cats chase"'))
    assert slugs(results) == []


@pytest.mark.parametrize("text", ["kubernetes ingress", "zzzz qqqq"])
def test_where_nothing_is_found_there_is_no_good_answer(searcher: Searcher, text: str) -> None:
    results = searcher.search(Query(text=text))
    assert results.no_good_answer
    assert results.start_here is None


@pytest.mark.parametrize("text", ["", "attention", "Why is attention quadratic?", "level:intro"])
def test_what_is_found_or_only_listed_is_no_bad_answer(searcher: Searcher, text: str) -> None:
    assert not searcher.search(Query(text=text)).no_good_answer


@pytest.mark.parametrize(
    "text", ["attention", "why is attention quadratic", "cost of softmax cache", "naive bayes"]
)
def test_an_explanation_adds_up_to_the_score(searcher: Searcher, text: str) -> None:
    results = searcher.search(Query(text=text, explain=True))
    assert results.hits
    for hit in results.hits:
        total = sum(contribution.share for contribution in hit.explanation)
        assert total == pytest.approx(hit.score, abs=1e-9)


def test_nothing_is_explained_unasked(searcher: Searcher) -> None:
    assert all(not hit.explanation for hit in searcher.search(Query(text="attention")).hits)


def test_beginners_are_sent_to_the_easiest_of_the_best(search_in: SearchIn) -> None:
    posts = [
        make_post("deep", title="Cache cache", summary="cache", level=Level.ADVANCED),
        make_post("easy", title="Cache", summary="cache", level=Level.INTRO),
        make_post("other", title="Bread", level=Level.INTRO),
    ]
    searcher = search_in(posts)
    results = searcher.search(Query(text="cache"))
    hit = results.hits[0]
    expected = None if hit.level is Level.INTRO else "easy"
    assert (results.start_here.slug if results.start_here else None) == expected
    assert searcher.search(Query(text="bread")).start_here is None
    assert searcher.search(Query(text="")).start_here is None


def test_a_plain_text_holds_no_syntax(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", summary="cats chase mice"), make_post("b", summary="cat")])
    plain = Query(text='"mice chase" -cats level:advanced', plain=True)
    assert slugs(searcher.search(plain)) == ["a", "b"]
