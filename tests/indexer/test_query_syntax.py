"""What readers type is understood, nothing raises, and whatever is ignored is told."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.analysis import analyze_word, words_of
from indexer.parsed_query import Condition, ParsedQuery, Scope
from indexer.post import Level
from indexer.query_syntax import (
    MAX_CONDITIONS,
    MAX_PHRASE_WORDS,
    MAX_QUERY_CHARACTERS,
    MAX_SHOWN_CHARACTERS,
    MAX_WORDS,
    parse_query,
    scoring_terms,
)

_ELEMENTS = [
    "-",
    '"',
    "title:",
    "level:",
    "intro",
    "after:",
    "2026-04-30",
    "why",
    "is",
    "O(n log n)",
]
_ELEMENTS += [
    "attention",
    "fine-tuning",
    "(",
    "*",
    "C++",
    "🚀",
    "“",
    "\n",
    "a" * 70,
    "Title:",
    "1,0",
]
_texts = st.text() | st.lists(st.sampled_from([*_ELEMENTS, " ", " "]), max_size=200).map("".join)


def words(parsed: ParsedQuery) -> list[str]:
    return [word.text for word in parsed.words]


def phrases(conditions: tuple[Condition, ...]) -> list[list[str]]:
    """Each condition's last phrase, each position by the word as it was typed."""
    return [[alternatives[-1] for alternatives in c.phrases[-1]] for c in conditions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("attention", ["attention"]),
        ("why is attention quadratic?", ["attention", "quadratic"]),
        ("attention attention ATTENTIONS", ["attention", "ATTENTIONS"]),
        ("O(n log n) sorting", ["O(n log n)", "sorting"]),
        ("C++, C# or R", ["C++", "C#", "R"]),
        ("kv-cache FlashAttention", ["kv-cache", "FlashAttention"]),
        ("why is it", ["why", "is", "it"]),
        ("level: intro", ["level", "intro"]),
        ("level:easy", ["level", "easy"]),
        ("after:2026-02-30", ["2026-02-30"]),
        ("nosuch:field", ["nosuch", "field"]),
        ("https://example.org/kv-cache", ["https", "example.org", "kv-cache"]),
        ("a*b*c*", ["b", "c"]),
        ('5" disk', ["5", "disk"]),
        ("-5 degrees", ["5", "degrees"]),
        ("fine - tuning", ["fine", "tuning"]),
        ("e-mail x-y", ["e-mail", "x-y"]),
        ("", []),
        (" \n\t ", []),
        ("(((", []),
    ],
)
def test_words_that_score(text: str, expected: list[str]) -> None:
    parsed = parse_query(text)
    assert words(parsed) == expected
    assert parsed.required == parsed.excluded == ()


@pytest.mark.parametrize(
    ("text", "required", "excluded"),
    [
        ('"kv cache"', [["kv", "cache"]], []),
        ("“kv cache”", [["kv", "cache"]], []),
        ('x"kv cache"y', [["kv", "cache"]], []),
        ('"lost in the middle"', [["lost", "in", "the", "middle"]], []),
        ('"fine-tuning works"', [["fine", "tuning", "works"]], []),
        ("-linear", [], [["linear"]]),
        ("-70B", [], [["70b"]]),
        ('-"linear attention"', [], [["linear", "attention"]]),
        ("-fine-tuning", [], [["fine", "tuning"]]),
        ("title:attention", [["attention"]], []),
        ("Title:attention", [["attention"]], []),
        ("TITLE:C++", [["c++"]], []),
        ('title:"kv cache"', [["kv", "cache"]], []),
        ("-title:attention", [], [["attention"]]),
        ('-title:"kv cache"', [], [["kv", "cache"]]),
        ("x-linear - linear -- --linear -5", [], []),
        ('"" "***"', [], []),
    ],
)
def test_what_must_stand_in_a_post_and_what_must_not(
    text: str, required: list[list[str]], excluded: list[list[str]]
) -> None:
    parsed = parse_query(text)
    assert phrases(parsed.required) == required
    assert phrases(parsed.excluded) == excluded
    scope = Scope.TITLE if "title:" in text.lower() else Scope.ANYWHERE
    assert {condition.scope for condition in (*parsed.required, *parsed.excluded)} <= {scope}


