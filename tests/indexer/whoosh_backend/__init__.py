"""Tests of whoosh_backend."""
