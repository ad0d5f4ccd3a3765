"""`indexer search`."""

import json
from datetime import date
from pathlib import Path

import click

from indexer.backends import Engine, open_source
from indexer.commands.parameters import filter_options, index_option, json_option
from indexer.post import Level, Month
from indexer.results_json import results_to_json
from indexer.search import DEFAULT_PAGE_SIZE, MAX_PAGE, MAX_PAGE_SIZE, Query, Sort


@click.command("search")
@click.argument("text", default="")
@index_option
@filter_options
@click.option(
    "--sort",
    type=click.Choice([sort.value for sort in Sort]),
    default=Sort.RELEVANCE.value,
    show_default=True,
)
@click.option("--page", default=1, show_default=True, type=click.IntRange(1, MAX_PAGE))
@click.option(
    "--page-size",
    default=DEFAULT_PAGE_SIZE,
    show_default=True,
    type=click.IntRange(1, MAX_PAGE_SIZE),
    help="Posts on a page.",
)
@click.option(
    "--engine",
    type=click.Choice([engine.value for engine in Engine]),
    default=Engine.ARRAYS.value,
    show_default=True,
    help="What finds and scores: our arrays, the same with compiled loops, or Whoosh's matchers.",
)
@click.option("--explain", is_flag=True, help="Say what each score is made of.")
@json_option
def command(  # noqa: PLR0913 - one parameter an option
    text: str,
    index_folder: Path,
    *,
    levels: tuple[str, ...],
    domains: tuple[str, ...],
    months: tuple[Month, ...],
    since: date | None,
    until: date | None,
    sort: str,
    page: int,
    page_size: int,
    engine: str,
    explain: bool,
    as_json: bool,
) -> None:
    """Search the index for TEXT; without it, list all posts, newest first.

    TEXT may hold "a phrase", -word, title:word, level:intro, after:2026-04-30 and
    before:2026-05-02; everything else is plain text. Put it in single quotes.

    \b
    Examples:
      indexer search 'why is attention quadratic'
      indexer search '"kv cache" -paged' --level intermediate --json
    """
    query = Query(
        text=text,
        levels=frozenset(map(Level, levels)),
        domains=frozenset(domains),
        months=frozenset(months),
        since=since,
        until=until,
        sort=Sort(sort),
        page=page,
        page_size=page_size,
        explain=explain,
    )
    with open_source(index_folder, Engine(engine)).lease() as searcher:
        results = searcher.search(query)
    if as_json:
        click.echo(json.dumps(results_to_json(query, results), ensure_ascii=False, indent=1))
    else:
        # Loaded only for people: colours take longer to import than an answer takes.
        from rich.console import Console  # noqa: PLC0415 - for people alone

        from indexer.terminal import show_results  # noqa: PLC0415 - for people alone

        show_results(Console(), query, results)
