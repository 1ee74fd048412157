"""Errors that are answered before Django is asked: problem+json, as those of the API."""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from events.api.errors import PROBLEM_MEDIA_TYPE, ProblemError, problem_body
from events.monitoring.request_id import HEADER, begin_request

Environ = dict[str, Any]
Headers = list[tuple[str, str]]


def problem_response(problem: ProblemError, instance: str = "") -> tuple[str, Headers, bytes]:
    """Returns the status, the headers and the body of an error at an address."""
    request_id = begin_request()
    document = problem_body(problem, instance)
    body = json.dumps(document).encode()
    headers = [
        ("Content-Type", PROBLEM_MEDIA_TYPE),
        ("Content-Length", str(len(body))),
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Expose-Headers", f"Retry-After, {HEADER}"),
        ("Cache-Control", "no-store"),
        (HEADER, request_id),
        *problem.headers.items(),
    ]
    return f"{problem.status.value} {document['title']}", headers, body


def asked_address(environ: Environ) -> str:
    """Returns the path that is asked for, percent-encoded, and its query."""
    path, query = quote(environ.get("PATH_INFO", "").encode("latin-1")), environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def refuse(problem: ProblemError, environ: Environ, start_response: Callable[..., Any]) -> list[bytes]:
    """Starts a response with the problem; only programs send such requests, so that it is never HTML."""
    status, headers, body = problem_response(problem, asked_address(environ))
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def server_problem(status: HTTPStatus, detail: str) -> ProblemError:
    """Returns the error of a request that the server cannot read; the connection is closed after it."""
    code = status.phrase.lower().replace(" ", "_")
    return ProblemError(status, code, detail, headers={"Connection": "close"})
