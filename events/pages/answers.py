"""Answers of the API, asked for in this process: a page shows nothing that the API does not say."""

from collections.abc import Iterable
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.urls import resolve
from rest_framework.response import Response

from events.api.parameters import MAX_LIMIT
from events.pages.addresses import API
from events.rules.text import ID_PATTERN

_KEPT = ("SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "HTTP_HOST", "REMOTE_ADDR", "wsgi.url_scheme")
"""What the API may know of the one who asks: no cookie, no condition, no wish for another format."""
Json = dict[str, Any]


class RefusedError(Exception):
    """An answer of the API other than success."""

    def __init__(self, response: Response) -> None:
        super().__init__(str(response.data))
        self.status = HTTPStatus(response.status_code)
        self.problem: Json = response.data
        """Its problem document."""
        self.headers = dict(response.headers)


def ask(request: HttpRequest, address: str, query: str = "") -> Json:
    """Returns the body of the API's answer to GET `/api/v1/<address>?<query>`.

    Raises: RefusedError for any answer but a success. Queries: those of the API.
    """
    path = f"{API}{address}"
    environ = {name: request.META[name] for name in _KEPT if name in request.META}
    # WSGI has the bytes of an address as characters.
    path_info = path.encode("utf-8").decode("latin-1")
    environ |= {"REQUEST_METHOD": "GET", "PATH_INFO": path_info, "QUERY_STRING": query, "HTTP_ACCEPT": "*/*"}
    view, arguments, named = resolve(path)
    response = view(WSGIRequest(environ | {"wsgi.input": BytesIO()}), *arguments, **named)
    if not isinstance(response, Response):
        raise TypeError(f"{path}?{query} is no JSON")
    if response.status_code != HTTPStatus.OK:
        raise RefusedError(response)
    body: Json = response.data
    return body


def ask_by_ids(request: HttpRequest, collection: str, ids: Iterable[str]) -> dict[str, Json]:
    """Returns the records with these ids that are public now, by id, as lists show them.

    Queries: those of a list, for each 200 ids.
    """
    wanted = list(dict.fromkeys(one for one in ids if ID_PATTERN.match(one)))
    found: dict[str, Json] = {}
    for start in range(0, len(wanted), MAX_LIMIT):
        query = urlencode({"id": wanted[start : start + MAX_LIMIT], "limit": MAX_LIMIT}, doseq=True)
        # The id of a merged record brings its successor.
        results = ask(request, f"{collection}/", query)["results"]
        found |= {record["id"]: record for record in results if record["id"] in wanted}
    return found
