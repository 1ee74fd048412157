"""The HTTP client of the mirrored installation, whatever it answers."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from events.choices import Collection
from events.importers.mirror.errors import UpstreamError
from events.importers.mirror.feed_page import check_page
from events.outbound import PUBLIC_HTTPS, Allowance, Answer, NotAllowedError, OutboundError, fetch, printable

TIMEOUT_SECONDS = 60
"""For a whole answer, however slowly it comes."""
MAX_ATTEMPTS = 6
MAX_RETRY_WAIT = 60
MAX_BYTES = 32 * 1024 * 1024
"""The largest answer that is read: an article with its text is far smaller."""
MAX_DEPTH = 32
"""How deeply an answer may be nested: a record is a dozen levels deep."""
_RETRYABLE_STATUSES = (429, 500, 502, 503, 504)
"""The statuses after which a request is repeated."""
_NOT_PUBLIC_STATUSES = (301, 404, 410)
"""The statuses of records that are merged, unknown or withdrawn."""


@dataclass(slots=True)
class UpstreamClient:
    """The client of one installation, by its address."""

    url: str
    wait: Callable[[float], None] = time.sleep
    allowance: Allowance = PUBLIC_HTTPS
    bytes_read: int = 0
    """Of all answers until now."""
    _position: tuple[str, int] = ("", 0)
    """The cursor behind the last page, and the number of its last change."""

    def page(self, cursor: str, limit: int, **chosen: str) -> dict[str, Any]:
        """The page of changes after a cursor. Raises: UpstreamError."""
        query: dict[str, Any] = {"limit": limit} | chosen | ({"cursor": cursor} if cursor else {})
        page = self._get(f"changes/?{urlencode(query)}")
        address = f"{self.url}/api/v1/changes/"
        rows = check_page(page, cursor, address)["results"]
        if rows:
            if cursor == self._position[0] and rows[0].get("seq", 0) <= self._position[1]:
                raise UpstreamError(f"{address} begins again where it was before: it would never end.")
            self._position = (page["next_cursor"], rows[-1].get("seq", 0))
        return page

    def record(self, collection: Collection, slug: str) -> dict[str, Any] | None:
        """The whole record; None if it is not public now. Raises: UpstreamError."""
        record = self._get(f"{collection.value}/{slug}/", _NOT_PUBLIC_STATUSES)
        if record is not None and not (isinstance(record, dict) and record.get("id") == slug):
            raise UpstreamError(f"{self.url}/api/v1/{collection.value}/{slug}/ answers with another record.")
        return record

    def _get(self, path: str, not_public: tuple[int, ...] = ()) -> Any:
        address = f"{self.url}/api/v1/{path}"
        message = ""
        for attempt in range(MAX_ATTEMPTS):
            pause = 0.0
            try:
                answer = fetch(
                    address,
                    seconds=TIMEOUT_SECONDS,
                    max_bytes=MAX_BYTES,
                    headers={"Accept": "application/json"},
                    allowance=self.allowance,
                )
            except NotAllowedError as error:
                raise UpstreamError(f"{address} {error}.") from error
            except OutboundError as error:
                message = f"{address} {error}."
            else:
                self.bytes_read += len(answer.body)
                if answer.status in not_public:
                    return None
                if answer.status == 200:
                    return _read_json(answer, address)
                message = f"{address} answers {answer.status}: {_reason(answer)}"
                if answer.status not in _RETRYABLE_STATUSES:
                    raise UpstreamError(message)
                pause = _retry_after(answer)
            if attempt < MAX_ATTEMPTS - 1:
                self.wait(min(max(pause, 2**attempt), MAX_RETRY_WAIT))
        raise UpstreamError(message)


def _read_json(answer: Answer, address: str) -> Any:
    """The value of an answer. Raises: UpstreamError."""
    kind = answer.headers.get_content_type()
    if kind != "application/json":
        raise UpstreamError(f"{address} answers with {printable(kind, 60)} instead of JSON.")
    try:
        value = json.loads(answer.body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else printable(str(error))
        raise UpstreamError(f"{address} answers with no JSON that can be read: {why}.") from error
    if _is_deeper(value, MAX_DEPTH):
        raise UpstreamError(f"{address} answers with JSON of more than {MAX_DEPTH} levels.")
    return value


def _refuse_constant(word: str) -> None:
    raise ValueError(f"{word} is no number")


def _is_deeper(value: Any, depth: int) -> bool:
    """Whether objects and lists are nested more deeply."""
    level = [value]
    for _ in range(depth + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def _reason(answer: Answer) -> str:
    """What a problem document says, or else the reason phrase; where a redirect would have led."""
    if 300 <= answer.status < 400:
        target = printable(answer.headers.get("Location", "nowhere"))
        return f"it leads to {target}, and redirects are not followed; name the address of the site itself."
    try:
        return printable(str(json.loads(answer.body)["detail"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return f"{answer.reason or 'no reason is given'}."


def _retry_after(answer: Answer) -> float:
    """The seconds in the header `Retry-After`; 0 without it."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0.0
