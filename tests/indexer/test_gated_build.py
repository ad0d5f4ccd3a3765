"""Tests of builds that must not rank judged queries worse than what serves."""

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.backends import open_source
from indexer.build import build
from indexer.cli import main
from indexer.errors import BuildRefusedError, EvaluationError
from indexer.generations import GenerationStore
from indexer.judging.admission import Admission
from indexer.manifest import Manifest
from indexer.search import Query, Results
from indexer.whoosh_backend.searcher import WhooshSearcher
from tests.corpora import post_text, write_corpus

QUESTIONS = "answers: ['where are keys and values kept', 'what saves the work of old tokens']\n"
GOOD = "Keys and values of old tokens are kept, which saves work.\n"
BAD_SYNONYMS = "[one_way]\n" + "".join(
    f'"{word}" = ["bakery", "oven", "flour", "bread"]\n'
    for word in ("keys", "values", "kept", "saves", "tokens")
)


def cache(body: str = GOOD, questions: str = QUESTIONS) -> str:
    return post_text("The KV cache", "On memory.", body=body).replace(
        "level:", f"{questions}level:"
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    files = {
        "notes/cache.md": cache(),
        "notes/bread.md": post_text("Bread", "From a bakery.", body="The oven, flour, a bakery.\n"),
        "notes/dough.md": post_text("Dough", "The work of old hands.", body="Knead it. Flour.\n"),
    }
    return write_corpus(tmp_path / "corpus", files)


@pytest.fixture
def store(corpus: Path) -> GenerationStore:
    found = GenerationStore(corpus.parent / "index")
    build(corpus, found)
    return found


def spoil(corpus: Path) -> None:
    """Take the words out of the post that its questions need."""
    write_corpus(corpus, {"notes/cache.md": cache("Nothing is left to say.\n")})


def judge_for(corpus: Path, query: str, slug: str) -> None:
    line = json.dumps({"query": query, "group": "keyword", "grades": {slug: 2}})
    write_corpus(corpus, {"judgements/own.jsonl": f"{line}\n"})


def first(store: GenerationStore, text: str) -> str:
    with open_source(store.root).lease() as searcher:
        return searcher.search(Query(text=text)).hits[0].slug


def test_the_first_build_has_nothing_to_be_compared_with(store: GenerationStore) -> None:
    assert Manifest.read(store.folder("g000001")).gate is None


def test_a_build_that_answers_as_before_says_so(corpus: Path, store: GenerationStore) -> None:
    write_corpus(corpus, {"notes/salt.md": post_text("Salt")})
    verdict = build(corpus, store).verdict
    assert verdict is not None
    assert (verdict.queries, verdict.is_passed) == (2, True)


def test_a_build_that_ranks_worse_is_refused_and_the_old_one_serves(
    corpus: Path, store: GenerationStore
) -> None:
    spoil(corpus)
    with pytest.raises(BuildRefusedError, match="ranked worse") as refused:
        build(corpus, store)
    assert "where are keys and values kept" in str(refused.value)
    assert store.current() == "g000001"


def test_bad_synonyms_are_refused_and_named(corpus: Path, store: GenerationStore) -> None:
    write_corpus(corpus, {"synonyms.toml": BAD_SYNONYMS})
    with pytest.raises(BuildRefusedError, match=r"bread passed cache: it gained .* by synonym"):
        build(corpus, store)


def test_a_refused_candidate_can_be_looked_at_until_the_next_build(
    corpus: Path, store: GenerationStore
) -> None:
    spoil(corpus)
    with pytest.raises(BuildRefusedError):
        build(corpus, store)
    gate = Manifest.read(store.folder("g000002")).gate
    assert gate is not None
    assert not gate.is_passed
    write_corpus(corpus, {"notes/cache.md": cache()})
    assert not build(corpus, store).is_new
    assert not store.folder("g000002").exists()


def test_a_forced_build_is_published_with_its_reason(corpus: Path, store: GenerationStore) -> None:
    spoil(corpus)
    build(corpus, store, admission=Admission(forced="it is to be written anew"))
    gate = Manifest.read(store.folder("g000002")).gate
    assert gate is not None
    assert (gate.compared_with, gate.forced) == ("g000001", "it is to be written anew")
    assert "where are keys and values kept" in gate.fallen
    assert store.current() == "g000002"


def test_a_reason_that_was_not_needed_is_not_kept(corpus: Path, store: GenerationStore) -> None:
    write_corpus(corpus, {"notes/salt.md": post_text("Salt")})
    build(corpus, store, admission=Admission(forced="to be sure"))
    gate = Manifest.read(store.folder("g000002")).gate
    assert gate is not None
    assert gate.forced is None


def test_a_removed_post_takes_its_questions_along(corpus: Path, store: GenerationStore) -> None:
    (corpus / "notes/cache.md").unlink()
    verdict = build(corpus, store).verdict
    assert verdict is not None
    assert (verdict.queries, verdict.is_passed) == (0, True)


def test_a_new_question_is_put_to_both(corpus: Path, store: GenerationStore) -> None:
    questions = QUESTIONS.replace("]", ", 'which bakery has an oven']")
    write_corpus(corpus, {"notes/cache.md": cache(questions=questions)})
    verdict = build(corpus, store).verdict
    assert verdict is not None
    assert (verdict.queries, verdict.is_passed, verdict.fallen) == (3, True, ())


def test_changed_judgements_are_put_to_both(corpus: Path, store: GenerationStore) -> None:
    judge_for(corpus, "keys and values", "bread")
    write_corpus(corpus, {"notes/salt.md": post_text("Salt")})
    assert build(corpus, store).is_new


def test_a_corpus_brings_its_own_judgements(corpus: Path, store: GenerationStore) -> None:
    judge_for(corpus, "an oven", "bread")
    write_corpus(corpus, {"notes/bread.md": post_text("Loaf", "A thing.")})
    with pytest.raises(BuildRefusedError, match="an oven"):
        build(corpus, store)


def test_a_renamed_post_is_still_its_questions_answer(corpus: Path, store: GenerationStore) -> None:
    (corpus / "notes/cache.md").unlink()
    renamed = cache().replace("level:", "aliases: [cache]\nlevel:")
    write_corpus(corpus, {"notes/kv-cache.md": renamed})
    verdict = build(corpus, store).verdict
    assert verdict is not None
    assert (verdict.queries, verdict.fallen) == (2, ())


def test_judgements_that_cannot_be_read_end_the_build(corpus: Path, store: GenerationStore) -> None:
    write_corpus(corpus, {"judgements/own.jsonl": "{\n", "notes/salt.md": post_text("Salt")})
    with pytest.raises(EvaluationError, match=r"own\.jsonl:1"):
        build(corpus, store)
    assert store.current() == "g000001"


def test_a_rebuild_after_a_rollback_is_compared_with_what_serves(
    corpus: Path, store: GenerationStore
) -> None:
    spoil(corpus)
    build(corpus, store, admission=Admission(forced="a trial"))
    store.roll_back("g000001")
    with pytest.raises(BuildRefusedError):
        build(corpus, store)
    assert first(store, "where are keys and values kept") == "cache"


def test_answers_are_kept_so_that_what_serves_is_asked_once(
    corpus: Path, store: GenerationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []
    search = WhooshSearcher.search

    def count(self: WhooshSearcher, query: Query) -> Results:
        asked.append((self.generation, query.text))
        return search(self, query)

    monkeypatch.setattr(WhooshSearcher, "search", count)
    for number, text in enumerate(("Salt.\n", "Salty.\n"), start=2):
        asked.clear()
        write_corpus(corpus, {"notes/bread.md": post_text("Bread", "From a bakery.", body=text)})
        assert build(corpus, store).is_new
        assert Counter(generation for generation, _ in asked) == (
            {"g000001": 2, "g000002": 2} if number == 2 else {"g000003": 2}
        )


@pytest.mark.parametrize("kept", ["{", "[]", "{}"])
def test_answers_that_cannot_be_read_are_asked_again(
    corpus: Path, store: GenerationStore, kept: str
) -> None:
    write_corpus(corpus, {"notes/salt.md": post_text("Salt")})
    build(corpus, store)
    file = store.folder("g000002") / "answers.json"
    file.write_text(kept.ljust(file.stat().st_size), "utf-8")
    spoil(corpus)
    with pytest.raises(BuildRefusedError, match="ranked worse"):
        build(corpus, store)


def indexer(corpus: Path, *arguments: str) -> Result:
    environment = {
        "EXPLAINER_CORPUS": str(corpus),
        "EXPLAINER_INDEX": str(corpus.parent / "index"),
        "COLUMNS": "200",
    }
    return CliRunner().invoke(main, arguments, env=environment)


@pytest.mark.usefixtures("store")
def test_the_command_says_how_to_go_on_and_generations_show_the_reason(corpus: Path) -> None:
    spoil(corpus)
    refused = indexer(corpus, "build")
    assert refused.exit_code == 1
    assert "See 'indexer diff g000001 g000002'" in refused.stderr
    forced = indexer(corpus, "build", "--force", "it is to be written anew")
    assert "Published in spite of this:" in forced.stderr
    assert "Judged queries: 2, from 1.000 to" in forced.stdout
    assert "forced: it is to be written anew" in indexer(corpus, "generations").stdout


@pytest.mark.usefixtures("store")
def test_a_reason_must_be_given(corpus: Path) -> None:
    result = indexer(corpus, "build", "--force", " ")
    assert (result.exit_code, "--force needs a reason" in result.stderr) == (2, True)
