"""How an index is laid out: its version, the fields that are searched, and what they weigh."""

FIELD_WEIGHTS = {"title": 3.0, "summary": 1.5, "keywords": 2.0, "body": 1.0}
TEXT_FIELDS = tuple(FIELD_WEIGHTS)

# What a change of turns every index into one of another version.
LAYOUT_VERSION = 8


def layout_description() -> str:
    """A text that differs whenever an index would be laid out or scored differently."""
    weights = (f"{name}:{weight}" for name, weight in FIELD_WEIGHTS.items())
    return "\n".join([str(LAYOUT_VERSION), *weights])
