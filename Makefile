# `make run` starts Soundings on invented data; `make test` runs every test. `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= $(shell for p in python3.11 python3 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
DATA := $(or $(SOUNDINGS_DATA_DIR),$(shell sed -n 's/^SOUNDINGS_DATA_DIR=//p' .env 2>/dev/null),data)
HOST ?= 127.0.0.1
PORT ?= 8000
BROWSER := -n 2 --dist loadfile --screenshot only-on-failure --output test-results

# A stamp carries the sum of what it was made from: it is made again when that changes, and only then.
sum = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)
FRONTEND_FILES := $(shell find frontend -type f -not -path '*/node_modules/*')
APP := .venv/.app-$(call sum,pyproject.toml requirements/build.txt requirements/app.txt)
DEV := .venv/.dev-$(call sum,pyproject.toml requirements/dev.txt)
NODE := frontend/node_modules/.made-$(call sum,frontend/package-lock.json)
ASSETS := soundings/design/static/built/.made-$(call sum,$(FRONTEND_FILES))
WORDS := soundings/locale/.made-$(call sum,$(wildcard soundings/locale/*/LC_MESSAGES/*.po))

.PHONY: help run test test-sqlite test-postgres test-browser demo-data check fix messages lock docs-pictures clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

run: $(APP) $(ASSETS) $(WORDS)  ## start Soundings on http://127.0.0.1:8000 (the first time with an invented agency)
	@[ -e "$(DATA)/soundings.sqlite3" ] || [ -n "$${SOUNDINGS_DATABASE_URL:-}" ] || \
		grep -qs '^SOUNDINGS_DATABASE_URL=.' .env || $(MAKE) demo-data
	@[ ! -e "$(DATA)/sign-in.txt" ] || cat "$(DATA)/sign-in.txt"
	@[ ! -e "$(DATA)/sign-in.txt" ] || export SOUNDINGS_RELAX_SECOND_STEP=true; \
		SOUNDINGS_DATA_DIR="$(DATA)" exec $(BIN)/soundings serve --host $(HOST) --port $(PORT)

# Made beside the data folder and moved in when whole, so that an interrupted start leaves no half agency. To yesterday,
# so that nothing on its boards is old or ahead of its time.
demo-data: MAKING := $(DATA)/.making
demo-data: $(APP)
	@rm -rf "$(MAKING)"; mkdir -p "$(MAKING)"
	@echo "Building the invented agency (once)"
	@SOUNDINGS_DATA_DIR="$(MAKING)" $(BIN)/soundings demo --as-of "$$(date -d yesterday +%F)" > "$(MAKING)/sign-in.txt"
	@mv "$(MAKING)"/* "$(DATA)/"; rm -rf "$(MAKING)"

# --- tests -------------------------------------------------------------------------------------------------------

test: $(DEV) $(ASSETS) $(WORDS)  ## every test: both databases, then the browser
	@.ci/chromium install
	@failed=; for part in sqlite postgres browser; do $(MAKE) test-$$part || failed="$$failed $$part"; done; \
		[ -z "$$failed" ] || { echo "== Not passed:$$failed"; exit 1; }

test-sqlite: $(DEV) $(ASSETS) $(WORDS)  ## unit, property and architecture tests on SQLite
	@echo "== Tests on SQLite"
	$(BIN)/pytest -q -n auto $(ARGS)

test-postgres: $(DEV) $(ASSETS) $(WORDS)  ## the same on PostgreSQL
	@echo "== Tests on PostgreSQL"
	SOUNDINGS_TEST_DB=postgres $(BIN)/pytest -q -n auto $(ARGS)

test-browser: $(DEV) $(ASSETS) $(WORDS)  ## whole journeys in the browser, with axe
	@echo "== Tests in the browser"
	@if .ci/chromium find >/dev/null; then \
		SOUNDINGS_CHROMIUM="$$(.ci/chromium find)" $(BIN)/pytest -q tests/browser $(BROWSER) $(ARGS); \
	else .ci/chromium explain; fi

docs-pictures: $(DEV) $(ASSETS) $(WORDS)  ## draw the pictures of the documentation again, in the browser tests
	SOUNDINGS_DOCS_PICTURES=1 $(BIN)/pytest -q tests/browser $(BROWSER) $(ARGS)

# --- checks ------------------------------------------------------------------------------------------------------

check: export SOUNDINGS_DATA_DIR := $(CURDIR)/build/check
check: $(DEV)  ## style, types, contracts, migrations, templates; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/soundings makemigrations --check --dry-run
	$(BIN)/djlint --lint --quiet soundings

fix: $(DEV)  ## repair what can be repaired
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(DEV)  ## take new sentences of the source up into the catalogues, and say what each language lacks
	$(BIN)/python -m soundings.config.catalogues refresh
	$(BIN)/python -m soundings.config.catalogues check

# --- what the above is made from ---------------------------------------------------------------------------------

lock: .venv/bin/python  ## compile the locks again (the only use of uv)
	$(BIN)/python -m venv build/uv
	build/uv/bin/pip install --quiet uv
	build/uv/bin/uv pip compile $(UV) pyproject.toml -o requirements/app.txt
	build/uv/bin/uv pip compile $(UV) requirements/dev.in -o requirements/dev.txt
	build/uv/bin/uv pip compile $(UV) requirements/build.in -c requirements/dev.txt -o requirements/build.txt
lock: UV := --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.venv/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Soundings needs Python 3.11 or newer. On Debian: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv is missing. On Debian: sudo apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

$(APP): | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt -r requirements/app.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@rm -f .venv/.app-*; touch $@

$(DEV): | .venv/bin/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@rm -f .venv/.app-* .venv/.dev-*; touch $@ $(APP)

$(NODE):
	@command -v npm >/dev/null || { echo "Soundings builds its styles with Node 20 or newer. On Debian: sudo apt-get install nodejs npm"; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || \
		{ echo "Node $$(node --version) is too old: Soundings builds its styles with Node 20 or newer."; exit 1; }
	npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	@touch $@

$(ASSETS): $(NODE)
	npm --prefix frontend run --silent build
	@rm -f soundings/design/static/built/.made-*; touch $@

$(WORDS): $(APP)
	$(BIN)/python -m soundings.config.catalogues compile
	@rm -f soundings/locale/.made-*; touch $@

clean:  ## remove what was built and installed; data stays
	rm -rf .venv build dist frontend/node_modules soundings/design/static/built
	rm -f soundings/locale/.made-* soundings/locale/*/LC_MESSAGES/*.mo
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results
