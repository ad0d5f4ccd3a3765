"""The pages: read, call one function, show."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from indexer.reading_time import reading_minutes
from indexer.search import SearcherSource
from search_web.answers import Answers
from search_web.query_string import query_from_pairs
from search_web.rendering import render_body
from search_web.search_page import SearchPage

HTML = "text/html"


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
            results = searcher.search(query)
        html = render_template("search.html", page=SearchPage(query, results))
        return answers.keep(searcher, key, html, HTML)

    @pages.get("/posts/<slug>")
    def post(slug: str) -> ResponseReturnValue:
        # What else the address asks for is shown in the search field.
        key = ("post", slug, *request.args.getlist("q")[-1:])
        with source.lease() as searcher:
            if kept := answers.find(searcher, key):
                return kept
            reading = searcher.reading(slug)
        found = reading.post
        if found.slug != slug:
            return redirect(f"/posts/{found.slug}", code=301)
        html = render_template(
            "post.html",
            post=found,
            body=render_body(found.body),
            minutes=reading_minutes(found),
            reading=reading,
        )
        return answers.keep(searcher, key, html, HTML)

    @pages.get("/healthz")
    def health() -> Response:
        with source.lease() as searcher:
            return jsonify({"status": "ok", "generation": searcher.generation})

    return pages
