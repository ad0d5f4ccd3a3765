"""The documentation names every command and every code of lint."""

import re
from pathlib import Path

import click
import pytest

from indexer.cli import main
from indexer.findability.findings import LintCode

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "maintaining.md").read_text("utf-8")


def test_the_guide_lists_the_commands_that_there_are() -> None:
    listed = re.findall(r"^\| `indexer ([a-z]+)", GUIDE, re.MULTILINE)
    assert sorted(listed) == sorted(main.list_commands(click.Context(main)))


@pytest.mark.parametrize("code", list(LintCode), ids=lambda code: code.value)
def test_the_guide_says_what_each_code_of_lint_means(code: LintCode) -> None:
    assert f"\n| `{code.value}` | " in GUIDE
