"""The index on disk: Whoosh keeps it, arrays derived from it answer."""
