"""What every searcher suggests while somebody types."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import IndexUnavailableError
from indexer.post import Level, Post
from indexer.search import Searcher, SectionLink, Suggestion, SuggestionKind
from tests.contract.backends import BACKENDS, SearchIn
from tests.fakes import FakeSearcher, make_post

ALL = 1_000


def shown(suggestions: Sequence[Suggestion]) -> list[str]:
    """The texts of suggestions, with what is marked between brackets."""
    return [
        "".join(f"[{part.text}]" if part.is_match else part.text for part in suggestion.text)
        for suggestion in suggestions
    ]


def suggested(searcher: Searcher, text: str, kind: SuggestionKind) -> list[str]:
    """The texts of all suggestions of one kind, as shown."""
    return shown([found for found in searcher.suggest(text, ALL) if found.kind is kind])


def titles(searcher: Searcher, text: str) -> list[str]:
    return suggested(searcher, text, SuggestionKind.TITLE)


def sections(searcher: Searcher, text: str) -> list[str]:
    return suggested(searcher, text, SuggestionKind.SECTION)


def terms(searcher: Searcher, text: str) -> list[str]:
    return suggested(searcher, text, SuggestionKind.TERM)


def test_a_title_is_suggested_by_its_beginning(searcher: Searcher) -> None:
    assert titles(searcher, "why is the k") == ["[Why is the K]V cache a thing?"]
    suggestion, *_ = searcher.suggest("why is the k")
    assert suggestion.post is not None
    assert suggestion.post.slug == "why-the-kv-cache-exists"
    assert suggestion.post.title == "Why is the KV cache a thing?"
    assert suggestion.post.level is Level.ADVANCED
    assert suggestion.section is None


def test_a_title_is_suggested_by_words_from_anywhere_in_it(searcher: Searcher) -> None:
    assert titles(searcher, "cache w") == ["[W]hy is the KV [cache] a thing?"]
    assert titles(searcher, "trees why wi") == ["[Why] B-[trees] are [wi]de"]


def test_a_section_is_suggested_with_its_post(searcher: Searcher) -> None:
    (suggestion,) = [
        found for found in searcher.suggest("score m") if found.kind is SuggestionKind.SECTION
    ]
    assert shown([suggestion]) == ["The [score] [m]atrix"]
    assert suggestion.section == SectionLink(heading="The score matrix", anchor="the-score-matrix")
    assert suggestion.post is not None
    assert suggestion.post.slug == "why-is-attention-quadratic"
    assert suggestion.post.title == "Why is attention quadratic?"


def test_a_word_is_completed_and_the_words_before_it_are_kept(searcher: Searcher) -> None:
    assert terms(searcher, "  Softmax, every flash") == ["[Softmax, every flash]attention"]
    assert terms(searcher, '"softm') == ['["softm]ax']


def test_a_completed_word_is_what_is_to_be_searched_for(search_in: SearchIn) -> None:
    (suggestion,) = search_in([make_post("a", summary="Quadratic.")]).suggest("quad")
    assert suggestion.plain_text == "quadratic"
    assert suggestion.post is None
    assert suggestion.section is None


def test_the_last_word_is_a_prefix_and_the_others_are_whole(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="Caches for tokens")])
    assert titles(searcher, "tok") == ["Caches for [tok]ens"]
    assert titles(searcher, "for tok") == ["Caches [for] [tok]ens"]
    assert titles(searcher, "tok for") == []
    assert titles(searcher, "tokens f") == ["Caches [f]or [tokens]"]


def test_whole_words_are_met_in_their_other_forms(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="How LLMs cache tokens")])
    assert titles(searcher, "caching tok") == ["How LLMs [cache] [tok]ens"]
    assert titles(searcher, "how llms") == ["[How] [LLM]s cache tokens"]
    assert titles(searcher, "token caches") == ["How LLMs [cache] [tokens]"]


def test_titles_come_before_sections_and_those_before_words(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("begins", title="Cache lines", date=date(2026, 1, 1)),
            make_post("holds", title="The cache", date=date(2026, 5, 1)),
            make_post("section", title="Other", body="# Caches of old\n\n# Of caches\n\nCached."),
        ]
    )
    found = searcher.suggest("cach", ALL)
    assert shown(found) == [
        "[Cach]e lines",
        "The [cach]e",
        "[Cach]es of old",
        "Of [cach]es",
        "[cach]e",
        "[cach]es",
        "[cach]ed",
    ]


def test_a_title_typed_whole_comes_first(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("long", title="Attention heads", date=date(2026, 5, 1)),
            make_post("whole", title="Attention", date=date(2026, 1, 1)),
        ]
    )
    assert titles(searcher, "attention") == ["[Attention]", "[Attention] heads"]
    assert titles(searcher, "attentio") == ["[Attentio]n heads", "[Attentio]n"]


def test_ties_fall_to_the_newer_post_and_then_to_the_slug(search_in: SearchIn) -> None:
    days = {"old": 1, "b": 9, "a": 9, "middle": 5}
    searcher = search_in(
        [
            make_post(slug, title="Cache", body="# Cached\n\n# Caches", date=date(2026, 5, day))
            for slug, day in days.items()
        ]
    )
    found = [(s.post.slug, s.plain_text) for s in searcher.suggest("cac", ALL) if s.post]
    order = ["a", "b", "middle", "old"]
    assert found == [
        *((slug, "Cache") for slug in order),
        *((slug, heading) for slug in order for heading in ("Cached", "Caches")),
    ]


def test_the_more_frequent_completion_comes_first(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", summary="token tokens tokens tokenizer tokenize")])
    assert terms(searcher, "tok") == ["[tok]ens", "[tok]en", "[tok]enize", "[tok]enizer"]


def test_a_word_that_is_whole_already_is_not_completed_by_itself(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", summary="token tokens")])
    assert terms(searcher, "token") == ["[token]s"]
    assert terms(searcher, "TOKENS") == ["[token]"]


def test_words_that_no_post_holds_are_not_gone_on_from(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="Attention", summary="Of caches.")])
    assert terms(searcher, "caching atten") == ["[caching atten]tion"]
    assert terms(searcher, "zebra atten") == []


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("atte", "[Atte]ntion is quadratic"),
        ("atet", "[Attention] is quadratic"),  # two swapped
        ("attt", "[Attention] is quadratic"),  # one wrong
        ("aten", "[Attention] is quadratic"),  # one too few
        ("attten", "[Attention] is quadratic"),  # one too many
        ("xtte", "[Attention] is quadratic"),  # even the first
        ("quardratc", "Attention is [quadratic]"),  # two in a long word
        ("atention qua", "[Attention] is [qua]dratic"),
        ("attentoin quda", "[Attention] is [quadratic]"),
        ("attentionn", "[Attention] is quadratic"),
    ],
)
def test_slips_are_forgiven_from_four_letters_on(
    search_in: SearchIn, typed: str, title: str
) -> None:
    assert titles(search_in([make_post("a", title="Attention is quadratic")]), typed) == [title]


@pytest.mark.parametrize(
    "typed",
    ["xt", "xtt", "xtxe", "atetn qx", "ttention xs", "attentiom ia", "zzention", "2024", "at3ent"],
)
def test_no_more_slips_are_forgiven_than_that(search_in: SearchIn, typed: str) -> None:
    searcher = search_in([make_post("a", title="Attention is 2025")])
    assert searcher.suggest(typed, ALL) == ()


def test_exact_suggestions_come_before_forgiven_ones(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("near", title="Taken", date=date(2026, 5, 9)),
            make_post("exact", title="Other", summary="Tokens.", date=date(2026, 1, 1)),
        ]
    )
    assert shown(searcher.suggest("toke", ALL)) == ["[toke]ns", "[Taken]", "[taken]"]


def test_fewer_slips_come_before_more(search_in: SearchIn) -> None:
    searcher = search_in(
        [
            make_post("two", title="Retentions", date=date(2026, 5, 9)),
            make_post("one", title="Attentions", date=date(2026, 1, 1)),
        ]
    )
    assert titles(searcher, "atentions") == ["[Attentions]", "[Retentions]"]


@pytest.mark.parametrize("text", ["", " ", "a", " a ", "?", "é", "--", "🚀🚀", "\0\0", "((", "日"])
def test_no_letters_or_one_suggest_nothing(searcher: Searcher, text: str) -> None:
    assert searcher.suggest(text) == ()


def test_two_letters_suggest(searcher: Searcher) -> None:
    assert titles(searcher, "kv") == ["Why is the [KV] cache a thing?"]


def test_a_text_longer_than_any_title_suggests_nothing(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="attention " * 30)])
    assert len(titles(searcher, "attention " * 20)) == 1
    assert searcher.suggest("attention " * 21) == ()
    assert searcher.suggest("a" * 1_000_000) == ()


def test_there_are_five_suggestions_unless_more_or_fewer_are_wanted(search_in: SearchIn) -> None:
    searcher = search_in([make_post(f"cache-{number}") for number in range(9)])
    assert len(searcher.suggest("cache")) == 5
    assert len(searcher.suggest("cache", 2)) == 2
    assert len(searcher.suggest("cache", 7)) == 7
    assert searcher.suggest("cache", 0) == ()


@pytest.mark.parametrize("typed", ["naiv", "naïv", "NAÏV", "Nai\N{COMBINING DIAERESIS}v"])
def test_accents_make_no_difference(searcher: Searcher, typed: str) -> None:
    assert titles(searcher, typed) == ["Why [naïv]e Bayes still works"]
    assert terms(searcher, "naïv") == ["[naïv]e"]


def test_a_decomposed_accent_is_not_cut_from_its_letter(search_in: SearchIn) -> None:
    title = "Cafe\N{COMBINING ACUTE ACCENT}s"
    assert titles(search_in([make_post("a", title=title)]), "cafe") == [f"[{title[:-1]}]s"]


@pytest.mark.parametrize("typed", ["finetu", "fine-tu", "fine tu", "Fine_tu", "FineTu"])
@pytest.mark.parametrize("title", ["Fine-tuning", "Finetuning", "Fine tuning", "FineTuning"])
def test_compounds_are_met_however_they_are_joined(
    search_in: SearchIn, title: str, typed: str
) -> None:
    (found,) = titles(search_in([make_post("a", title=title)]), typed)
    assert found == f"[{title[:-4]}]ning"


@pytest.mark.parametrize("typed", ["why finetu", "why fine-tu", "why fine tu"])
def test_compounds_inside_of_a_title_are_met_and_marked(search_in: SearchIn, typed: str) -> None:
    searcher = search_in([make_post("a", title="Who fine-tunes, and why")])
    assert titles(searcher, typed)[0].replace("][", "").replace("]-[", "-") == (
        "Who [fine-tu]nes, and [why]"
    )


def test_an_abbreviation_is_met_in_small_letters(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="Why RLHF works", summary="RLHF.")])
    assert titles(searcher, "rlh") == ["Why [RLH]F works"]
    assert terms(searcher, "rlh") == ["[rlh]f"]
    assert terms(searcher, "RLH") == ["[RLH]F"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [("c++", "Why [C++] compiles"), ("C#", "What [C#] is"), ("O(n²)", "Why [O(n²)] hurts")],
)
def test_names_with_symbols_are_met(search_in: SearchIn, typed: str, title: str) -> None:
    plain = ["Why C++ compiles", "What C# is", "Why O(n²) hurts", "C, once more"]
    searcher = search_in([make_post(f"p{n}", title=text) for n, text in enumerate(plain)])
    assert titles(searcher, typed) == [title]


def test_right_to_left_titles_are_met_in_their_own_order(search_in: SearchIn) -> None:
    searcher = search_in(
        [make_post("a", title="מה זה קשב"), make_post("b", title="ما هو الانتباه")]
    )
    assert titles(searcher, "מה זה ק") == ["[מה זה ק]שב"]
    assert titles(searcher, "הק") == []
    assert titles(searcher, "الانت") == ["ما هو [الانت]باه"]
    assert titles(searcher, "الاتنباه") == ["ما هو [الانتباه]"]


def test_markup_stays_text(searcher: Searcher) -> None:
    assert titles(searcher, "<script>al") == [
        "<[script>al]ert('x')</script> & why \"escaping\" matters"
    ]


def test_posts_without_headings_and_titles_without_words_do_no_harm(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a", title="???"), make_post("b", title="Cache", body="Kept.")])
    assert shown(searcher.suggest("cac")) == ["[Cac]he", "[cac]he"]


def test_two_sections_of_the_same_name_are_two_suggestions(search_in: SearchIn) -> None:
    post = make_post("a", title="Other", body="# Why\n\n# What\n\n# Why")
    found = search_in([post]).suggest("why", ALL)
    assert [s.section.anchor for s in found if s.section] == ["why", "why-2"]


@pytest.mark.parametrize(
    "text",
    [
        "\0",
        "\udcff attention",
        "attention \udcff\udcff",
        "atten\ud800",
        "𝔞𝔱𝔱𝔢𝔫",
        "ﬁne-tu",
        "İstanb",
        "ΐΐΐΐ",
        "%s %(x)s {0}",
        '"',
        "-",
        "title:",
        "level:intro atten",
        "а́а́а́а́",
        "\N{ARABIC FATHATAN}" * 50,
        "1,000,000",
        "x-" * 90,
        "a'b'c'd",
        "' OR 1=1 --",
        "../../etc/passwd",
        "\u202eattention",
    ],
)
def test_a_hostile_text_does_no_harm(searcher: Searcher, text: str) -> None:
    assert len(searcher.suggest(text)) <= 5


@given(text=st.text(max_size=30), title=st.text(max_size=30), heading=st.text(max_size=30))
@settings(max_examples=200)
def test_whatever_is_typed_a_headline_is_shown_as_it_is(
    text: str, title: str, heading: str
) -> None:
    searcher = FakeSearcher([make_post("a", title=f"{text} {title}", body=f"# {heading}")])
    for suggestion in searcher.suggest(text, ALL):
        assert all(fragment.text for fragment in suggestion.text)
        assert any(fragment.is_match for fragment in suggestion.text)
        if suggestion.kind is SuggestionKind.TITLE:
            assert suggestion.plain_text == f"{text} {title}"


def test_a_closed_searcher_suggests_no_more(search_in: SearchIn) -> None:
    searcher = search_in([make_post("a")])
    searcher.close()
    with pytest.raises(IndexUnavailableError):
        searcher.suggest("aa")


# The fake as an oracle for the others

_WORDS = ["cache", "Caches", "caching", "cash", "catch", "kv", "KV-cache", "fine-tuning", "RLHF's"]
_WORDS += ["finetuned", "attention", "attentive", "retention", "FlashAttention", "naïve", "C++"]
_WORDS += ["O(n²)", "70B", "the", "why", "internationalization", "internationalisation", "LLMs"]
_WORDS += ["שלום", "𝔞", "1,000", "...", "don't"]
_headlines = st.lists(st.sampled_from(_WORDS), max_size=4).map(" ".join)


@st.composite
def corpora(draw: st.DrawFn) -> list[Post]:
    return [
        make_post(
            f"p{number}",
            title=draw(_headlines),
            summary=draw(_headlines),
            body="\n\n".join(
                f"## {heading}\n\nText." for heading in draw(st.lists(_headlines, max_size=3))
            ),
            date=draw(st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 1, 3))),
        )
        for number in range(draw(st.integers(min_value=1, max_value=5)))
    ]


@st.composite
def typed_texts(draw: st.DrawFn) -> str:
    """Words of which the last is cut short, some of them with slips."""
    words = draw(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=3))
    words[-1] = words[-1][: draw(st.integers(min_value=1, max_value=20))]
    for number in draw(st.sets(st.integers(0, len(words) - 1))):
        word = words[number]
        place = draw(st.integers(0, len(word) - 1))
        words[number] = draw(
            st.sampled_from(
                [
                    word[:place] + word[place + 1 :],
                    word[:place] + "x" + word[place:],
                    word[:place] + "x" + word[place + 1 :],
                    word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
                ]
            )
        )
    return " ".join(words)


@pytest.mark.parametrize("name", [name for name in BACKENDS if name != "fake"])
@given(posts=corpora(), texts=st.lists(typed_texts() | st.text(), min_size=20, max_size=20))
@settings(max_examples=20)
def test_a_backend_suggests_what_the_fake_does(
    name: str, posts: list[Post], texts: list[str]
) -> None:
    fake = FakeSearcher(posts)
    with TemporaryDirectory() as folder:
        searcher = BACKENDS[name](posts, Path(folder) / fake.generation)
        try:
            for text in texts:
                found = searcher.suggest(text, ALL)
                assert found == fake.suggest(text, ALL), text
                assert len(set(found)) == len(found)
                assert searcher.suggest(text) == found[:5]
        finally:
            searcher.close()
