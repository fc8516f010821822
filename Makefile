# make demo   what kblink does, shown on a copy of sample_vault
# make test   lint, types, all tests
# Both install what they need into .venv, once.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Nothing is downloaded at run time.
export HF_HUB_OFFLINE := 1

.PHONY: demo test clean

demo: .venv/runtime.stamp
	@scripts/demo.sh $(abspath $(BIN))

test: .venv/dev.stamp
	@scripts/install_test_tools.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

clean:
	rm -rf .venv

# torch comes first and pinned: an open range pulls gigabytes of CUDA libraries.
.venv/torch.stamp:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "kblink needs Python 3.11 or newer"'
	$(PYTHON) -m venv .venv
	@echo "Installing (once; torch takes a minute or two) ..."
	$(PIP) install torch==2.13.0
	@touch $@

.venv/runtime.stamp: .venv/torch.stamp pyproject.toml
	$(PIP) install --editable .
	@$(BIN)/python -m compileall -q kblink  # as an installation that is not editable does
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp
	$(PIP) install --editable '.[dev]'
	@touch $@
