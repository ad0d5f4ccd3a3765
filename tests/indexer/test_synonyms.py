"""What maintainers declare to mean the same is read strictly, with lines for what is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.abbreviations import spelled_out
from indexer.synonyms import Synonyms, key_of, read_synonyms


def read(text: str) -> Synonyms:
    synonyms, problems = read_synonyms(text, "synonyms.toml")
    assert problems == []
    return synonyms


def test_one_way_goes_one_way() -> None:
    synonyms = read('[one_way]\n"graphics card" = ["GPU"]\n')
    assert synonyms.of(key_of("Graphics cards")) == ("GPU",)
    assert synonyms.of(key_of("GPU")) == ()


def test_two_way_finds_all_the_others() -> None:
    synonyms = read('[two_way]\ngroups = [["evals", "evaluation", "grading"]]\n')
    assert synonyms.of(key_of("grading")) == ("evals", "evaluation")
    assert synonyms.of(key_of("evals")) == ("evaluation", "grading")


@pytest.mark.parametrize("typed", ["chain of thought", "Chain-of-thought", "chain thought"])
def test_compounds_and_stop_words_make_no_difference(typed: str) -> None:
    synonyms = read('[one_way]\n"chain of thought" = ["CoT"]\n')
    assert synonyms.of(key_of(typed)) == ("CoT",)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[one_way]\nbot = 'LLM'\n", 2, "'bot' needs a list of texts"),
        ("[one_way]\n\nbot = ['']\n", 3, "'' holds no word"),
        ("[one_way]\n'the of' = ['x']\n", 2, "'the of' must have from 1 to 6 words"),
        ("[one_way]\nbots = ['bot']\n", 2, "'bots' finds 'bot' already"),
        ("[two_way]\ngroups = 3\n", 1, "[two_way] needs one key, 'groups', a list of lists"),
        ("[two_way]\ngroups = [['a', 3]]\n", 2, "each of the groups must be a list of texts"),
        ("[oneway]\na = ['b']\n", 1, "'oneway' is neither [one_way] nor [two_way]"),
        ("[one_way]\na = = 3\n", 2, "the file is not valid TOML"),
    ],
)
def test_what_has_no_meaning_is_a_problem_at_its_line(text: str, line: int, message: str) -> None:
    synonyms, (problem, *_) = read_synonyms(text, "synonyms.toml")
    assert synonyms == Synonyms()
    assert (problem.path, problem.line) == ("synonyms.toml", line)
    assert message in problem.message


def test_what_is_right_beside_what_is_wrong_is_kept() -> None:
    synonyms, problems = read_synonyms("[one_way]\nbot = 3\nrobot = ['agent']\n", "s.toml")
    assert len(problems) == 1
    assert synonyms.of(key_of("robot")) == ("agent",)


@given(st.text(alphabet="[]one_wayts='\"groups\n, ", max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    read_synonyms(text, "synonyms.toml")


def test_abbreviations_go_both_ways() -> None:
    found = Synonyms.both_ways(spelled_out("Now grouped-query attention (GQA) shares keys."))
    assert found.of(key_of("gqa")) == ("grouped-query attention",)
    assert found.of(key_of("grouped query attention")) == ("GQA",)


def test_the_digest_tells_declarations_apart() -> None:
    one, other = read("[one_way]\na1 = ['b1']\n"), read("[one_way]\na1 = ['c1']\n")
    assert one.digest != other.digest
    assert one.digest == read("[one_way]\na1 = ['b1']\n").digest
