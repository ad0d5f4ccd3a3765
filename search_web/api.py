"""The JSON API: read, call one function, show."""

from flask import Blueprint, Response, jsonify, request

from indexer.results_json import post_to_plain, results_to_json
from indexer.search import SearcherSource
from indexer.suggestions_json import suggestions_to_json
from search_web.query_string import query_from_pairs, suggestion_request


def api_blueprint(source: SearcherSource) -> Blueprint:
    """The routes below `/api/v1`."""
    api = Blueprint("api", __name__)

    @api.get("/search")
    def search() -> Response:
        query = query_from_pairs(list(request.args.items(multi=True)))
        with source.lease() as searcher:
            results = searcher.search(query)
        return jsonify(results_to_json(query, results))

    @api.get("/suggest")
    def suggest() -> Response:
        text, limit = suggestion_request(list(request.args.items(multi=True)))
        with source.lease() as searcher:
            suggestions = searcher.suggest(text, limit)
            return jsonify(suggestions_to_json(text, suggestions, searcher.generation))

    @api.get("/posts/<slug>")
    def post(slug: str) -> Response:
        with source.lease() as searcher:
            return jsonify(post_to_plain(searcher.post(slug), searcher.generation))

    return api
