# Everything one does with Countersign. `make` alone lists it.
.DEFAULT_GOAL := help
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
READY := $(VENV)/.ready
PARTS := bot handlers models config tests
KILL ?=

help:  ## list the verbs
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements-dev.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null \
		|| { echo "Python 3.11 is needed: make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3.11"; exit 1; }
	"$(PYTHON)" -m venv $(VENV) \
		|| { echo "This Python cannot make $(VENV): remove that folder if it is there; on Debian and Ubuntu: apt install python3.11-venv"; exit 1; }
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $(READY)

setup: $(READY)  ## install everything, by the lock, into .venv

demo: $(READY)  ## play one campaign day on the local Telegram (KILL=seed: kill the bot on the way)
	$(RUN) -m bot demo $(if $(KILL),--kill $(KILL))

talk: $(READY)  ## talk to the bot in this terminal, without Telegram
	$(RUN) -m bot talk

run: $(READY)  ## run the bot against Telegram (says what is missing)
	$(RUN) -m bot run

check: $(READY)  ## format, lint, types, import contracts, house laws and the fast tests
	$(VENV)/bin/ruff format --check $(PARTS)
	$(VENV)/bin/ruff check $(PARTS)
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/pytest -q -n 2 -m "not slow"

fix: $(READY)  ## let the tools mend format and lint
	$(VENV)/bin/ruff check --fix $(PARTS)
	$(VENV)/bin/ruff format $(PARTS)

test: $(READY)  ## the whole suite, on both databases
	$(VENV)/bin/pytest -q -n 2 --dist loadgroup

bench: $(READY)  ## measure against the named peers (MODE=quick, full, planner, statistics), writes out/bench.json
	$(RUN) -m tests.benchmarks $(or $(MODE),quick)

lock: $(READY)  ## renew the lock files from pyproject.toml
	$(RUN) -m pip install --quiet uv
	$(RUN) -m uv pip compile -q pyproject.toml --generate-hashes --no-header --python-version 3.11 -o requirements.lock
	$(RUN) -m uv pip compile -q pyproject.toml --group dev --generate-hashes --no-header --python-version 3.11 -o requirements-dev.lock

clean:  ## remove what was made (not the database of a campaign)
	rm -rf out .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: help setup demo talk run check fix test bench lock clean
