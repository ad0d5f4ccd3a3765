"""Builds and changes in a process of their own; each prints its figures as JSON."""

import json
import time
from dataclasses import replace
from pathlib import Path

import click

from benchmarks.corpora.files import NEW_SENTENCE, read_json
from benchmarks.engines.catalogue import load_engine
from benchmarks.jobs import Record
from benchmarks.resident import Peak
from indexer.build import build as build_index
from indexer.encoders.choice import chosen_setting
from indexer.generations import GenerationStore

_folder = click.argument("folder", type=click.Path(path_type=Path))
_posts = click.argument("posts", type=click.Path(path_type=Path))


@click.group()
def main() -> None:
    """Run one part of a measurement in this process."""


@main.command()
@click.argument("engine_name")
@_posts
@_folder
def build(engine_name: str, posts: Path, folder: Path) -> None:
    """Build an engine's index of the posts in a file into an empty folder."""
    engine = load_engine(engine_name)
    records = [Record.of(post) for post in read_json(posts)]
    peak = Peak()
    start = time.perf_counter()
    engine.build(records, folder)
    seconds = time.perf_counter() - start
    _print({"seconds": seconds, "memory_bytes": peak.growth()})


@main.command()
@click.argument("engine_name")
@_posts
@_folder
@click.option("--times", type=int, required=True)
def change(engine_name: str, posts: Path, folder: Path, times: int) -> None:
    """Put one changed post after the other into an index."""
    engine = load_engine(engine_name)
    seconds = []
    for number, post in zip(range(times), read_json(posts), strict=False):
        record = Record.of(post)
        changed = replace(record, text=record.text + NEW_SENTENCE.format(number))
        start = time.perf_counter()
        is_possible = engine.replace(changed, folder)
        seconds.append(time.perf_counter() - start)
        if not is_possible:
            seconds = []
            break
    _print({"seconds": seconds})


@main.command()
@click.argument("corpus", type=click.Path(path_type=Path))
@click.argument("index", type=click.Path(path_type=Path))
def rebuild(corpus: Path, index: Path) -> None:
    """Do what `indexer build` does, and say how long it took without this process's start."""
    start = time.perf_counter()
    build_index(corpus, GenerationStore(index), encoder=chosen_setting(None))
    _print({"seconds": time.perf_counter() - start})


def _print(data: object) -> None:
    click.echo(json.dumps(data))


if __name__ == "__main__":
    main()
