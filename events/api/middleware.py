"""What holds for every answer under /api/ and /ogc/: limits, one shape of errors, caching, CORS."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from events.api.errors import PROBLEM_MEDIA_TYPE, ProblemError, problem_body

MAX_QUERY_BYTES = 16 * 1024
MAX_BODY_BYTES = 1024 * 1024
API_PREFIXES = ("/api/", "/ogc/")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")

_PROBLEM_TEXTS = {
    400: ("bad_request", "The request is malformed."),
    404: ("not_found", "There is nothing at this address."),
    500: ("internal_error", "Something broke here; it was logged."),
}


class ApiMiddleware:
    """Wraps the public API, outside of everything that Django itself may answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request, in the shape of the API if it is one of ours."""
        if not f"{request.path_info}/".startswith(API_PREFIXES):
            return self.get_response(request)
        if not request.META.get("HTTP_ACCEPT", "").strip():
            request.META["HTTP_ACCEPT"] = "*/*"  # nothing in particular is anything
        problem = _check_limits(request)
        response = _problem_response(problem, request) if problem else self.get_response(request)
        if response.status_code >= 400 and response.headers.get("Content-Type") != PROBLEM_MEDIA_TYPE:
            response = _problem_response(_problem_from_response(response), request, response)
        return _finalize_response(request, response)


def _check_limits(request: HttpRequest) -> ProblemError | None:
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY_BYTES:
        return ProblemError(
            HTTPStatus.REQUEST_URI_TOO_LONG,
            "query_too_long",
            f"The query is longer than {MAX_QUERY_BYTES} bytes.",
        )
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return ProblemError(HTTPStatus.BAD_REQUEST, "bad_encoding", "The query is not valid UTF-8.")
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > MAX_BODY_BYTES:
        return ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "body_too_large",
            f"The body is larger than {MAX_BODY_BYTES} bytes.",
        )
    return None


def _problem_from_response(response: HttpResponse) -> ProblemError:
    status = HTTPStatus(response.status_code)
    code, detail = _PROBLEM_TEXTS.get(
        status.value, (status.phrase.lower().replace(" ", "_"), status.description)
    )
    return ProblemError(status, code, detail or status.phrase)


def _problem_response(
    problem: ProblemError, request: HttpRequest, instead_of: HttpResponse | None = None
) -> HttpResponse:
    body = problem_body(problem, request.get_full_path())
    response = JsonResponse(body, status=problem.status, content_type=PROBLEM_MEDIA_TYPE)
    if instead_of is not None and "Allow" in instead_of:
        response["Allow"] = instead_of["Allow"]
    return response


def _finalize_response(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Add what caches and browsers need; answer 304 where nothing has changed."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Content-Disposition, ETag, Link, Location"
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = response.get("Allow", ", ".join(SAFE_METHODS))
        response["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    response.setdefault("Cache-Control", "public, no-cache" if request.method in SAFE_METHODS else "no-store")
    if response.status_code == 200 and request.method in ("GET", "HEAD") and not response.streaming:
        if "ETag" not in response:
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        answer = get_conditional_response(request, etag=response["ETag"], response=response)
        if answer is not None and answer is not response:
            refused = answer.status_code >= 400
            return _finalize_response(
                request, _problem_response(_problem_from_response(answer), request) if refused else answer
            )
    return response
