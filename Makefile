.DEFAULT_GOAL := help
.SUFFIXES:
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
PACKAGES := tminus bot commands integrations sandbox migrations
PORT ?= 8000
# Three on two cores: a test often waits for a delivery, or for a process of its own to start.
SPREAD := -n 3 --dist worksteal
# Where Python may not keep what it has compiled, each process of the tests compiles all of them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help install demo test bench soak check format docs lock clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | awk -F'|' '{printf "  make %-8s %s\n", $$1, $$2}'

$(BIN)/uv:
	@echo "Setting up .venv (once; Python's own venv and pip) …"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

.venv/.run: requirements.lock pyproject.toml | $(BIN)/uv
	@echo "Installing what T-Minus needs (pinned by hash) …"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r requirements.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml | $(BIN)/uv
	@echo "Installing what the tests and checks need, PostgreSQL among it (pinned by hash) …"
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode -r requirements-dev.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/.run $@

install: .venv/.run ## install the program into .venv, pinned by hash

demo: .venv/.run ## start the bot with a pretend Slack in your browser; nothing else is needed
	@exec $(BIN)/tminus demo --port $(PORT)

test: .venv/.dev ## run every test, on SQLite and on PostgreSQL
	@echo "Running the tests of each module, and counting what they reach …"
	@$(BIN)/python -m pytest $(SPREAD) -m "not soak and not postgresql and not uncounted" \
		--cov --cov-report=term --cov-fail-under=98 $(ARGS)
	@echo "Running what is not counted, and what stores anything once more on PostgreSQL …"
	@$(BIN)/python -m pytest $(SPREAD) -m "not soak and (postgresql or uncounted)" $(ARGS) || [ $$? = 5 ]

soak: .venv/.dev ## what `make test` only samples: kills at every point, thousands of odd payloads and documents
	@echo "Killing processes …"
	@$(BIN)/python -m pytest -m soak -n 2 --dist load $(ARGS)

bench: .venv/.dev ## measure a press, deliveries, lateness, a storm of alerts, watched metrics, growth, start-up, memory; ARGS="press --quick" for less
	@$(BIN)/python -m tests.bench $(ARGS)

check: .venv/.dev ## lint, types, import rules, our own rules, generated files up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.rules

format: .venv/.dev ## put the code into its form
	$(BIN)/ruff check --fix --exit-zero --quiet .
	$(BIN)/ruff format .

docs: .venv/.dev ## write the generated pages of docs/ anew
	$(BIN)/python -m tests.rules.generated

lock: $(BIN)/uv ## renew the lock files from pyproject.toml
	$(BIN)/uv lock --quiet
	$(BIN)/uv export --quiet --no-emit-project --no-dev --group build --format requirements-txt -o requirements.lock
	$(BIN)/uv export --quiet --no-emit-project --group dev --format requirements-txt -o requirements-dev.lock

clean: ## remove what the other targets made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .coverage .import_linter_cache
	find $(PACKAGES) tests -name __pycache__ -prune -exec rm -rf {} +
