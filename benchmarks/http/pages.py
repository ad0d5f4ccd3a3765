"""Pages that search nothing, for the same server: what there is to be gained, and no more."""

import os
from collections.abc import Callable, Iterable

from flask import Flask, render_template
from jinja2 import DictLoader

PAGE_BYTES_VARIABLE = "BENCHMARK_PAGE_BYTES"
_HITS = 10
_SIZE = int(os.environ.get(PAGE_BYTES_VARIABLE, "10000"))
_TEXT = "x" * _SIZE
_TEMPLATE = {"page.html": "{% for hit in hits %}<p>{{ hit }}</p>{% endfor %}"}
_HIT = "x" * (_SIZE // _HITS - len("<p></p>"))

constant = Flask("constant")
template = Flask("template")
template.jinja_loader = DictLoader(_TEMPLATE)


@constant.get("/")
def _constant_page() -> str:
    """A text that is there already."""
    return _TEXT


@template.get("/")
def _template_page() -> str:
    """The least template with ten hits in it, as long as a page of results."""
    return render_template("page.html", hits=[_HIT] * _HITS)


def bare(
    _environ: dict[str, object], start_response: Callable[[str, list[tuple[str, str]]], object]
) -> Iterable[bytes]:
    """No Flask at all: what server and load generator can do together."""
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(_SIZE))])
    return [_TEXT.encode()]
