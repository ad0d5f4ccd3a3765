"""`indexer explain`."""

import json
from contextlib import closing
from datetime import date
from pathlib import Path

import click

from indexer.backends import open_source
from indexer.commands.parameters import filter_options, index_option, json_option
from indexer.findability.lifts import find_lifts
from indexer.findability.standing import standing_of
from indexer.findability.standing_json import standing_to_json
from indexer.findability.standing_text import lift_lines, standing_lines
from indexer.post import Level, Month
from indexer.search import Query


@click.command("explain")
@click.argument("text")
@click.argument("slug")
@index_option
@filter_options
@json_option
def command(  # noqa: PLR0913 - one parameter an option
    text: str,
    slug: str,
    index_folder: Path,
    *,
    levels: tuple[str, ...],
    domains: tuple[str, ...],
    months: tuple[Month, ...],
    since: date | None,
    until: date | None,
    as_json: bool,
) -> None:
    """Say why the post of SLUG stands where it stands for the query TEXT.

    What its score is made of, which posts stand before it and by what, and what would lift
    it: keywords and synonyms are tried on a copy of the index, filters are taken away.

    \b
    Example:
      indexer explain 'bank of a river' what-is-attention-in-transformers
    """
    query = Query(
        text=text,
        levels=frozenset(map(Level, levels)),
        domains=frozenset(domains),
        months=frozenset(months),
        since=since,
        until=until,
    )
    with closing(open_source(index_folder)) as source, source.lease() as searcher:
        standing = standing_of(searcher, query, slug)
        lifts = find_lifts(index_folder / searcher.generation, standing)
    if as_json:
        click.echo(json.dumps(standing_to_json(standing, lifts), ensure_ascii=False, indent=1))
    else:
        for line in (*standing_lines(standing), *lift_lines(standing, lifts)):
            click.echo(line)
