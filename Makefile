# Everything a newcomer needs: `make run` and `make test`. Needs Python 3.11+ and make, no more.

VENV ?= .venv
BIN := $(VENV)/bin
# The first interpreter that is new enough and really runs: version managers leave names that do not.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Checks see the defaults and write into a corner of their own, not into a running site's files.
CHECK := DATABASE_URL= DEBUG= HTTPS= PROXIES= ALLOWED_HOSTS= EVENTAPI_VAR=var/check SECRET_KEY=only-for-the-checks
SCHEMA := tests/snapshots/openapi.yaml
# What clients were generated from that are in use: the document of the last release of v1.
PROMISED := tests/snapshots/openapi-v1.yaml

.PHONY: help run test test-sqlite test-postgresql quick check browser screenshots messages clients readers evaluate fuzz \
	proof commands mutations races kills siege mirror-proof deploy-proof bench bench-exports fixtures clean
.DEFAULT_GOAL := help

help:
	@echo "make run       make the environment, load the seeds, serve the site (PORT=, HOST=)"
	@echo "make test      run the tests on SQLite, then on PostgreSQL (ARGS= for pytest)"
	@echo "make test-sqlite, make test-postgresql  the same on one database"
	@echo "make quick     run the tests that a change reaches, for most of a minute (BASE= a commit, ARGS=)"
	@echo "make check     lint, types, layers, deployment, migrations, schema, fixtures"
	@echo "make browser   use the site in Chromium as people do (ARGS= for pytest)"
	@echo "make screenshots  take the pictures of docs/ anew (PAGES= names of some)"
	@echo "make messages  collect the texts of the pages for translation, and compile the translations"
	@echo "make clients   generate Python and TypeScript clients and prove them on a live site (CLIENTS=)"
	@echo "make readers   let pandas, polars, duckdb, frictionless, feedparser and GDAL read a live site"
	@echo "make fuzz      schemathesis on both databases (FUZZ_EXAMPLES= cases, FUZZ_SEED=)"
	@echo "make mutations  change a line of rules, rights, filters, paging or restoring, 40 times: tests must fail (SEED=)"
	@echo "make races     10,000 edits that race for the same records, on both databases (RACES=)"
	@echo "make kills     kill -9 in the middle of merges, bulk writes and releases, on both databases (KILLS= times)"
	@echo "make siege     what a plain list takes beside slow and greedy clients, on both databases (ARGS=)"
	@echo "make deploy-proof  nginx, Caddy and the units of docs/deploy/ in front of a live site (apt-get install nginx-light caddy)"
	@echo "make mirror-proof  write, poll and mirror at once, on both databases (MIRROR_SECONDS=, MIRROR_WRITERS=)"
	@echo "make proof     the long tests in full, of which make test runs a sample or none, on both databases"
	@echo "make commands  run what README.md and docs/operations.md say in a checkout of its own"
	@echo "make evaluate  hold 5,000 random queries of each database to the reference evaluator"
	@echo "make bench     ratios at 300,000 made-up events (BENCH_DATABASE=, BENCH_EVENTS=)"
	@echo "make bench-exports  memory and speed of exports over HTTP (EXPORTS=numbers of events)"
	@echo "make fixtures  build fixtures/ from seeds/"
	@echo "make clean     remove what tools leave behind; the environment and var/ stay"

run: $(VENV)/.installed-run
	@exec $(BIN)/python manage.py serve_site

# Side by side: each run waits for its database half of the time. That of PostgreSQL is printed when it ends.
test: $(VENV)/.installed-dev
	@install -d -m 700 var var/check; log=var/check/postgresql.log; \
	$(MAKE) --no-print-directory test-postgresql >$$log 2>&1 & other=$$!; \
	echo "== tests on SQLite, those on PostgreSQL beside them ($$log)"; \
	$(MAKE) --no-print-directory test-sqlite; one=$$?; \
	echo "== tests on PostgreSQL"; wait $$other; two=$$?; cat $$log; \
	exit $$((one || two))

test-sqlite: $(VENV)/.installed-dev
	@TEST_DATABASE=sqlite $(BIN)/python -m pytest $(ARGS)

# What reaches no database, or shows the same on any, runs beside SQLite alone (`once`).
test-postgresql: $(VENV)/.installed-dev
	@TEST_DATABASE=postgresql $(BIN)/python -m pytest -p no:cacheprovider -m "not once" $(ARGS)

# SQLite alone, on a cached database, and only what the change reaches: see tests/quick.py.
quick: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.quick $(if $(BASE),--base $(BASE)) $(ARGS)

