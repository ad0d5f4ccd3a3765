"""Measures a ranking: judged queries, any `Searcher`'s answers, figures with intervals."""
