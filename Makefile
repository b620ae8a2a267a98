# Needs only make and Python 3.11 or newer; installs everything into .venv and nothing elsewhere.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo serve test test-browser test-kafka java lint bench docs pins clean

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# A virtual environment with the runtime pins and the project (RUNTIME), or with the development pins as well (DEVELOPMENT).
RUNTIME := $(VENV)/.requirements
DEVELOPMENT := $(VENV)/.requirements-dev

help: ## Show this list (the default)
	@printf 'make <target> [ARGS="..."]: ARGS reach the target'"'"'s command\n\n'
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-13s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(RUNTIME) ## Load the three provinces' demonstration data and serve the rankings
	$(BIN)/bangvang demo $(ARGS)

serve: $(RUNTIME) ## Serve the pages and the REST interface on the data there are
	$(BIN)/bangvang serve $(ARGS)

test: $(DEVELOPMENT) ## Run the tests; domain and application are held to 100 % of branches
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not browser and not foreign and not lengthy" --cov $(ARGS)

test-browser: $(DEVELOPMENT) ## Run the tests that drive Chromium (chromium and chromedriver must be installed)
	$(BIN)/python -m pytest -m browser $(ARGS)

test-kafka: java $(DEVELOPMENT) ## Run the tests of relay and projectors on a real Apache Kafka (needs Java and Maven)
	BANGVANG_TEST_KAFKA=real $(BIN)/python -m pytest tests/consumers $(ARGS)

java:
	@if ! java -version >/dev/null 2>&1 || ! mvn --version >/dev/null 2>&1; then \
	  echo 'Cần Java 17 trở lên và Maven. Trên Debian, Ubuntu: apt install default-jre-headless maven' >&2; \
	  echo 'Java 17 or newer and Maven are needed. On Debian, Ubuntu: apt install default-jre-headless maven' >&2; \
	  exit 1; \
	fi

lint: $(DEVELOPMENT) ## Check style, types, import contracts and the pins
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pip check
	@! grep -nE '://|^-' requirements*.txt || { echo 'The pins may name no address and no index option (see the lines above).' >&2; exit 1; }

bench: $(DEVELOPMENT) ## Measure, print tables, write docs/benchmarks.md and var/bench.json; ARGS=--quick tries it
	$(BIN)/python -m benchmarks $(ARGS)

SCHEMA := indicator_sets/schema/indicator-set.schema.json
POLICY_SCHEMA := indicator_sets/schema/award-policy.schema.json
STANDING := docs/schemas/standing.schema.json

docs: $(RUNTIME) ## Write docs/events.md, refusals.md, rules.md and the JSON Schemas again from the code
	$(BIN)/bangvang events catalogue > docs/events.md.new || { rm -f docs/events.md.new; exit 1; }
	mv docs/events.md.new docs/events.md
	$(BIN)/bangvang refusals > docs/refusals.md.new || { rm -f docs/refusals.md.new; exit 1; }
	mv docs/refusals.md.new docs/refusals.md
	$(BIN)/python -X utf8 -m api.rules_page > docs/rules.md.new || { rm -f docs/rules.md.new; exit 1; }
	mv docs/rules.md.new docs/rules.md
	$(BIN)/python -X utf8 -c "import sys; from application.sets import schema; sys.stdout.write(schema.schema_text())" > $(SCHEMA).new || { rm -f $(SCHEMA).new; exit 1; }
	mv $(SCHEMA).new $(SCHEMA)
	$(BIN)/python -X utf8 -c "import sys; from application.policies import schema; sys.stdout.write(schema.schema_text())" > $(POLICY_SCHEMA).new || { rm -f $(POLICY_SCHEMA).new; exit 1; }
	mv $(POLICY_SCHEMA).new $(POLICY_SCHEMA)
	$(BIN)/python -X utf8 -c "import sys; from application.messaging import standings; sys.stdout.write(standings.schema_text())" > $(STANDING).new || { rm -f $(STANDING).new; exit 1; }
	mv $(STANDING).new $(STANDING)

# The runtime pins are chosen among the development pins, so that both files always name the same versions. Versions
# already pinned stay unless pyproject.toml rules them out; ARGS=--upgrade takes the newest.
UV := var/uv/bin/uv
COMPILE := $(UV) pip compile --quiet --no-cache --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header pyproject.toml --extra build

pins: $(BIN)/python ## Choose and hash the dependencies again; ARGS=--upgrade takes the newest
	$(BIN)/python -m venv --clear var/uv
	var/uv/bin/pip install --quiet 'uv>=0.13,<0.14'
	$(COMPILE) --extra dev --output-file requirements-dev.txt $(ARGS)
	$(COMPILE) --constraints requirements-dev.txt --output-file requirements.txt $(ARGS)
	rm -rf var/uv

clean: ## Remove what was installed, built or cached; data and results in var/ stay
	rm -rf $(VENV) var/uv build dist *.egg-info .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- Setting up ------------------------------------------------------------------------------------------------------

# An interpreter counts when it runs, for a version manager's stand-in can be on the path and refuse to.
PYTHON ?= python3.13 python3.12 python3.11 python3
RECENT := import sys; sys.exit(sys.version_info < (3, 11))

$(BIN)/python:
	@found=; \
	for python in $(PYTHON); do \
	  "$$python" -c '$(RECENT)' >/dev/null 2>&1 || continue; \
	  found=$$python; \
	  if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then \
	    echo "Creating $(VENV) with $$("$$python" --version)"; \
	    exec "$$python" -m venv --clear $(VENV); \
	  fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'Không tìm thấy Python 3.11 trở lên. Hãy cài Python, hoặc chỉ rõ: make PYTHON=/đường/dẫn/python3 ...' >&2; \
	  echo 'No Python 3.11 or newer was found. Install one, or name one: make PYTHON=/path/to/python3 ...' >&2; \
	else \
	  echo "$$found thiếu mô-đun venv. Trên Debian, Ubuntu: apt install python3-venv" >&2; \
	  echo "$$found lacks the venv module. On Debian, Ubuntu: apt install python3-venv" >&2; \
	fi; \
	exit 1

# Wheels only: building a package from source would fetch build tools that no hash pins.
$(VENV)/.%: %.txt pyproject.toml $(BIN)/python
	@echo 'Installing $*.txt into $(VENV): about a minute the first time'
	@$(BIN)/python -m pip install --quiet --require-hashes --only-binary :all: --requirement $*.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
