# Two commands set everything up: `make run` and `make test`.

PORT ?= 8000
CORPUS ?= corpus
INDEX ?= index_data
BENCH ?= --size 61 --size 12000 --size 100000 --corpus corpus
# The first Python on the machine that is new enough.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run fast build test lint unit browser bench lock clean

help:  ## Say what can be made.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: build  ## Install, build the index from corpus/, serve it (PORT=8000).
	@PORT="$(PORT)" $(BIN)/search-web --index "$(INDEX)"

fast: $(VENV)/fast.stamp  ## Install compiled loops too, for large corpora.

build: $(VENV)/run.stamp  ## Install and build the index from corpus/.
	@$(BIN)/indexer build "$(CORPUS)" --index "$(INDEX)"

test: lint unit browser  ## Run everything: lint, tests on every Python, browser tests.
	@echo "make test: all parts done"

lint: $(VENV)/dev.stamp  ## Check style, types (the page's scripts' too), dependencies, layers.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture
	$(BIN)/python tests/with_node.py

unit: $(VENV)/dev.stamp  ## Run the tests that need no browser, on every Python.
	$(BIN)/python -m pytest -n auto -m "not browser"
	$(BIN)/python tests/on_every_python.py

browser: $(VENV)/dev.stamp  ## Run the tests in a headless Chromium.
	$(BIN)/python tests/with_chromium.py

bench: $(VENV)/bench.stamp  ## Measure this engine side by side with its peers (BENCH="--help").
	$(BIN)/python -m benchmarks $(BENCH)

lock: $(VENV)/dev.stamp  ## Renew the locked versions from pyproject.toml.
	$(BIN)/python requirements/lock.py

clean:  ## Delete environments and the index.
	rm -rf .venv* "$(INDEX)"/g* "$(INDEX)"/CURRENT* "$(INDEX)"/BUILD.*

# The stamps are made anew when what is to be installed changes.
$(VENV)/%.stamp: requirements/%.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found." >&2; exit 1; }
	@echo "Installing the $*-time packages into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		--no-build-isolation --editable .
	@touch $@
