# Two commands: `make run` and `make test`. Everything else is a part of them.
SHELL := /bin/sh
PYTHON ?= $(shell test -x /usr/bin/python3.11 && echo /usr/bin/python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PYTEST ?= $(BIN)/python -m pytest -n 2 --dist loadgroup

.PHONY: help run setup test check bench bench-acts format clean

help:  ## Say what can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*## /\t/' | expand -t 12

run: .venv/.runtime  ## Install what is missing, prepare the demonstration, serve at http://127.0.0.1:$(PORT)
	@exec $(BIN)/aftercare serve --demo --port $(PORT)

setup: .venv/.runtime  ## Install the application into .venv

.venv/.made: .ci/packages
	@sh .ci/packages runtime
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@touch $@

.venv/.runtime: requirements/runtime.txt pyproject.toml .venv/.made
	@echo "Installing Aftercare …"
	@$(PIP) -r requirements/runtime.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: requirements/test.txt .venv/.runtime
	@echo "Installing what the tests need …"
	@sh .ci/packages test
	@$(PIP) -r requirements/test.txt
	@touch $@

test: .venv/.test  ## Run every test: rules, SQLite and PostgreSQL, web, browser, architecture
	@$(PYTEST)

check: .venv/.test  ## Format, lint, types, layers, templates, content, size limits
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet app
	$(BIN)/aftercare check
	$(BIN)/python -m pytest -q tests/architecture

bench: .venv/.test  ## Measure, side by side with bare Flask on the same server (BENCH=--quick)
	@sh .ci/packages bench
	@$(BIN)/python -m benchmarks $(BENCH)

bench-acts: .venv/.test  ## Measure how well sentences are read, on labelled ones that nobody tuned on
	@$(BIN)/python -m benchmarks.acts

format: .venv/.test  ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:  ## Remove the environment and the local data
	rm -rf .venv var build
