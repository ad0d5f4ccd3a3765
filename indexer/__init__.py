"""Parses explainer posts, indexes them and answers queries over them."""
