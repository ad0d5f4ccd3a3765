"""`indexer check`."""

import json
from pathlib import Path

import click
from rich.console import Console

from indexer.commands.parameters import corpus_argument
from indexer.corpus import read_corpus
from indexer.problems import Problem
from indexer.terminal import show_problems


@click.command("check")
@corpus_argument
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, JSON for editors.",
)
@click.pass_context
def command(ctx: click.Context, corpus: Path, output_format: str) -> None:
    """List everything that is wrong with the posts of CORPUS.

    Each problem has its place and a hint. The exit status is 1 if any is an error.

    \b
    Example:
      indexer check corpus --format json
    """
    reading = read_corpus(corpus)
    warnings = len(reading.problems) - len(reading.errors)
    if output_format == "json":
        click.echo(json.dumps([_plain(problem) for problem in reading.problems], indent=1))
    else:
        show_problems(Console(), reading.problems)
        click.echo(
            f"{_count(len(reading.files), 'file')}: {_count(len(reading.errors), 'error')}, "
            f"{_count(warnings, 'warning')}."
        )
    ctx.exit(1 if reading.errors else 0)


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
