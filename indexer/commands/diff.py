"""`indexer diff`."""

import json
from pathlib import Path

import click
from rich.console import Console

from indexer.commands.parameters import corpus_option, index_option, json_option, judgements_option
from indexer.commands.report_file import report_option, write_text
from indexer.errors import GenerationNotFoundError
from indexer.generations import GenerationStore
from indexer.judging.diff_json import diff_to_json
from indexer.judging.diff_report import diff_page
from indexer.judging.diff_tables import CHANGE_HEADINGS, change_rows
from indexer.judging.generation_diff import GenerationDiff, diff_generations
from indexer.judging.judgement_files import judgement_paths
from indexer.judging.tables import DIFFERENCE_HEADINGS, difference_rows, move_sentences
from indexer.terminal import show_problems, show_table
from indexer.terminal_progress import step_progress

_SHOWN_MOVES = 20


@click.command("diff")
@click.argument("before", required=False)
@click.argument("after", required=False)
@corpus_option
@index_option
@judgements_option
@report_option
@json_option
def command(  # noqa: PLR0913 - one parameter an option
    before: str | None,
    after: str | None,
    *,
    corpus: Path,
    index_folder: Path,
    judgements: tuple[Path, ...],
    report_file: Path | None,
    as_json: bool,
) -> None:
    """Say what differs between the generations BEFORE and AFTER.

    Posts that came, changed and went, words and synonyms likewise, and the judged queries
    that moved. AFTER is by default what serves, BEFORE the generation before. A candidate
    that was refused may be named until the next build.

    \b
    Examples:
      indexer diff
      indexer diff g000002 g000003 --report diff.html
    """
    store = GenerationStore(index_folder)
    after = after or store.current()
    if after is None:
        raise GenerationNotFoundError(f"no generation lies in {index_folder}: run 'indexer build'")
    before = before or store.roll_back_target()
    with step_progress() as on_progress:
        diff = diff_generations(
            store, before, after, judgement_paths(corpus, judgements), on_progress
        )
    show_problems(Console(stderr=True), diff.problems)
    if report_file is not None:
        write_text(report_file, diff_page(diff))
    if as_json:
        click.echo(json.dumps(diff_to_json(diff), ensure_ascii=False, indent=1))
    else:
        _show(Console(), diff)


def _show(console: Console, diff: GenerationDiff) -> None:
    console.print(f"From {diff.before} to {diff.after}:", highlight=False)
    rows = list(change_rows(diff))
    if rows:
        show_table(console, CHANGE_HEADINGS, rows)
    else:
        console.print("No post, word or synonym differs.")
    comparison = diff.comparison
    if comparison is None:
        console.print("No judged query can be put to both.")
        return
    console.print("\nJudged queries, the later minus the earlier:")
    show_table(console, DIFFERENCE_HEADINGS, difference_rows(comparison))
    moves = comparison.moves
    first = f", the first {_SHOWN_MOVES} of them" if len(moves) > _SHOWN_MOVES else ""
    console.print(f"\nQueries that moved: {len(moves)}{first}, worst falls first.", highlight=False)
    for sentence in move_sentences(moves[:_SHOWN_MOVES], diff.reasons):
        console.print(sentence, highlight=False, markup=False, soft_wrap=True)
