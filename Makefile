# The one door: `make demo`, `make test`, `make check`, `make bench`, `make front`, `make docs`, `make pictures`,
# `make languages`, `make lock`.
# A fresh machine needs Python 3.11 or newer, git and make; everything else is installed into .venv by the first target run.

PYTHON ?= python3
VENV   := .venv
READY  := $(VENV)/.ready
BIN    := $(VENV)/bin
SPEED  ?= 1

.PHONY: demo test lint check bench front docs pictures languages lock clean help

help:            ## list the targets
	@grep -E '^[a-z]+: .*##|^[a-z]+: +##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Détente needs Python 3.11 or newer; found: $$($(PYTHON) -V 2>&1). Remedy: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing. Remedy (Debian, Ubuntu): apt-get install python3-venv"; exit 1; }
	@echo "setting up $(VENV) (first run only; about a minute)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@touch $(READY)

demo: $(READY)   ## found a council of independent nodes here and play the NATO-Russia Council, 2014 to 2016
	@$(BIN)/detente demo --speed $(SPEED)

test: $(READY)   ## every test, with what it needs installed
	@tests/interop-setup
	@tests/browser-setup
	@$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

lint: $(READY)   ## formatting, lint, types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

check: lint      ## the same, and the house's own rules
	@$(BIN)/pytest -q tests/tidy

bench: $(READY)  ## the paths that matter, beside this machine's floor
	@$(BIN)/python -m tests.bench

front: $(READY)  ## bring the pages' scripts from npm, as building the package does
	@$(BIN)/python hatch_build.py

languages: $(READY)   ## take down what the pages say, and give every catalog its lines
	@$(BIN)/python -m tests.tidy.catalogs

docs: $(READY)   ## rebuild the generated pages of docs/ (errors, command reference)
	@$(BIN)/python -m tests.tidy.generate

pictures: $(READY)   ## play the council and take the pictures of README and docs anew
	@$(BIN)/python -m tests.browser.pictures

lock: $(READY)   ## resolve the dependencies anew
	@$(BIN)/pip install -qq uv
	@$(BIN)/uv pip compile -q pyproject.toml --group dev --generate-hashes --no-header --no-annotate \
	  --no-emit-index-url --no-emit-find-links --python-version 3.11 --universal --upgrade -o requirements.lock

clean:           ## remove what was installed and built here
	@rm -rf $(VENV) dist
