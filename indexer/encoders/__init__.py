"""Texts to vectors that are near to each other if the texts mean nearly the same."""
