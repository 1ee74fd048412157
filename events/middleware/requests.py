"""The outermost middleware: an id for each request, its line of the log, its count, the end of an outage."""

import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from events.api.middleware import is_api_path
from events.monitoring import metrics
from events.monitoring.access_log import is_logged, log_request
from events.monitoring.outage import current_outage, note_success
from events.monitoring.request_id import HEADER, begin_request


class RequestMiddleware:
    """Wraps every request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Returns the response, with `X-Request-ID`."""
        began = time.monotonic()
        request_id = begin_request()
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        if settings.METRICS_TOKEN:
            metrics.count_request(request, response.status_code, time.monotonic() - began)
        if current_outage() is not None and request.resolver_match is not None and response.status_code < 500:
            note_success(saved=_has_saved(request, response))
        if is_logged():
            _log_when_sent(request, response, began)
        return response


def _has_saved(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether a form was saved: that alone shows that the disk can be written."""
    return request.method == "POST" and response.status_code == 302 and not is_api_path(request.path_info)


def _log_when_sent(request: HttpRequest, response: HttpResponseBase, began: float) -> None:
    """Logs the request, once the last byte of a stream was read."""

    def log(size: int) -> None:
        milliseconds = (time.monotonic() - began) * 1000
        path = request.get_full_path()
        log_request(request.method or "", path, response.status_code, milliseconds, size)

    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = _CountedPieces(iter(response), log)
    else:
        log(len(getattr(response, "content", b"")))


class _CountedPieces:
    """The pieces of a stream, whose size is told when the response is closed, read to the end or not."""

    def __init__(self, pieces: Iterator[bytes], tell: Callable[[int], None]) -> None:
        self._pieces, self._tell, self._size = pieces, tell, 0

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self._size += len(piece)
        return piece

    def close(self) -> None:
        """Tells the size; Django calls this when it closes the response."""
        self._tell(self._size)
