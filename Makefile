# Whose Faces. `make help` lists what can be made; `make report` is the place to start.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
INVESTIGATION ?= data/demo/investigation.toml
EDITION ?=
BIN := .venv/bin
PAGE := analysis/whosefaces/lookup/page
BUNDLE := $(PAGE)/built/look-up.js
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
PYTEST := $(BIN)/python -m pytest -q -n auto --dist loadfile
export PYTHONDONTWRITEBYTECODE ?= 1

.PHONY: wheel pages docs sbom audit help report quick test unit property recorded journey browser check-all oracle crate lint format lab bench demo lookup-bundle lock clean

help:  ## what can be made
	@awk -F ':.*## ' '/^[a-z -]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  INVESTIGATION=FILE and EDITION=DATE choose another investigation or date for make report."

report: .venv/.core  ## run the demo investigation (or INVESTIGATION=FILE) and say where the report lies
	@$(BIN)/whosefaces run $(INVESTIGATION) $(if $(EDITION),--edition $(EDITION))

quick: .venv/.dev  ## under two minutes: every room, each property tried a few times
	@HYPOTHESIS_PROFILE=quick $(PYTEST) -m "(unit or property) and not slow"

test: .venv/.dev $(BUNDLE)  ## every check but those in a browser and the slow studies
	@$(PYTEST)

unit property recorded journey: .venv/.dev  ## one kind of test alone: make unit, property, recorded or journey
	@$(PYTEST) -m "$@ and not whole_population"

browser: .venv/.dev $(BUNDLE)  ## pages, notebooks and the look-up in a real browser
	@$(PYTEST) -m "browser and not whole_population"

check-all: .venv/.dev oracle crate  ## the slow checks too: coverage studies, whole populations, the independent package
	@$(BIN)/python -m pytest -q -m "unit or not unit"

oracle: .venv-oracle/.svy  ## ask an independent package for the estimators' reference numbers again
	@.venv-oracle/bin/python tests/measure/estimators/oracle/recompute.py --check

crate: .venv-crate/.validator  ## the RO-Crate validator, which the tests ask where it is

sbom: .venv-sbom/.tools .venv/.core  ## sbom.json (CycloneDX) and the licences of all that is installed
	@.venv-sbom/bin/cyclonedx-py environment --output-reproducible --output-format JSON -o sbom.json .venv/bin/python
	@.venv-sbom/bin/pip-licenses --python .venv/bin/python --format markdown --order license > licences.md
	@echo "sbom.json, licences.md"

audit: .venv-sbom/.tools  ## known weaknesses of what we install, where an advisory service can be asked
	@bash .ci/audit

wheel: .venv/.dev $(BUNDLE)  ## dist/*.whl: installs and works without a checkout
	@rm -rf dist && $(BIN)/python -m build --wheel --no-isolation --outdir dist . > .venv/wheel.log 2>&1 || { tail -20 .venv/wheel.log; exit 1; }
	@ls dist

pages: .venv/.dev  ## docs/demo: the demonstration's notebooks as they come out, and its first screen
	@$(BIN)/python -m studies.demonstration && ls docs/demo

docs: .venv/.dev  ## the documents as a site: docs/_build/html/index.html
	@SOURCE_DATE_EPOCH=1795824000 $(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html && echo docs/_build/html/index.html

lint: .venv/.dev  ## style, types, arrows between packages, spelling, stripped notebooks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }
	@$(BIN)/deptry .
	@$(BIN)/codespell
	@$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

format: .venv/.dev  ## put modules and notebooks into the project's form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(BIN)/nbstripout --keep-id notebooks/*.ipynb

lab: .venv/.core  ## open a copy of the notebooks in JupyterLab, in lab/
	@$(BIN)/whosefaces lab

bench: .venv/.dev  ## measure speed, as ratios against what one would use instead
	@$(BIN)/python -m benchmarks

demo: .venv/.core  ## make the invented dataset again (the same bytes)
	@$(BIN)/python data/demo/build.py

lookup-bundle: .venv/.dev  ## build the one script of the look-up's page (asks the npm registry once)
	@$(BIN)/python -m whosefaces.lookup.bundle

# Where no registry can be asked the tests of the page's script are skipped, and say so.
$(BUNDLE): $(PAGE)/look-up.js $(PAGE)/package-lock.json | .venv/.dev
	-@$(BIN)/python -m whosefaces.lookup.bundle

lock:  ## choose versions anew (needs uv) and write both locks
	@rm -f requirements.lock requirements-dev.lock requirements-spark.lock
	@uv pip compile -q pyproject.toml --universal --fork-strategy fewest --generate-hashes --no-emit-index-url --no-header -p 3.11.2 -o requirements.lock
	@uv pip compile -q pyproject.toml --extra spark --universal --fork-strategy fewest --generate-hashes --no-emit-index-url --no-header -p 3.11.2 -o requirements-spark.lock
	@uv pip compile -q pyproject.toml --extra dev --extra spark --extra archive --universal --fork-strategy fewest --generate-hashes --no-emit-index-url --no-header -p 3.11.2 -o requirements-dev.lock

# svy needs packages that would change what the suite computes with, so it has an environment of its own.
.venv-oracle/.svy: tests/measure/estimators/oracle/requirements.txt
	@echo "making .venv-oracle (once)"
	@$(PYTHON) -m venv .venv-oracle
	@.venv-oracle/bin/python -m pip --disable-pip-version-check install --quiet -r $<
	@touch $@

# So has the RO-Crate validator.
.venv-crate/.validator: tests/report/crate_validator/requirements.txt
	@echo "making .venv-crate (once)"
	@$(PYTHON) -m venv .venv-crate
	@.venv-crate/bin/python -m pip --disable-pip-version-check install --quiet -r $<
	@touch $@

# What looks at the environment has one of its own.
.venv-sbom/.tools: .ci/sbom-requirements.txt
	@echo "making .venv-sbom (once)"
	@$(PYTHON) -m venv .venv-sbom
	@.venv-sbom/bin/python -m pip --disable-pip-version-check install --quiet -r $<
	@touch $@

clean:  ## remove the environment and caches; reports stay
	@rm -rf .venv .venv-oracle .venv-crate .venv-sbom .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The environment. Its stamps lie inside it, so that removing it removes them.

.venv/bin/python:
	@bash .ci/needs $(PYTHON)
	@echo "making .venv (once)"
	@$(PYTHON) -m venv .venv

.venv/.core: requirements.lock | .venv/bin/python
	@echo "installing from requirements.lock (once, about a minute)"
	@$(PIP) -r requirements.lock
	@$(BIN)/python .ci/command.py
	@touch $@

.venv/.dev: requirements-dev.lock .ci/test-needs .venv/.core
	@echo "installing what the tests need (once)"
	@$(PIP) -r requirements-dev.lock
	@bash .ci/test-needs
	@touch $@