@pytest.mark.parametrize("text", ["-fine-tuning", '-"fine-tuning"', "-title:fine-tuning"])
def test_a_compound_is_excluded_in_one_word_and_in_two(text: str) -> None:
    (condition,) = parse_query(text).excluded
    assert [len(phrase) for phrase in condition.phrases] == [1, 2]


def test_words_of_a_phrase_score_as_well_and_excluded_ones_do_not() -> None:
    assert words(parse_query('"kv cache" paged -linear')) == ["kv", "cache", "paged"]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("level:intro", {Level.INTRO}),
        ("Level:INTRO", {Level.INTRO}),
        ("level:intro,advanced", {Level.INTRO, Level.ADVANCED}),
        ("level:intro level:advanced", {Level.INTRO, Level.ADVANCED}),
        ("level:intro,nonsense", {Level.INTRO}),
        ("level:nonsense", set()),
        ("xlevel:intro", set()),
    ],
)
def test_levels(text: str, levels: set[Level]) -> None:
    assert parse_query(text).levels == levels


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("after:2026-04-30", date(2026, 4, 30), None),
        ("BEFORE:2026/5/2", None, date(2026, 5, 2)),
        ("after:2026-01-01 after:2026-02-01", date(2026, 2, 1), None),
        ("before:2026-01-01 before:2026-02-01", None, date(2026, 1, 1)),
        ("after:2026-04-30 before:2026-05-02", date(2026, 4, 30), date(2026, 5, 2)),
        ("after:yesterday before:2026-13-01", None, None),
    ],
)
def test_days(text: str, after: date | None, before: date | None) -> None:
    parsed = parse_query(text)
    assert (parsed.after, parsed.before) == (after, before)


@pytest.mark.parametrize(
    ("text", "is_everything"),
    [
        ("", True),
        ("level:intro", True),
        ("-attention", True),
        ("after:2026-04-30 -attention", True),
        ("attention", False),
        ("the", False),
        ('"kv cache"', False),
        ("(((", False),
        ('""', False),
        ('-"***"', False),
        (" " * (MAX_QUERY_CHARACTERS + 1) + "attention", False),
    ],
)
def test_only_filters_and_exclusions_leave_every_post(text: str, is_everything: bool) -> None:  # noqa: FBT001 - an expectation
    assert parse_query(text).matches_everything is is_everything


@pytest.mark.parametrize(
    ("text", "ignored"),
    [
        ("attention", ()),
        ("why is attention quadratic", ("why", "is")),
        ("Why why WHY attention", ("Why",)),
        ("why is it", ()),
        ('attention "why is"', ()),
        ('Why attention "why is"', ()),
        ("title:why attention", ()),
        ("what's attention", ("what's",)),
        ("((( attention", ()),
        ("((( *", ("(((", "*")),
        ('"***"', ('"***"',)),
        ('""', ('""',)),
        ("-the attention", ()),
    ],
)
def test_words_that_take_no_part_are_told(text: str, ignored: tuple[str, ...]) -> None:
    assert parse_query(text).ignored_words == ignored


@pytest.mark.parametrize(
    "question",
    [
        "Why is",
        "what’s",
        "What's",
        "whats",
        "how’s",
        "hows",
        "who's",
        "why don't they",
        "You’re",
        "ISN’T",
        "how do I",
        "they've",
        "it'll",
    ],
)
def test_the_words_of_a_question_do_not_score(question: str) -> None:
    assert words(parse_query(f"{question} attention")) == ["attention"]


def test_words_beyond_the_limit_are_told() -> None:
    text = " ".join(f"word{number}" for number in range(MAX_WORDS + 2))
    parsed = parse_query(f"{text} word0 WORD{MAX_WORDS}")
    assert len(parsed.words) == MAX_WORDS
    assert parsed.ignored_words == (f"word{MAX_WORDS}", f"word{MAX_WORDS + 1}")


