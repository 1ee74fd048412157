# Everything a newcomer needs: `make run` and `make test`. Needs Python 3.11+ and make, no more.

VENV ?= .venv
BIN := $(VENV)/bin
# The first interpreter that is new enough and really runs: version managers leave names that do not.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# Checks see the defaults and write into a corner of their own, not into a running site's files.
CHECK := DATABASE_URL= DEBUG= HTTPS= ALLOWED_HOSTS= EVENTAPI_VAR=var/check SECRET_KEY=only-for-the-checks
SCHEMA := tests/snapshots/openapi.yaml
# What clients were generated from that are in use: the document of the last release of v1.
PROMISED := tests/snapshots/openapi-v1.yaml

.PHONY: help run test check browser screenshots clients readers evaluate fuzz races kills mirror-proof \
	bench bench-exports fixtures clean
