# make run    the whole workstation: environment, central service, a demo call
# make test   every check: format, lint, types, import contracts, tests
# Nothing but Python 3.11 or newer and make has to be there. Windows: see README.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --no-build-isolation
LOCKS := requirements/build.txt requirements/run.txt requirements/central.txt
sum = $(shell cat $(1) 2>/dev/null | cksum | cut -d' ' -f1)
# A stamp carries the checksum of its locks: a changed lock is a new stamp, whatever the clock says.
RUN_STAMP := $(VENV)/stamps/run-$(call sum,$(LOCKS))
DEV_STAMP := $(VENV)/stamps/dev-$(call sum,$(LOCKS) requirements/dev.txt)

.DEFAULT_GOAL := help
.PHONY: help setup dev run test lint format bench model lock hooks clean

help:
	@echo "make run | test | setup | dev | lint | format | bench | model | lock | hooks | clean"

setup: $(RUN_STAMP) $(VENV)/bin/lingtai

dev: setup $(DEV_STAMP)

run: setup
	@$(VENV)/bin/python main.py demo

test: dev
	@$(VENV)/bin/python tools/checks.py

lint: dev
	@$(VENV)/bin/python tools/checks.py --no-tests

format: dev
	@$(VENV)/bin/ruff check --fix --quiet .
	@$(VENV)/bin/ruff format .

bench: setup
	@$(VENV)/bin/python main.py bench pipeline

# Torch is not locked: it is fetched as the build for the processor at hand (requirements/README.md).
model: setup
	@$(VENV)/bin/python -c "import jieba, scipy, soundfile, torch" 2>/dev/null || $(VENV)/bin/python -m pip install -r requirements/training.in
	@$(VENV)/bin/python -m tools.train_demo_model all

# dev first: it holds all the others, and they take its versions.
lock: dev
	@set -e; for name in build dev run central; do \
	  case $$name in run|central) same="-c requirements/dev.txt";; *) same="";; esac; \
	  $(VENV)/bin/uv pip compile --quiet --no-header --universal --python-version 3.11 \
	    --fork-strategy fewest --generate-hashes --no-emit-index-url --no-emit-find-links \
	    $$same requirements/$$name.in -o requirements/$$name.txt; \
	done

hooks: dev
	@$(VENV)/bin/pre-commit install

# build/ stays: it holds hours of speech for the demo model.
clean:
	rm -rf $(VENV) out dist htmlcov .coverage .coverage.* coverage.xml .mypy_cache .ruff_cache \
	  .pytest_cache .hypothesis .import_linter_cache

$(VENV)/stamps/system:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 以上 / Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	@$(PYTHON) tools/system_packages.py
	@$(PYTHON) -m venv $(VENV)
	@mkdir -p $(@D) && touch $@

$(RUN_STAMP): | $(VENV)/stamps/system
	@echo "安装依赖 / installing what the locks name …"
	@$(PIP) -r requirements/build.txt
	@$(PIP) -r requirements/run.txt -r requirements/central.txt
	@rm -f $(VENV)/stamps/run-* && touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@$(PYTHON) tools/system_packages.py --tests
	@echo "安装开发工具 / installing the tools for tests …"
	@$(PIP) -r requirements/dev.txt
	@rm -f $(VENV)/stamps/dev-* && touch $@

# A launcher of its own, since the top-level names are not those of a library (docs/decisions/0003).
$(VENV)/bin/lingtai: Makefile | $(VENV)/stamps/system
	@printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$(CURDIR)/$(VENV)/bin/python" "$(CURDIR)/main.py" > $@
	@chmod +x $@