def test_exclusions_beyond_the_limit_are_told() -> None:
    parsed = parse_query(" ".join(f"-word{number}" for number in range(MAX_CONDITIONS + 1)))
    assert len(parsed.excluded) == MAX_CONDITIONS
    assert parsed.ignored_words == (f"-word{MAX_CONDITIONS}",)


def test_a_text_too_long_is_cut_between_words() -> None:
    text = "attention\n" * MAX_QUERY_CHARACTERS
    parsed = parse_query(text)
    assert words(parsed) == ["attention"]
    (ignored,) = parsed.ignored_words
    assert ignored.startswith("attention")
    assert ignored.endswith("…")


def test_spaces_at_the_end_of_a_long_text_are_no_loss() -> None:
    parsed = parse_query("attention" + " " * MAX_QUERY_CHARACTERS)
    assert words(parsed) == ["attention"]
    assert parsed.ignored_words == ()


def test_a_compound_of_countless_parts_is_a_few_terms() -> None:
    (word,) = parse_query("ab-" * 600 + "cd").words
    assert len(word.terms) <= 3 * MAX_PHRASE_WORDS


def test_the_plain_text_is_what_a_title_is_compared_with() -> None:
    parsed = parse_query('Why is "O(n log n)" title:fast -slow level:intro after:2026-04-30 ?')
    assert parsed.plain_text == "Why is O(n log n) fast ?"


@pytest.mark.parametrize(
    ("word", "terms"),
    [
        ("attention", {"attent", "attention"}),
        ("ATTENTION", {"attent", "attention"}),
        ("SOLR", {"solr"}),
        ("GPT-4", {"gpt4", "gpt"}),
        ("k-means", {"kmean", "kmeans"}),
        ("chain-of-thought", {"chainofthought", "chain", "thought"}),
        ("4-bit", {"4bit", "bit"}),
    ],
)
def test_a_typed_word_meets_these_terms(word: str, terms: set[str]) -> None:
    assert set(scoring_terms(analyze_word(word))) == terms


def test_parts_too_small_to_speak_for_their_compound_do_not_score() -> None:
    assert not {"4", "k", "of"} & set(scoring_terms(analyze_word("k-of-4-GPT")))


@given(_texts)
@settings(max_examples=150)
def test_no_text_raises_and_all_limits_hold(text: str) -> None:
    parsed = parse_query(text)
    assert len(parsed.words) <= MAX_WORDS
    assert all(len(word.terms) <= 3 * MAX_PHRASE_WORDS for word in parsed.words)
    assert len(parsed.required) <= MAX_CONDITIONS
    assert len(parsed.excluded) <= MAX_CONDITIONS
    for condition in (*parsed.required, *parsed.excluded):
        assert condition.phrases
        for phrase in condition.phrases:
            assert 0 < len(phrase) <= MAX_PHRASE_WORDS
            assert all(phrase)
    assert len(parsed.ignored_words) <= MAX_WORDS
    assert all(0 < len(word.strip()) <= MAX_SHOWN_CHARACTERS for word in parsed.ignored_words)
    assert len(set(map(str.casefold, parsed.ignored_words))) == len(parsed.ignored_words)


@given(_texts)
@settings(max_examples=150)
def test_offsets_point_at_the_words(text: str) -> None:
    for word in parse_query(text).words:
        assert text[word.start : word.end] == word.text
        assert word.terms == scoring_terms(analyze_word(word.text))


@given(_texts)
@settings(max_examples=150)
def test_a_text_with_a_word_scores_or_says_why_not(text: str) -> None:
    parsed = parse_query(text)
    has_words = any(True for _ in words_of(text[:MAX_QUERY_CHARACTERS]))
    is_filtered = bool(parsed.levels or parsed.after or parsed.before or parsed.excluded)
    assert not has_words or parsed.words or is_filtered or parsed.ignored_words
    assert not text.strip() or parsed.has_text or is_filtered
