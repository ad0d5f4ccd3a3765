"""Excerpts are whole sentences from the best passage of a post, bounded, with its matches."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import analyze
from indexer.excerpts import HEAVIEST, MAX_EXCERPT_CHARACTERS, cut_excerpt, rarity_weights
from indexer.post import Post
from indexer.search import Fragment
from tests.fakes import make_post

_FILLER = "Nothing is said here that anybody looks for. "


def excerpt_of(post: Post, *words: str) -> str:
    fragments, _ = cut_excerpt(post, weights_of(words))
    return "".join(fragment.text for fragment in fragments)


def matches_of(post: Post, *words: str) -> list[str]:
    fragments, _ = cut_excerpt(post, weights_of(words))
    return [fragment.text for fragment in fragments if fragment.is_match]


def weights_of(words: Iterable[str]) -> dict[str, int]:
    return {token.term: HEAVIEST for word in words for token in analyze(word)}


def anchor_of(post: Post, *words: str) -> str | None:
    _, link = cut_excerpt(post, weights_of(words))
    return link.anchor if link else None


def test_an_excerpt_without_matches_is_the_summary() -> None:
    post = make_post(summary="A summary.", body="A body.")
    assert cut_excerpt(post, {}) == ((Fragment("A summary.", is_match=False),), None)


def test_a_match_of_the_title_alone_shows_the_summary() -> None:
    post = make_post(title="On caches", summary="A summary.", body="A body.")
    assert excerpt_of(post, "caches") == "A summary."


def test_matches_are_marked_as_they_stand_in_the_text() -> None:
    post = make_post(summary="The KV cache: Caches, cached (cache).")
    fragments, _ = cut_excerpt(post, {"cach": HEAVIEST})
    assert fragments == (
        Fragment("The KV ", is_match=False),
        Fragment("cache", is_match=True),
        Fragment(": ", is_match=False),
        Fragment("Caches", is_match=True),
        Fragment(", ", is_match=False),
        Fragment("cached", is_match=True),
        Fragment(" (", is_match=False),
        Fragment("cache", is_match=True),
        Fragment(").", is_match=False),
    )


def test_a_compound_is_marked_once_and_whole() -> None:
    post = make_post(summary="Why FlashAttention is fast.")
    assert matches_of(post, "flash", "attention", "FlashAttention") == ["FlashAttention"]


def test_matches_side_by_side_are_each_marked() -> None:
    assert matches_of(make_post(summary="kv/cache"), "kv", "cache") == ["kv", "cache"]


def test_markup_is_shown_as_it_was_written() -> None:
    post = make_post(summary="Never run <script>cache</script>.")
    assert excerpt_of(post, "cache") == "Never run <script>cache</script>."


def test_the_passage_with_more_different_words_is_shown() -> None:
    post = make_post(
        summary="A cache, a cache, a cache, a cache.",
        body="## One\n\nPaged memory.\n\n## Two\n\nA paged cache in memory.",
    )
    assert excerpt_of(post, "paged", "cache", "memory") == "A paged cache in memory."
    assert anchor_of(post, "paged", "cache", "memory") == "two"


def test_one_rare_word_decides_against_two_frequent_ones() -> None:
    post = make_post(body="## One\n\nA model of tokens.\n\n## Two\n\nA paged cache.")
    weights = rarity_weights({"model": 60, "token": 55, "page": 3}, document_count=61)
    fragments, link = cut_excerpt(post, weights)
    assert [fragment.text for fragment in fragments if fragment.is_match] == ["paged"]
    assert link is not None
    assert link.anchor == "two"


def test_the_rarest_term_weighs_most_and_terms_of_no_post_nothing() -> None:
    weights = rarity_weights({"model": 61, "token": 20, "page": 1, "zebra": 0}, document_count=61)
    assert 0 < weights["model"] < weights["token"] < weights["page"] == HEAVIEST
    assert "zebra" not in weights
    assert rarity_weights({}, document_count=61) == {}


def test_a_form_that_is_rare_makes_a_frequent_word_no_rarer() -> None:
    weights = rarity_weights({"cach": 40, "caches": 1, "page": 20}, document_count=61)
    assert weights["caches"] == weights["cach"] < weights["page"]


def test_a_match_in_the_body_is_shown_rather_than_a_summary_without_one() -> None:
    post = make_post(summary="A summary.", body="A common word.")
    fragments, _ = cut_excerpt(post, {"common": 1})
    assert [fragment.text for fragment in fragments if fragment.is_match] == ["common"]


def test_a_summary_that_says_as_much_as_the_body_is_shown() -> None:
    post = make_post(summary="On caches.", body="## Caches\n\nA cache is a cache.")
    assert excerpt_of(post, "cache") == "On caches."
    assert anchor_of(post, "cache") is None


def test_of_passages_as_good_the_first_is_shown() -> None:
    post = make_post(body="## One\n\nA cache.\n\n## Two\n\nA cache.")
    assert anchor_of(post, "cache") == "one"


def test_text_before_the_first_heading_has_no_link() -> None:
    post = make_post(summary="A summary.", body="A cache.\n\n## Then\n\nElse.")
    assert excerpt_of(post, "cache") == "A cache."
    assert anchor_of(post, "cache") is None


def test_an_excerpt_starts_with_the_sentence_that_matches() -> None:
    post = make_post(body=f"{_FILLER * 9}Here is the cache. {_FILLER * 9}")
    assert excerpt_of(post, "cache").startswith("Here is the cache. Nothing")
    assert excerpt_of(post, "cache").endswith("looks for.")


def test_the_run_of_sentences_with_the_most_words_is_found_far_down() -> None:
    post = make_post(body=f"A cache. {_FILLER * 9}A page. A page of the cache. {_FILLER * 9}")
    assert excerpt_of(post, "cache", "page").startswith("A page. A page of the cache. Nothing")


@pytest.mark.parametrize(
    "text",
    [
        'He said "no cache." Then he left.',
        "It asked: “A cache?” Nobody knew.",
        "(There is no cache.) So it is slow.",
        "A cache … It helps!",
        "Version 3.1 of the cache, e.g. this one.",
    ],
)
def test_no_character_is_lost_between_sentences(text: str) -> None:
    assert excerpt_of(make_post(summary=text), "cache") == text


def test_blocks_of_a_section_are_joined_by_a_space() -> None:
    post = make_post(body="## Caches\n\nA cache\n\n- one\n- two")
    assert excerpt_of(post, "cache") == "A cache one two"


@pytest.mark.parametrize("before", [0, 3, 100])
def test_a_long_sentence_is_cut_at_words_around_its_first_match(before: int) -> None:
    sentence = "much " * before + "cache" + " and so on" * 100
    excerpt = excerpt_of(make_post(summary=sentence), "cache")
    assert "cache" in excerpt
    assert len(excerpt) <= MAX_EXCERPT_CHARACTERS + len("……")
    assert excerpt.startswith("…") == (before == 100)
    assert excerpt.endswith("…")
    assert set(excerpt.strip("…").split()) <= set(sentence.split())


@pytest.mark.parametrize("before", [0, 50, 139, 140, 141, 1_000])
@pytest.mark.parametrize("match", ["cache", "ca" * 300])
def test_the_first_match_is_kept_in_a_text_without_spaces(before: int, match: str) -> None:
    post = make_post(summary="，" * before + match + "，" * 1_000)
    fragments, _ = cut_excerpt(post, weights_of([match]))
    assert [f.text for f in fragments if f.is_match]
    assert sum(len(f.text) for f in fragments) <= MAX_EXCERPT_CHARACTERS + len("……")


def test_a_match_at_the_end_of_a_long_sentence_shows_what_leads_to_it() -> None:
    excerpt = excerpt_of(make_post(summary="and so on " * 100 + "to the cache."), "cache")
    assert excerpt.startswith("…")
    assert excerpt.endswith("to the cache.")
    assert len(excerpt) > MAX_EXCERPT_CHARACTERS * 0.9


def test_a_long_text_without_matches_is_cut_at_a_word() -> None:
    excerpt = excerpt_of(make_post(summary="word " * 100))
    assert set(excerpt.rstrip("…").split()) == {"word"}
    assert excerpt.endswith("…")
    assert len(excerpt) > MAX_EXCERPT_CHARACTERS // 2


def test_a_post_without_any_text_has_an_empty_excerpt() -> None:
    assert cut_excerpt(make_post(), {"cach": HEAVIEST}) == ((), None)


_WORDS = ["cache", "Caches", "page.", "The", '"Yes."', "kv-cache", "O(n²)", "x" * 90, "，" * 90]
_texts = st.lists(st.sampled_from([*_WORDS, "\n", "…", "?", "A"]), max_size=60).map(" ".join)


@given(_texts | st.text(), _texts, _texts, st.sets(st.sampled_from(_WORDS), max_size=4))
@settings(max_examples=150)
def test_fragments_are_text_of_the_post_bounded_and_hold_the_matches(
    summary: str, one: str, two: str, words: set[str]
) -> None:
    post = make_post(summary=summary, body=f"{one}\n\n## Two\n\n{two}")
    weights = weights_of(words)
    fragments, link = cut_excerpt(post, weights)
    shown = "".join(fragment.text for fragment in fragments)
    texts = [post.summary, *(section.text for section in post.sections)]
    assert any(
        " ".join(piece.split()) in " ".join(text.split())
        for text in texts
        for piece in (shown, shown.strip("…"))
    )
    assert len(shown) <= MAX_EXCERPT_CHARACTERS + len("……")
    assert all(fragment.text for fragment in fragments)
    assert link is None or link.anchor in {section.anchor for section in post.sections}
    held = {token.term for text in texts for token in analyze(text)}
    assert any(f.is_match for f in fragments) == bool(held & weights.keys())
    for fragment in fragments:
        if fragment.is_match:
            assert {token.term for token in analyze(fragment.text)} & weights.keys()
