"""Tests of search_web."""
