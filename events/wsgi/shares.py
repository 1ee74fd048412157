"""How many threads costly requests may hold together, so that the others go on being answered.

A request whose share is taken is refused at once, before Django does anything for it.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from enum import Enum, auto
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.template.loader import render_to_string

from events.api.errors import ProblemError
from events.monitoring import metrics
from events.monitoring.access_log import is_logged, log_request
from events.monitoring.request_id import HEADER, begin_request
from events.pages.addresses import PAGE_WORDS
from events.wsgi.problems import Environ, asked_address, refuse

StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

SIGN_IN = "/admin/login"
AGGREGATE, SEARCH, SUGGEST = "/api/v1/events/aggregate", "/api/v1/events/search", "/api/v1/suggest"
RELEASES, COMPARISON = "/api/v1/releases/", "/revisions/diff"
COSTLY_PARAMETERS = frozenset({"q", "as_of", "revision"})
"""Full text, and the past of a record."""
_PAGE_WORDS = "|".join([*PAGE_WORDS.values(), "contradictions", "corrections", "releases", "embed"])
_PAGE = re.compile(rf"(?:/[a-z]{{2}})?(?:/(?:{_PAGE_WORDS})(?:/.*)?)?")
_COSTLY_PAGE = re.compile(r"/[^/]+/history$|/releases/[^/]+/|/embed/|/events/facets$")
"""Comparisons, what a release holds, and counts."""
RETRY_SECONDS = 2


class Cost(Enum):
    """The requests that have shares."""

    QUESTION = auto()
    EXPORT = auto()
    SIGN_IN = auto()


class Share:
    """So many requests of a kind at a time."""

    def __init__(self, places: int, detail: str) -> None:
        self.detail = detail
        self.free = BoundedSemaphore(places)


class Shares:
    """A WSGI application around another one."""

    def __init__(self, application: Application, threads: int) -> None:
        self.application = application
        quarter = max(1, threads // 4)
        costly = Share(
            quarter,
            "Exports, sums, full text, trees and the past are answered a few at a time, and others come "
            "first now. Ask again in a moment.",
        )
        # A slow reader keeps an export open for minutes: some places are left to questions.
        exports = Share(max(1, quarter // 2), "Exports are sent a few at a time. Ask again in a moment.")
        sign_in = Share(quarter, "Many are signing in at this moment. Try again in a moment.")
        self.shares = {Cost.QUESTION: (costly,), Cost.EXPORT: (exports, costly), Cost.SIGN_IN: (sign_in,)}

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Returns the response, which holds its place until it is closed; or a 503 if there is no place."""
        method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "").rstrip("/")
        cost = cost_of(method, path, environ.get("QUERY_STRING", ""))
        if cost is None:
            return self.application(environ, start_response)
        with ExitStack() as places:
            for share in self.shares[cost]:
                if not share.free.acquire(blocking=False):
                    return _refuse(share, environ, start_response)
                places.callback(share.free.release)
            pieces = self.application(environ, start_response)
            return _Held(pieces, places.pop_all())
        raise AssertionError  # for the type checker: the stack lets no exception vanish


def cost_of(method: str, path: str, query: str) -> Cost | None:
    """Returns what a request costs, if much; `path` has no final slash."""
    if path == SIGN_IN:
        return Cost.SIGN_IN if method == "POST" else None
    names = dict(parse_qsl(query, encoding="latin-1"))
    if is_page(path):
        asks = not COSTLY_PARAMETERS.isdisjoint(names) or names.get("view") == "chart"
        return Cost.QUESTION if asks or _COSTLY_PAGE.search(path) else None
    if method == "OPTIONS" or not path.startswith(("/api/v1/", "/ogc/")):
        return None
    if path == AGGREGATE or (path == SEARCH and method == "POST") or path.endswith(COMPARISON):
        return Cost.QUESTION
    if names.get("format", "json") != "json":
        return Cost.EXPORT
    if path.startswith(RELEASES) and "/" in path.removeprefix(RELEASES):
        return Cost.QUESTION  # lists of a release are made of revisions
    is_question = path != SUGGEST and not COSTLY_PARAMETERS.isdisjoint(names)
    return Cost.QUESTION if is_question else None


def is_page(path: str) -> bool:
    """Returns whether an address without its final slash is that of a page for people, in any language."""
    return _PAGE.fullmatch(path) is not None


class _Held:
    """A response that gives its places back when the server closes it, as it does in any case."""

    def __init__(self, pieces: Iterable[bytes], places: ExitStack) -> None:
        self.pieces, self._places = pieces, places

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.pieces)

    def close(self) -> None:
        """Closes the response and gives its places back, once."""
        with self._places:
            if hasattr(self.pieces, "close"):
                self.pieces.close()


def _refuse(share: Share, environ: Environ, start_response: StartResponse) -> list[bytes]:
    """Refuses a request; Django does not see it, so that its line of the log and its count are made here."""
    began, method = time.monotonic(), environ["REQUEST_METHOD"]
    pieces = _busy_response(share, environ, start_response)
    if settings.METRICS_TOKEN:
        metrics.count_busy(method)
    if is_logged():
        milliseconds = (time.monotonic() - began) * 1000
        log_request(method, asked_address(environ), 503, milliseconds, sum(map(len, pieces)))
    return pieces


def _busy_response(share: Share, environ: Environ, start_response: StartResponse) -> list[bytes]:
    retry, path = {"Retry-After": str(RETRY_SECONDS)}, environ.get("PATH_INFO", "")
    is_sign_in = path.startswith(SIGN_IN)
    if not is_sign_in and not is_page(path.rstrip("/")):
        problem = ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "busy", share.detail, headers=retry)
        return refuse(problem, environ, start_response)
    retry[HEADER] = begin_request()
    if is_sign_in:
        body, kind = share.detail, "text/plain"
    else:
        context = {"is_busy": True, "request_id": retry[HEADER]}
        body, kind = render_to_string("server_error.html", context), "text/html"
    sent = body.encode("utf-8")
    headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Cache-Control", "no-store")]
    headers += [("Content-Length", str(len(sent))), *retry.items()]
    start_response("503 Service Unavailable", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [sent]
