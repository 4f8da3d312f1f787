# make run    the window              make test   everything that must hold before a commit
# make bench  figures and ratios      make nightly, make soak   what takes longer
# make thumbnails  pictures of the examples, after another look or another example
#
# The first run installs and leaves a stamp in .venv; later ones start at once, until pyproject.toml
# changes. With another Python: make run PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PYTEST := $(BIN)/python -m pytest

.PHONY: run test nightly bench soak thumbnails

run: $(VENV)/.installed
	@tools/run.sh $(BIN)/python -m playground

test: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(PYTEST) -q -n auto --dist worksteal

nightly: test
	HYPOTHESIS_PROFILE=nightly $(PYTEST) -q -n auto --dist worksteal --timeout 3600 -m "nightly or not (xvfb or bench or soak)"
	QT_QPA_PLATFORM=xcb $(PYTEST) -q -m xvfb

bench: $(VENV)/.installed-test
	$(PYTEST) -q -s --timeout 1800 -m bench tests/bench

soak: $(VENV)/.installed-test
	$(PYTEST) -q -s --timeout 0 -m soak tests/bench

thumbnails: $(VENV)/.installed
	$(BIN)/python tools/thumbnails.py

$(VENV)/.installed: pyproject.toml | $(VENV)/.system
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/.system-test
	$(PIP) install --editable ".[test,dev]"
	@touch $@ $(VENV)/.installed

# What Qt needs of the system is asked once; `rm .venv/.system*` asks again.
$(VENV)/.system: tools/system.sh
	@tools/system.sh run
	@tools/venv.sh $(PYTHON) $(VENV)
	@touch $@

$(VENV)/.system-test: tools/system.sh
	@tools/system.sh test
	@tools/venv.sh $(PYTHON) $(VENV)
	@touch $@ $(VENV)/.system