check: $(VENV)/.installed-dev
	@echo "== lint"
	@$(BIN)/python -m ruff check
	@echo "== format"
	@$(BIN)/python -m ruff format --check
	@echo "== types"
	@$(CHECK) $(BIN)/python -m mypy
	@echo "== layers"
	@$(BIN)/lint-imports --no-logo
	@echo "== deployment"
	@$(CHECK) HTTPS=1 PROXIES=127.0.0.1 ALLOWED_HOSTS=events.example.org SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_hex(40))') \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	@echo "== migrations"
	@$(CHECK) $(BIN)/python manage.py makemigrations --check --dry-run
	@echo "== schema"
	@$(CHECK) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file var/check/openapi.yaml
	@diff -u $(SCHEMA) var/check/openapi.yaml || { echo; \
		echo "The API differs from $(SCHEMA). If it should: cp var/check/openapi.yaml $(SCHEMA)"; \
		exit 1; }
	@echo "== promise"
	@$(BIN)/python -m tests.contracts.compatibility $(PROMISED) $(SCHEMA)
	@echo "== fixtures"
	@$(CHECK) $(BIN)/python manage.py build_fixtures --check
	@echo "== docs"
	@$(CHECK) $(BIN)/python manage.py build_docs --check
	@echo "== all checks passed"

browser: $(VENV)/.installed-dev
	@TEST_DATABASE=sqlite $(BIN)/python -m pytest tests/browser $(ARGS)

screenshots: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.browser.screenshots $(PAGES)

# The texts of the pages for people, collected and compiled: translate the new ones, then once more.
messages: $(VENV)/.installed-dev
	@$(CHECK) DJANGO_SETTINGS_MODULE=eventapi.settings $(BIN)/python -m tests.messages

clients: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.clients.prove $(CLIENTS)

# The readers have an environment of their own: they are large, and none of them is ours to run on.
readers: $(VENV)/.installed-dev
	@test -x var/readers/bin/python || $(BIN)/python -m venv var/readers
	@var/readers/bin/python -m pip install --quiet --disable-pip-version-check -r tests/readers/requirements.txt
	@$(BIN)/python -m tests.readers.prove var/readers/bin/python

evaluate: $(VENV)/.installed-dev
	@for database in sqlite postgresql; do PROOF=1 READ_SECONDS=60 TEST_DATABASE=$$database $(BIN)/python -m pytest -q \
		-p no:cacheprovider tests/contracts/test_filters.py tests/contracts/test_trees.py \
		tests/aggregates/test_reference.py || exit 1; done

# A part of `make proof` that .ci/run asks for, too.
commands: $(VENV)/.installed-dev
	@PROOF=1 TEST_DATABASE=sqlite $(BIN)/python -m pytest -q -p no:cacheprovider -m proof \
		tests/contracts/test_readme.py tests/test_backup.py $(ARGS)

proof: $(VENV)/.installed-dev
	@for database in sqlite postgresql; do \
		once=$$([ $$database = sqlite ] || echo " and not once"); \
		PROOF=1 TEST_DATABASE=$$database $(BIN)/python -m pytest -v --durations=0 --durations-min=1 \
		-p no:cacheprovider -m "proof$$once" $(ARGS) || exit 1; done

fuzz: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.fuzz

# The tests that fail are those of the file named for the module: see tests/mutations/.
mutations: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.mutations --seed $(or $(SEED),1) $(ARGS)

races: $(VENV)/.installed-dev
	@for database in sqlite postgresql; do RACES=$${RACES:-10000} TEST_DATABASE=$$database $(BIN)/python -m pytest -q -s \
		-p no:cacheprovider tests/test_concurrency.py || exit 1; done

kills: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.crash_test

# Half an hour at most; a machine with nothing else to do shows most.
siege: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.siege $(ARGS)

mirror-proof: $(VENV)/.installed-dev
	@for database in sqlite postgresql; do \
		$(BIN)/python -m tests.mirror_proof $$database $(or $(MIRROR_SECONDS),60) $(or $(MIRROR_WRITERS),16) || exit 1; done

# Needs Debian's nginx-light, caddy and systemd; nothing else does.
deploy-proof: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.deploy

bench: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.benchmarks

bench-exports: $(VENV)/.installed-dev
	@$(BIN)/python -m tests.benchmarks.exports $(EXPORTS)

fixtures: $(VENV)/.installed-run
	@$(CHECK) $(BIN)/python manage.py build_fixtures

clean:
	rm -rf var/check .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find eventapi events tests -name __pycache__ -prune -exec rm -rf {} +

# The environment. Packages are installed again only when the files that name them changed.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found:" \
		"install one, or name it with PYTHON=/path/to/python3."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make" \
		"environments: install its venv package (on Debian and Ubuntu: python3-venv)."; exit 1; }
	@echo "Making the environment in $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed-run: requirements.txt $(BIN)/python
	@$(call install,requirements.txt)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-parquet.txt requirements.txt $(BIN)/python
	@$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.installed-run

# An environment whose making was interrupted has no pip yet.
define install
echo "Installing $(1)"; \
$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $(1)
endef
