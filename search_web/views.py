"""The pages: read, call one function, show."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from indexer.reading_time import reading_minutes
from indexer.search import SearcherSource
from search_web.query_string import query_from_pairs
from search_web.rendering import render_body
from search_web.search_page import SearchPage


def pages_blueprint(source: SearcherSource) -> Blueprint:
    """The routes that people visit."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def search() -> str:
        query = query_from_pairs(list(request.args.items(multi=True)))
        with source.lease() as searcher:
            results = searcher.search(query)
        return render_template("search.html", page=SearchPage(query, results))

    @pages.get("/posts/<slug>")
    def post(slug: str) -> ResponseReturnValue:
        with source.lease() as searcher:
            reading = searcher.reading(slug)
        found = reading.post
        if found.slug != slug:
            return redirect(f"/posts/{found.slug}", code=301)
        return render_template(
            "post.html",
            post=found,
            body=render_body(found.body),
            minutes=reading_minutes(found),
            reading=reading,
        )

    @pages.get("/healthz")
    def health() -> Response:
        with source.lease() as searcher:
            return jsonify({"status": "ok", "generation": searcher.generation})

    return pages
