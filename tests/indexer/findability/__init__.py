"""Tests of findability."""
