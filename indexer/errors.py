"""The whole tree of errors that this project raises on purpose.

    ExplainerSearchError
    ├── CorpusError             the corpus as a whole cannot be read
    ├── SearchIndexError        anything about the index on disk
    │   ├── IndexUnavailableError   no generation can be opened just now
    │   ├── IndexFormatError        a generation was written by another version
    │   ├── BuildLockedError        another build is at work
    │   ├── BuildRefusedError       a candidate must not be published
    │   └── GenerationNotFoundError no such generation is kept
    ├── EngineUnavailableError  an engine needs a package that is not installed
    ├── EncoderError            texts cannot be given vectors
    │   ├── EncoderUnavailableError an encoder needs a package that is not installed
    │   └── EncoderFilesError       an encoder's files are missing, damaged or of another kind
    ├── EvaluationError         a ranking cannot be measured
    ├── QueryError              a query's parameter has no meaning
    └── PostNotFoundError       no post has this slug

A message says what is wrong, where, and how to mend it. Problems in a post are
no exceptions but values: see `indexer.problems`.
"""


class ExplainerSearchError(Exception):
    """Base of all errors raised on purpose; its text is fit to be shown to a person."""


class CorpusError(ExplainerSearchError):
    """The corpus as a whole cannot be read."""


class SearchIndexError(ExplainerSearchError):
    """Something about the index on disk."""


class IndexUnavailableError(SearchIndexError):
    """No generation can be opened just now."""


class IndexFormatError(SearchIndexError):
    """A generation was written by another version of this program."""


class BuildLockedError(SearchIndexError):
    """Another build is at work in the same index folder."""


class BuildRefusedError(SearchIndexError):
    """The candidate must not be published."""


class GenerationNotFoundError(SearchIndexError):
    """No such generation is kept."""


class EngineUnavailableError(ExplainerSearchError):
    """An engine needs a package that is not installed; the text names it."""


class EncoderError(ExplainerSearchError):
    """Texts cannot be given vectors: the encoder that was named cannot be opened or run."""


class EncoderUnavailableError(EncoderError):
    """An encoder needs a package that is not installed; the text names it."""


class EncoderFilesError(EncoderError):
    """An encoder's files are missing, damaged or of another kind; the text names them."""


class EvaluationError(ExplainerSearchError):
    """A ranking cannot be measured: judgements cannot be read, or a package is missing."""


class QueryError(ExplainerSearchError):
    """A query's parameter has no meaning; the text names it and says what to write."""


class PostNotFoundError(ExplainerSearchError):
    """No post has this slug."""
