# Everything that one does with CAM by hand. `make demo` and `make test` need only make and
# Python 3.11 or newer; they put what they need into .venv, from the hashes in requirements/.

PYTHON ?= python3
WORKERS ?= 2

SHELL := /bin/sh
VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip --quiet --quiet --no-input --disable-pip-version-check
# The project itself: no dependency is looked up, and its build backend is the locked one.
SELF := $(PIP) install --no-deps --no-build-isolation --editable .
LOCK := uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
	--no-emit-find-links --universal --python-version 3.11

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo serve test check bench prove lock clean

help: ## Tell what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' Makefile

demo: $(VENV)/ready ## Try the whole of CAM against simulated vendors; no key, no network
	@$(VENV)/bin/cam demo

serve: $(VENV)/ready ## Serve the REST API on loopback, on cam.db
	@$(VENV)/bin/cam migrate
	@$(VENV)/bin/cam serve

test: $(VENV)/ready-dev ## Run every test
	@$(RUN) -m pytest -n $(WORKERS) -q

check: $(VENV)/ready-dev ## Lint, format, types, layers
	@echo "ruff: lint";       $(VENV)/bin/ruff check --quiet .
	@echo "ruff: format";     $(VENV)/bin/ruff format --quiet --check .
	@echo "mypy: types";      $(VENV)/bin/mypy --no-error-summary
	@echo "imports: layers";  $(VENV)/bin/lint-imports --no-logo > $(VENV)/layers.txt || { cat $(VENV)/layers.txt; exit 1; }
	@echo "hadolint: Dockerfile"; $(VENV)/bin/hadolint Dockerfile

bench: $(VENV)/ready-dev ## Measure
	@$(RUN) -m benchmarks

prove: $(VENV)/ready-dev ## Kill 1,000 processes on each database, write docs/proof.md
	@$(VENV)/bin/cam prove all --long --database sqlite --database postgres --report docs/proof.md

lock: ## Resolve the dependencies anew (needs uv)
	@command -v uv > /dev/null || { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	$(LOCK) --upgrade --output-file requirements/build.txt --group build
	$(LOCK) --upgrade --output-file requirements/run.txt pyproject.toml
	$(LOCK) --upgrade --output-file requirements/dev.txt --constraints requirements/run.txt --group dev pyproject.toml

clean: ## Remove what make and the tools have made; databases stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# One .venv for both: `ready` has what CAM runs with, `ready-dev` what its tests need on top.

$(VENV)/created: Makefile
	@command -v "$(PYTHON)" > /dev/null || { \
		echo "CAM needs Python 3.11 or newer, and there is no $(PYTHON) (make PYTHON=... names another)." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "CAM needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1). Name another: make PYTHON=python3.12 ..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2> /dev/null || { \
		echo "$(PYTHON) has no venv or ensurepip; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) ..."
	@"$(PYTHON)" -m venv $(VENV)
	@touch $@

$(VENV)/ready: $(VENV)/created requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing what CAM runs with (half a minute, once) ..."
	@$(PIP) install --require-hashes --requirement requirements/run.txt
	@$(PIP) install --require-hashes --requirement requirements/build.txt
	@$(SELF)
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements/dev.txt
	@echo "Installing what the tests need (half a minute, once) ..."
	@$(PIP) install --require-hashes --requirement requirements/dev.txt
	@touch $@
