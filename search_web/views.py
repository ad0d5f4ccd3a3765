"""The pages: read, call one function, show."""

from dataclasses import replace

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from indexer.search import Query, Searcher, SearcherSource
from search_web.answers import Answers
from search_web.post_page import origin_of, post_page
from search_web.query_string import query_from_pairs, search_url
from search_web.search_page import Chip, Loosened, SearchPage

HTML = "text/html"
# Offered where nothing is found.
NEWEST_POSTS = 5


def pages_blueprint(source: SearcherSource, answers: Answers) -> Blueprint:
    """The routes that people visit."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def search() -> Response:
        query = query_from_pairs(list(request.args.items(multi=True)))
        key = ("results", query)
        with source.lease() as searcher:
            if kept := answers.find(searcher, key):
                return kept
            page = _search_page(searcher, query)
        html = render_template("search.html", page=page)
        return answers.keep(searcher, key, html, HTML)

    @pages.get("/posts/<slug>")
    def post(slug: str) -> ResponseReturnValue:
        pairs = list(request.args.items(multi=True))
        origin = origin_of(pairs)
        # What an address asks for is shown in the search field, even if it cannot be read.
        key = ("post", slug, origin, *request.args.getlist("q")[-1:])
        with source.lease() as searcher:
            if kept := answers.find(searcher, key):
                return kept
            reading = searcher.reading(slug)
            results = searcher.search(origin) if origin else None
        found = reading.post
        if found.slug != slug:
            return redirect(search_url(origin or Query(), f"/posts/{found.slug}"), code=301)
        html = render_template("post.html", page=post_page(reading, origin, results))
        return answers.keep(searcher, key, html, HTML)

    @pages.get("/healthz")
    def health() -> Response:
        with source.lease() as searcher:
            return jsonify({"status": "ok", "generation": searcher.generation})

    return pages


def _search_page(searcher: Searcher, query: Query) -> SearchPage:
    results = searcher.search(query)
    page = SearchPage(query, results)
    if results.total:
        return page
    loosened = (
        Loosened(
            Chip(label, search_url(without)), searcher.search(replace(without, page_size=1)).total
        )
        for label, without in page.without_each_filter()
    )
    newest = searcher.search(Query(page_size=NEWEST_POSTS)).hits
    return replace(page, loosened=tuple(each for each in loosened if each.count), newest=newest)
