"""What was too costly a moment ago, and is refused before it costs as much again.

Each process remembers for itself. Only a request whose own time, not its waiting, went up to the limit
counts: on a busy site every request is slow.
"""

import hashlib
import time
from http import HTTPStatus

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request

from events.api.errors import ProblemError
from events.api.parameters import canonical_query
from events.snapshots import TooCostlyError

CACHE = "costly_queries"
TOO_COSTLY = "This query takes longer than a request may; narrow it down, or ask without a count."
MEMORY_SECONDS = 300
OWN_SHARE = 0.9
"""The clock of the limit runs a little longer than the processor."""


def _key(request: Request) -> str:
    """The address, whatever the order of its parameters, and the body."""
    identity = f"{request.method} {request.path.rstrip('/')} {canonical_query(request.query_params)}"
    digest = hashlib.sha256(identity.encode("utf-8", "surrogatepass"))
    digest.update(request.body if request.method == "POST" else b"")
    return digest.hexdigest()


def refuse_if_costly(request: Request) -> None:
    """Raises: ProblemError for a request that was too costly within the last five minutes."""
    if (until := caches[CACHE].get(_key(request))) is not None:
        raise too_costly(max(1, round(until - time.time())))


def remember_if_costly(request: Request, error: TooCostlyError) -> ProblemError:
    """Returns the response to what was too costly, which is remembered if that was its own fault."""
    if error.own_seconds < OWN_SHARE * settings.READ_SECONDS:
        return too_costly(round(settings.READ_SECONDS) + 1)
    caches[CACHE].set(_key(request), time.time() + MEMORY_SECONDS, MEMORY_SECONDS)
    return too_costly(MEMORY_SECONDS)


def too_costly(seconds: int) -> ProblemError:
    """The problem, with the time after which it may be asked again."""
    headers = {"Retry-After": str(seconds)}
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "query_too_costly", TOO_COSTLY, headers=headers)
