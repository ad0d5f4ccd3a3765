"""Findability: why a post is found or not, and what would help."""
