"""The JSON API: read, call one function, show."""

from flask import Blueprint, Response, jsonify, request

from indexer.results_json import post_to_plain, results_to_json
from indexer.search import SearcherSource
from indexer.suggestions_json import suggestions_to_json
from search_web.answers import Answers
from search_web.query_string import query_from_pairs, suggestion_request

JSON = "application/json"


def api_blueprint(source: SearcherSource, answers: Answers) -> Blueprint:
    """The routes below `/api/v1`."""
    api = Blueprint("api", __name__)

    @api.get("/search")
    def search() -> Response:
        query = query_from_pairs(list(request.args.items(multi=True)))
        key = ("results as JSON", query)
        with source.lease() as searcher:
            if kept := answers.find(searcher, key):
                return kept
            results = searcher.search(query)
        content = jsonify(results_to_json(query, results)).get_data()
        return answers.keep(searcher, key, content, JSON)

    @api.get("/suggest")
    def suggest() -> Response:
        text, limit = suggestion_request(list(request.args.items(multi=True)))
        key = ("suggestions as JSON", text, limit)
        with source.lease() as searcher:
            if kept := answers.find(searcher, key):
                return kept
            suggestions = searcher.suggest(text, limit)
        plain = suggestions_to_json(text, suggestions, searcher.generation)
        return answers.keep(searcher, key, jsonify(plain).get_data(), JSON)

    @api.get("/posts/<slug>")
    def post(slug: str) -> Response:
        key = ("post as JSON", slug)
        with source.lease() as searcher:
            if kept := answers.find(searcher, key):
                return kept
            found = searcher.post(slug)
        content = jsonify(post_to_plain(found, searcher.generation)).get_data()
        return answers.keep(searcher, key, content, JSON)

    return api
