"""`indexer evaluate`."""

import json
from pathlib import Path

import click
from rich.console import Console

from indexer.backends import Engine
from indexer.commands.parameters import (
    corpus_option,
    encoder_option,
    index_option,
    json_option,
    judgements_option,
)
from indexer.commands.report_file import report_option, write_text
from indexer.encoders.choice import chosen_setting
from indexer.judging.answering import OTHER_NAMES, Answering
from indexer.judging.collection_evaluation import evaluate_collection
from indexer.judging.evaluation_json import trial_to_json
from indexer.judging.html_report import evaluation_page
from indexer.judging.index_evaluation import JudgementChoice, evaluate_index
from indexer.judging.judgements import Half
from indexer.judging.tables import (
    DIFFERENCE_HEADINGS,
    MEASURE_HEADINGS,
    MOVE_HEADINGS,
    difference_rows,
    measure_rows,
    move_rows,
    refusal_sentences,
)
from indexer.judging.trec_run import trec_run
from indexer.judging.trial import Trial
from indexer.terminal import show_problems, show_table
from indexer.terminal_progress import step_progress

_SHOWN_MOVES = 20
_RUN_TAG = "explainer-search"
_BOTH_HALVES = "all"


@click.command("evaluate")
@corpus_option
@index_option
@judgements_option
@click.option(
    "--half",
    type=click.Choice([*(half.value for half in Half), _BOTH_HALVES]),
    default=Half.DEVELOPMENT.value,
    show_default=True,
    help="Which half of the judgements to use; keep the final one for the final figure.",
)
@click.option("--group", "groups", multiple=True, help="Only this group; may be repeated.")
@click.option(
    "--collection",
    type=click.Path(path_type=Path),
    help="Measure a folder with corpus.jsonl, queries.jsonl and qrels.tsv instead.",
)
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    default=Engine.ARRAYS.value,
    show_default=True,
    help="What finds and scores.",
)
@encoder_option
@click.option("--words", is_flag=True, help="Let words alone answer, not meaning.")
@click.option(
    "--compare", help="Compare with this generation, with this engine, or with 'words' alone."
)
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the ranked answers to this file, in TREC form.",
)
@report_option
@json_option
def command(  # noqa: PLR0913 - one parameter an option
    corpus: Path,
    index_folder: Path,
    *,
    judgements: tuple[Path, ...],
    half: str,
    groups: tuple[str, ...],
    collection: Path | None,
    engine: str,
    encoder: str | None,
    words: bool,
    compare: str | None,
    run_file: Path | None,
    report_file: Path | None,
    as_json: bool,
) -> None:
    """Measure how well the index answers judged queries.

    Judged queries are the 'answers:' of posts and lines of files such as
    {"query": "…", "group": "typo", "grades": {"slug": 2, "other-slug": 1}}. Each figure has
    its 95 % interval, from resampling the queries.

    \b
    Examples:
      indexer evaluate --report report.html
      indexer evaluate --compare g000002
      indexer evaluate --compare words
      indexer evaluate --collection ../collections/cranfield --run run.txt --json
    """
    answering = Answering(engine=Engine(engine), with_meaning=not words)
    with step_progress() as on_progress:
        if collection is not None:
            if groups or judgements:
                raise click.UsageError(
                    "a collection has its own queries: no --group and no --judgements"
                )
            trial = evaluate_collection(
                collection,
                answering,
                chosen_setting(encoder),
                _other_answering(answering, compare),
                on_progress,
            )
        else:
            choice = JudgementChoice(
                corpus=corpus,
                paths=judgements,
                half=None if half == _BOTH_HALVES else Half(half),
                groups=groups,
            )
            trial = evaluate_index(index_folder, answering, choice, compare, on_progress)
    show_problems(Console(stderr=True), trial.problems)
    if run_file is not None:
        lines = (f"{line}\n" for line in trec_run(trial.evaluation, _RUN_TAG))
        write_text(run_file, "".join(lines))
    if report_file is not None:
        write_text(report_file, evaluation_page(trial.evaluation, trial.comparison))
    if as_json:
        click.echo(json.dumps(trial_to_json(trial), ensure_ascii=False, indent=1))
    else:
        _show(Console(), trial)


def _other_answering(answering: Answering, compare: str | None) -> Answering | None:
    if compare is None:
        return None
    other = answering.other(compare)
    if other is None:
        raise click.UsageError(f"a collection compares with {' or '.join(OTHER_NAMES)}")
    return other


def _show(console: Console, trial: Trial) -> None:
    evaluation, comparison = trial.evaluation, trial.comparison
    console.print(f"{evaluation.name}:", highlight=False, markup=False)
    show_table(console, MEASURE_HEADINGS, measure_rows(evaluation))
    for sentence in refusal_sentences(evaluation.refusals):
        console.print(sentence, highlight=False, markup=False)
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in trial.seconds.items())
    console.print(f"Time: {steps}.", highlight=False, markup=False)
    if comparison is None:
        return
    console.print(f"\nMinus {comparison.before.name}:", highlight=False, markup=False)
    show_table(console, DIFFERENCE_HEADINGS, difference_rows(comparison))
    moves = comparison.moves
    first = f", the first {_SHOWN_MOVES} of them" if len(moves) > _SHOWN_MOVES else ""
    console.print(
        f"\nQueries that moved: {len(moves)}{first}, worst falls first.",
        highlight=False,
        markup=False,
    )
    if moves:
        show_table(console, MOVE_HEADINGS, move_rows(moves[:_SHOWN_MOVES]))
