"""`indexer lint`."""

import json
from pathlib import Path

import click
from rich.console import Console

from indexer.commands.parameters import corpus_argument, encoder_option
from indexer.encoders.choice import chosen_setting
from indexer.findability.findings import Finding, LintCode
from indexer.findability.linting import LintReport, lint_corpus
from indexer.problems import Problem
from indexer.terminal import show_problems
from indexer.terminal_progress import step_progress

_CODES = [code.value for code in LintCode]


@click.command("lint")
@corpus_argument
@encoder_option
@click.option(
    "--only", multiple=True, type=click.Choice(_CODES), help="Only findings of this code."
)
@click.option("--without", multiple=True, type=click.Choice(_CODES), help="None of this code.")
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people, JSON for editors.",
)
@click.pass_context
def command(
    ctx: click.Context,
    corpus: Path,
    *,
    encoder: str | None,
    only: tuple[str, ...],
    without: tuple[str, ...],
    output_format: str,
) -> None:
    """Say what keeps readers from finding or understanding the posts of CORPUS.

    The posts are indexed in a temporary folder, and their titles and questions are put to
    them. What is meant to be so is accepted in CORPUS/lint.toml, with the reason. The exit
    status is 1 if anything is found.

    \b
    Examples:
      indexer lint corpus
      indexer lint corpus --only missing-synonym --format json
    """
    with step_progress() as on_progress:
        report = lint_corpus(
            corpus,
            chosen_setting(encoder),
            lambda done, total: on_progress("Looking", done, total),
        )
    findings = [
        each
        for each in report.findings
        if (not only or each.code.value in only) and each.code.value not in without
    ]
    if output_format == "json":
        click.echo(json.dumps([_plain(each) for each in findings], ensure_ascii=False, indent=1))
    else:
        _show(report, findings)
    ctx.exit(1 if findings or report.problems else 0)


def _show(report: LintReport, findings: list[Finding]) -> None:
    show_problems(Console(), (*report.problems, *map(_with_code, findings)))
    skipped = f"; {report.skipped} with errors were left out" if report.skipped else ""
    click.echo(
        f"Posts: {report.posts}. Findings: {len(findings)}. Accepted: {report.accepted}{skipped}."
    )


def _with_code(finding: Finding) -> Problem:
    problem = finding.problem
    return Problem.warning(
        problem.path,
        problem.line,
        problem.column,
        f"{problem.message} [{finding.code.value}]",
        problem.hint,
    )


def _plain(finding: Finding) -> dict[str, object]:
    problem = finding.problem
    return {
        "code": finding.code.value,
        "post": finding.slug,
        "about": finding.about,
        "path": problem.path,
        "line": problem.line,
        "column": problem.column,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
    }
