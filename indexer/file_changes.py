"""Tells when files of a corpus were saved; wraps the library that listens to the file system."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from watchfiles import Change, watch

WATCHED_SUFFIXES = (".md", ".toml", ".jsonl")
# An editor saves in several steps, and a checkout saves many files.
_DEBOUNCE_MILLISECONDS = 300


def changed_paths(folders: Sequence[Path], stop: Event | None = None) -> Iterator[list[str]]:
    """The paths that were saved, moved or deleted at about the same time, as long as it lasts.

    The first list is empty unless something was saved at once: from then on nothing is
    missed. Only posts, settings and judgements count. It ends when `stop` is set.
    """
    batches = watch(
        *folders,
        watch_filter=_is_watched,
        debounce=_DEBOUNCE_MILLISECONDS,
        stop_event=stop,
        raise_interrupt=True,
        rust_timeout=_DEBOUNCE_MILLISECONDS,
        yield_on_timeout=True,
    )
    for number, changes in enumerate(batches):
        if changes or not number:
            yield sorted({path for _, path in changes})


def _is_watched(_change: Change, path: str) -> bool:
    name = Path(path).name
    return name.endswith(WATCHED_SUFFIXES) and not name.startswith(".")
