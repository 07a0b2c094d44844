# `make` alone lists the targets. Everything it installs stays in .venv/, node_modules/, static/vendor/ and static/bundle/.

PYTHON ?= python3
BIN := .venv/bin
NODE_TOOLS := node_modules/.bin
# A file's tests stay together, since they share a server; files are spread over the processors. What fails so is tried
# once more by itself: browsers beside each other may starve for seconds. Both results are printed.
PYTEST := $(BIN)/pytest --quiet
at_once = $(PYTEST) --dist loadfile --numprocesses auto $(1) || { test $$? -eq 1 && $(PYTEST) --last-failed --last-failed-no-failures none $(1); }
heading = @printf '\n\033[1m== %s\033[0m\n'

# Node from PyPI, where that one is used, is found in the virtual environment.
WITH_NODE := types test-python test-postgres test-js test-browser soak check-js format
$(WITH_NODE): export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help audit audit-if-possible run serve test bench soak soak-crowd scaling lint format types test-js test-python test-postgres test-browser check-python check-layers check-js setup-test clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Set up and start for development (flask run); ARGS=--debug reloads on change
	@$(PYTHON) scripts/setup.py run
	@$(BIN)/python scripts/run.py $(ARGS)

serve: ## Set up and start as in production (python wsgi.py, eventlet)
	@$(PYTHON) scripts/setup.py run
	@$(BIN)/python wsgi.py

test: setup-test audit-if-possible lint types test-js test-python test-postgres test-browser ## Everything that must hold: checks, types, all tests
	$(heading) 'All of it passed'

soak: ## Devices that do random things while everything fails, for long; SEEDS=20 FIRST=1 STEPS=500 MINUTES=60
	@$(PYTHON) scripts/setup.py test
	@$(BIN)/python -m tests.soak

soak-crowd: ## A thousand connections on one process while its memory is watched; CONNECTIONS=1000 MINUTES=10
	@$(PYTHON) scripts/setup.py test
	@$(BIN)/python -m tests.soak.crowd

bench: ## Measure against a Node server on this machine; QUICK=1 for a first impression
	@$(PYTHON) scripts/setup.py bench
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(ARGS)

audit: ## Ask whether weaknesses of our libraries are known; needs a network
	@$(PYTHON) scripts/audit.py

audit-if-possible:
	$(heading) 'Known weaknesses of our libraries (OSV)'
	@$(PYTHON) scripts/audit.py || test $$? -eq 2

scaling: ## How far it goes: the tables of docs/scaling.md; ARGS=--measure takes their costs on this machine
	@$(PYTHON) scripts/setup.py bench
	@$(BIN)/python -m bench.scaling $(ARGS)

lint: check-python check-layers check-js ## Lint and format checks

types: ## mypy and tsc
	$(heading) 'Types of Python (mypy)'
	@$(BIN)/mypy
	$(heading) 'Types of JavaScript (tsc)'
	@$(NODE_TOOLS)/tsc --project tsconfig.json

test-js: ## JavaScript unit tests
	$(heading) 'JavaScript tests (node --test)'
	@files=$$(find tests/js -name '*.test.js' | sort); test -n "$$files" && node --test $$files

test-python: ## Server tests
	$(heading) 'Server tests (pytest)'
	@$(call at_once,--ignore tests/browser tests)

test-postgres: ## Server tests again, on PostgreSQL
	$(heading) 'Server tests on PostgreSQL (pytest --database postgresql)'
	@$(call at_once,--database postgresql --ignore tests/browser --ignore tests/processes tests)

test-browser: ## The story in a real Chromium
	$(heading) 'Browser tests (pytest, Chromium)'
	@$(call at_once,tests/browser)

check-python:
	$(heading) 'Python: lint and format (ruff)'
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

check-layers:
	$(heading) 'Who may import whom (import-linter)'
	@$(BIN)/lint-imports --no-logo

check-js:
	$(heading) 'JavaScript and CSS: lint and format (biome)'
	@$(NODE_TOOLS)/biome ci --error-on-warnings

format: ## Put Python, JavaScript and CSS into their format
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format
	@$(NODE_TOOLS)/biome check --write

setup-test:
	@$(PYTHON) scripts/setup.py test

clean: ## Remove what set-up and tests made; data/ stays
	rm -rf .venv node_modules static/vendor static/bundle test-results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
