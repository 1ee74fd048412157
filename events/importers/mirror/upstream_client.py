"""The HTTP client of the mirrored installation."""

import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from events.choices import Collection

TIMEOUT_SECONDS = 60
MAX_ATTEMPTS = 6
MAX_PAGE_SIZE = 1000
"""The largest page of changes."""
MAX_RETRY_WAIT = 60
_RETRYABLE_STATUSES = (429, 500, 502, 503, 504)
"""The statuses after which a request is repeated."""
_NOT_PUBLIC_STATUSES = (301, 404, 410)
"""The statuses of records that are merged, unknown or withdrawn."""


class UpstreamError(Exception):
    """The other installation does not answer as an installation of this software does."""


class _NoRedirectHandler(urllib.request.HTTPRedirectHandler):
    """Follows no redirects: the feed announces merges."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(slots=True)
class UpstreamClient:
    """The client of one installation, by its address."""

    url: str
    wait: Callable[[float], None] = time.sleep
    _opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(_NoRedirectHandler)
    )

    def page(self, cursor: str, limit: int, **chosen: str) -> dict[str, Any]:
        """The page of changes after a cursor. Raises: UpstreamError."""
        query: dict[str, Any] = {"limit": limit} | chosen | ({"cursor": cursor} if cursor else {})
        page = self._get(f"changes/?{urlencode(query)}")
        if not isinstance(page, dict) or not {"results", "next", "next_cursor"} <= page.keys():
            raise UpstreamError(f"{self.url}/api/v1/changes/ answers with no page of changes.")
        return page

    def record(self, collection: Collection, slug: str) -> dict[str, Any] | None:
        """The whole record; None if it is not public now. Raises: UpstreamError."""
        record: dict[str, Any] | None = self._get(f"{collection.value}/{slug}/", _NOT_PUBLIC_STATUSES)
        return record

    def _get(self, path: str, not_public: tuple[int, ...] = ()) -> Any:
        address = f"{self.url}/api/v1/{path}"
        for attempt in range(MAX_ATTEMPTS):
            try:
                request = urllib.request.Request(address, headers={"Accept": "application/json"})
                with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in not_public:
                        return None
                    message = f"{address} answers {error.code}: {_problem_detail(error)}"
                    if error.code not in _RETRYABLE_STATUSES:
                        raise UpstreamError(message) from error
                    pause = _retry_after(error)
            except (OSError, http.client.HTTPException, ValueError) as error:
                message, pause = f"{address} cannot be read: {error}", 0
            if attempt < MAX_ATTEMPTS - 1:
                self.wait(min(max(pause, 2**attempt), MAX_RETRY_WAIT))
        raise UpstreamError(message)


def _problem_detail(error: urllib.error.HTTPError) -> str:
    """The detail of the problem document, or the reason phrase if there is none."""
    try:
        return str(json.load(error)["detail"])
    except (OSError, ValueError, KeyError, TypeError):
        return str(error.reason)


def _retry_after(error: urllib.error.HTTPError) -> float:
    """The seconds in the header `Retry-After`; 0 without it."""
    text = error.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else 0.0
