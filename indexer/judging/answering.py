"""How what is measured answers: by which engine, and with meaning or by words alone."""

from dataclasses import dataclass, replace

from indexer.backends import Engine

WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A way to answer; its text names it."""

    engine: Engine
    with_meaning: bool

    def other(self, name: str) -> "Answering | None":
        """This way but for what a name says: an engine, or words alone; None for another name."""
        if name == WORDS:
            return replace(self, with_meaning=False)
        engine = next((engine for engine in Engine if engine.value == name), None)
        return engine and replace(self, engine=engine)

    def __str__(self) -> str:
        return self.engine.value if self.with_meaning else f"{self.engine.value}, words alone"


OTHER_NAMES = (*(engine.value for engine in Engine), WORDS)
