"""Serves pages to a browser: which Chromium, which posts, at which address."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from indexer.backends import open_source
from indexer.build import build
from indexer.generations import GenerationStore
from indexer.post import Level, Post
from indexer.search import SearcherSource
from search_web.app import create_app
from tests.fakes import make_post

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

LONG_WORD = "Pneumonoultramicroscopicsilicovolcanoconiosis"

SHOWCASE: Post = make_post(
    "showcase",
    title=f"Why does a title with exactly eighty characters and {LONG_WORD[:27]}?",
    summary="One post with all that Markdown can do: formulas, code, tables, lists, long words.",
    date=date(2026, 4, 30),
    level=Level.ADVANCED,
    domain="AI & ML",
    body=rf"""Attention weighs values by softmax of $QK^\top / \sqrt{{d_k}}$, at $O(n^2 d)$ steps.
An inline formula may be wide: $a_1 + a_2 + a_3 + a_4 + a_5 + a_6 + a_7 + a_8 + a_9 + b$.

## The formula

$$
\mathrm{{Attention}}(Q, K, V) = \mathrm{{softmax}}\left(\frac{{QK^\top}}{{\sqrt{{d_k}}}}\right)V
$$

$$
\begin{{aligned}}
f(x) &= \sum_{{i=1}}^{{n}} \binom{{n}}{{i}} x^i \\
&= (1 + x)^n - 1
\end{{aligned}}
$$

A formula that nobody can read: $\frac{{1$.

## Content

```python
def attention(queries, keys, values, mask=None, dropout_probability=0.0, is_causal=True):
    return softmax(queries @ keys.T / sqrt(keys.shape[-1])) @ values  # each against each
```

Inline `code.with_a_very_long_name_that_does_not_break_anywhere(because, it, must, not)` too.

| Tokens in the text | Attention's share of the work | Whole bill when the text doubles |
|---|---:|:---:|
| 4,096 | 7.7% | × 2.15 |
| {LONG_WORD} | 50% | × 3.00 |

## Lists and {LONG_WORD * 2}

1. First, [the whole post](showcase.md#content).
2. Second, x<sup>2</sup> and <kbd>Ctrl</kbd>+<kbd>C</kbd>.

- A bullet, ~~struck~~ and *stressed* and **strong**.

> A quotation, two lines long at least on a narrow screen, to see how it stands in the text.

A word: {LONG_WORD * 3}.
""",
)


def chromium_path() -> str | None:
    """The Chromium named by EXPLAINER_CHROMIUM, else the first on the PATH."""
    named = os.environ.get("EXPLAINER_CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


class _SilentHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def served(
    source: SearcherSource, prepare: Callable[[Flask], None] = lambda _app: None
) -> Iterator[str]:
    """The address of an application over a source, as long as the block lasts."""
    app = create_app(source)
    prepare(app)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_SilentHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def served_corpus(index_folder: Path) -> Iterator[str]:
    """The address of the real corpus, indexed into a folder."""
    build(CORPUS, GenerationStore(index_folder))
    source = open_source(index_folder)
    try:
        with served(source) as url:
            yield url
    finally:
        source.close()
