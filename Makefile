# Two commands on a fresh machine with Python 3.11+, git and make:
#   make run     the whole system on http://127.0.0.1:8080 (HOST, PORT; DEMO=1 fills the demo company;
#                KEHU_ADMIN_PASSWORD sets the password of `admin`, else a one-time password is printed)
#   make test    every check, about 30 minutes on two cores (wanted: 20)
# None of them reads standard input, but for `make shell`.

PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
FLASK := $(BIN)/flask
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
ZH := translations/zh/LC_MESSAGES/messages
VENDOR := app/static/vendor/.stamp

.DEFAULT_GOAL := help
.PHONY: help run init demo test lint format soak bench catalogue migration entity-check shell clean

help:
	@echo "make run | test | lint | format | soak | bench | catalogue | migration NAME | entity-check NAME | shell | clean"

run: init
	exec $(BIN)/python run.py </dev/null

init: .venv/.runtime $(VENDOR) $(ZH).mo
	$(FLASK) kehu init </dev/null
ifeq ($(DEMO),1)
	$(FLASK) kehu demo </dev/null
endif

# One `make test` is one whole verdict: lint first, since it is over in seconds.
test: lint $(VENDOR) $(ZH).mo
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS) </dev/null

lint: .venv/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python deploy/catalogue.py check

format: .venv/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

soak: .venv/.development $(VENDOR) $(ZH).mo
	$(BIN)/python -m pytest -n $(WORKERS) --soak $(ARGS) </dev/null

bench: .venv/.development $(VENDOR) $(ZH).mo
	$(if $(wildcard bench/__main__.py),$(BIN)/python -m bench $(ARGS) </dev/null,@echo "there is no bench/__main__.py yet")

# TERMS="a.tsv b.tsv" fills empty entries from tables of msgid, tab, translation.
catalogue: .venv/.runtime
	$(BIN)/python deploy/catalogue.py update $(if $(TERMS),--terms $(TERMS))
	$(BIN)/python deploy/catalogue.py compile

# A migration and entity-check take their name as the next word: make migration add_care_plan
ifneq ($(filter migration entity-check,$(firstword $(MAKECMDGOALS))),)
NAME := $(word 2,$(MAKECMDGOALS))
.PHONY: $(NAME)
$(if $(NAME),$(eval $(NAME):;@:))
endif

migration: .venv/.runtime
	$(if $(NAME),,$(error say what it does: make migration add_care_plan))
	$(FLASK) db migrate -m "$(NAME)" </dev/null

entity-check: .venv/.development
	$(if $(NAME),,$(error say which: make entity-check customer))
	$(FLASK) kehu entity-check "$(NAME)" </dev/null

shell: .venv/.runtime
	$(FLASK) shell

# Leaves ./data, where the records of a running system lie.
clean:
	rm -rf .venv node_modules app/static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis $(ZH).mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	$(PYTHON) -m venv .venv

.venv/.runtime: requirements.txt | .venv/bin/python
	$(PIP) -r requirements.txt
	touch $@

.venv/.development: requirements-dev.txt .venv/.runtime
	$(PIP) -r requirements.txt -r requirements-dev.txt
	touch $@

$(VENDOR): package-lock.json deploy/setup_frontend.py | .venv/bin/python
	$(BIN)/python deploy/setup_frontend.py
	touch $@

$(ZH).mo: $(ZH).po deploy/catalogue.py .venv/.runtime
	$(BIN)/python deploy/catalogue.py compile
