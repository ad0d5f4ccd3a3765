"""Names all engines and loads those whose packages are installed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from benchmarks.jobs import Engine

OURS = "explainer-search, arrays"
COMPILED = "explainer-search, compiled arrays"
DEFAULT_RANKING = "explainer-search, default ranking"
COMPILED_RANKING = "explainer-search, compiled default ranking"
WHOLE_ANSWER = "explainer-search, whole answer"
COMPILED_WHOLE_ANSWER = "explainer-search, compiled whole answer"
TANTIVY = "tantivy"
BM25S = "bm25s"
FTS5 = "SQLite FTS5"
FTS5_PREFIX = "SQLite FTS5, prefix index"
WHOOSH = "Whoosh"

_CLASSES = {
    OURS: "ours.Arrays",
    COMPILED: "ours.CompiledArrays",
    DEFAULT_RANKING: "ours.DefaultRanking",
    COMPILED_RANKING: "ours.CompiledRanking",
    WHOLE_ANSWER: "ours.WholeAnswer",
    COMPILED_WHOLE_ANSWER: "ours.CompiledWholeAnswer",
    TANTIVY: "tantivy_engine.Tantivy",
    BM25S: "bm25s_engine.Bm25s",
    FTS5: "sqlite_fts5.SqliteFts5",
    FTS5_PREFIX: "sqlite_fts5.SqliteFts5WithPrefixIndex",
    WHOOSH: "whoosh_engine.Whoosh",
}


@dataclass(frozen=True, slots=True)
class Absence:
    """An engine that is left out, for a package is not installed."""

    engine: str
    package: str


def load_engine(name: str) -> Engine:
    """The engine of this name; raises ImportError if its package is not installed."""
    module, kind = _CLASSES[name].split(".")
    engine: Engine = getattr(import_module(f"benchmarks.engines.{module}"), kind)()
    return engine


def load_engines(parts_of_names: Iterable[str]) -> Iterator[Engine | Absence]:
    """The engines whose name holds one of these, all if none is given."""
    wanted = [part.lower() for part in parts_of_names]
    for name in _CLASSES:
        if not wanted or any(part in name.lower() for part in wanted):
            try:
                yield load_engine(name)
            except ImportError as error:
                yield Absence(name, error.name or "?")
