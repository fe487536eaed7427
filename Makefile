# Each target does its own set-up: Python 3.11 or newer and make are all it takes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
# Tests wait for Slack's pace and for processes: one more of them than there are cores.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

.PHONY: sandbox test check run bench words schema lock clean

sandbox: $(INSTALLED)  ## A local Slack with the app in it, in the browser
	$(BIN)/python app.py sandbox

test: check  ## Everything that CI checks
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict app.py bot handlers statements bench
	$(BIN)/lint-imports

run: $(INSTALLED)  ## The app, with the tokens in .env
	$(BIN)/python app.py run

bench: $(INSTALLED)  ## The app beside bare Bolt apps
	$(BIN)/python -m bench

words: $(INSTALLED)  ## Brings the French catalogue in line with the sentences in the code
	$(BIN)/python -m bot.locale.update

schema: $(INSTALLED)  ## The JSON Schemas of playbooks and of exported records, from their models
	$(BIN)/python -m bot.playbook_schema
	$(BIN)/python -m bot.record.schema

lock: $(INSTALLED)  ## Pins every dependency, from the ranges in pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --extra dev --generate-hashes --allow-unsafe \
		--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header \
		-o requirements.lock pyproject.toml

$(INSTALLED): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info
