"""Arguments and options that several commands share."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

import click

from indexer.post import Level, Month

_Value = TypeVar("_Value")
_Command = TypeVar("_Command", bound=Callable[..., object])

corpus_argument = click.argument(
    "corpus", envvar="EXPLAINER_CORPUS", default="corpus", type=click.Path(path_type=Path)
)
corpus_option = click.option(
    "--corpus",
    envvar="EXPLAINER_CORPUS",
    default="corpus",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of posts, whose 'answers:' are judged queries.",
)
index_option = click.option(
    "--index",
    "index_folder",
    envvar="EXPLAINER_INDEX",
    default="index_data",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="The folder that holds the index's generations.",
)
judgements_option = click.option(
    "--judgements",
    multiple=True,
    envvar="EXPLAINER_JUDGEMENTS",
    show_envvar=True,
    type=click.Path(exists=True, path_type=Path),
    help="A file of judged queries, or a folder of them; may be given several times. "
    "[default: judgements in the corpus, and tests/relevance beside it]",
)
encoder_option = click.option(
    "--encoder",
    envvar="EXPLAINER_ENCODER",
    show_envvar=True,
    help="What tells what texts mean: wordllama, minilm, onnx:FOLDER, package:NAME, or none. "
    "[default: wordllama, if it is installed]",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


class Parsed(click.ParamType[_Value]):
    """A value that a function reads from its text, with the form to write in the message."""

    def __init__(self, name: str, parse: Callable[[str], _Value], example: str) -> None:
        self.name = name
        self._parse = parse
        self._example = example

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> _Value:
        """Read the value; a wrong one ends the command with a usage message."""
        try:
            return self._parse(str(value))
        except ValueError:
            self.fail(f"{value!r} is no {self.name}; write it as {self._example}", param, ctx)


DATE = Parsed("date", date.fromisoformat, "2026-04-30")
MONTH = Parsed("month", Month.parse, "2026-04")

_FILTER_OPTIONS = (
    click.option(
        "--level",
        "levels",
        multiple=True,
        type=click.Choice([level.value for level in Level]),
        help="Only this level; may be given several times.",
    ),
    click.option("--domain", "domains", multiple=True, help="Only this domain; likewise."),
    click.option("--month", "months", multiple=True, type=MONTH, help="Only this month; likewise."),
    click.option("--since", type=DATE, help="Not before this day."),
    click.option("--until", type=DATE, help="Not after this day."),
)


def filter_options(command: _Command) -> _Command:
    """Give a command the options that narrow a search, as the page's facets do."""
    for option in reversed(_FILTER_OPTIONS):
        command = option(command)
    return command
