# The recipes of this checkout. On a machine with Python 3.11 or newer and nothing else: `make demo`, `make test`.
# Another Python: `make demo PYTHON=python3.13`.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE = $(VENV)/locking/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
    --no-config --no-header --no-annotate --quiet $(UPGRADE)
PO := src/nocustom/locale/ja/LC_MESSAGES/nocustom.po
JOBS ?= 3
# The tests start hundreds of processes: where none may keep what it compiled, they take half as long again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint types contract current check catalogue schemas statements lock bench wheel clean
.DEFAULT_GOAL := demo

demo: $(VENV)/installed
	@$(BIN)/nocustom demo

test: $(VENV)/tested
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -q

lint: $(VENV)/tested
	$(BIN)/ruff check .

types: $(VENV)/tested
	$(BIN)/mypy

contract: $(VENV)/tested
	$(BIN)/lint-imports --no-logo

# Files that are made from others say what those say now.
current: $(VENV)/tested
	$(BIN)/python .ci/catalogue.py --check
	$(BIN)/python -m nocustom.form.compile --check
	$(BIN)/python .ci/schemas.py --check
	$(BIN)/python .ci/statements.py --check

check: lint types contract current test

# Every message of the source, in the catalogue for its translation; then compiled, so that it speaks at once.
catalogue: $(VENV)/tested
	$(BIN)/python .ci/catalogue.py

# The schemas by which editors complete TOML, as the models have them now.
schemas: $(VENV)/tested
	$(BIN)/python .ci/schemas.py

# The tables of docs/scripts.md, as the acts are now.
statements: $(VENV)/tested
	$(BIN)/python .ci/statements.py

bench: $(VENV)/tested
	$(BIN)/python benchmarks/run.py

wheel: $(VENV)/tested
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

# Newer versions for everything: `make lock UPGRADE=--upgrade`.
lock: $(VENV)/locking
	$(COMPILE) --group pyproject.toml:build --output-file .ci/install.txt
	$(COMPILE) --group pyproject.toml:test --constraint .ci/install.txt --output-file .ci/test.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "nocustom needs Python 3.11 or newer, and \`$(PYTHON)\` is $$($(PYTHON) --version 2>/dev/null || echo missing)"; \
	    echo "hint: name another one: make $(MAKECMDGOALS) PYTHON=python3.13"; exit 1; } >&2
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	    echo "hint: on Debian and Ubuntu, \`venv\` is a package of its own: apt install python3-venv"; exit 1; } >&2

$(VENV)/required: .ci/install.txt | $(VENV)/bin/python
	@echo "Installing what nocustom stands on into $(VENV)" >&2
	@$(PIP) install --require-hashes -r .ci/install.txt
	@touch $@

$(VENV)/installed: pyproject.toml .ci/hatch_build.py $(PO) $(VENV)/required
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/tested: .ci/test.txt $(VENV)/installed
	@echo "Installing what the tests need into $(VENV)" >&2
	@$(PIP) install --require-hashes -r .ci/test.txt
	@touch $@

$(VENV)/locking: | $(VENV)/bin/python
	@$(PYTHON) -m venv $@
	@$@/bin/python -m pip --disable-pip-version-check --quiet install uv==0.13.9

clean:
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests .ci -name __pycache__ -prune -exec rm -rf {} +
	find src -name '*.mo' -delete
