"""Tests; each module mirrors one of the code, each name is a fact."""
