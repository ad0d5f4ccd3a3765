"""Runs the command line as `python -m indexer`."""

from indexer.cli import main

main(prog_name="indexer")
