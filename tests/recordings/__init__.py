"""Recordings of terminals in the documentation, made by running the real commands."""
