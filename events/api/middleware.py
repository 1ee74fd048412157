"""The middleware of all responses under /api/ and /ogc/: limits, problem+json, caching, CORS."""

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
}


def is_api_path(path: str) -> bool:
    """Returns whether an address is one of the public API, whose errors are problems."""
    return f"{path}/".startswith(API_PREFIXES)


class ApiMiddleware:
    """Wraps the public API and the error responses of Django itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response; below the prefixes of the API with its errors and headers."""
        if not is_api_path(request.path_info):
            return self.get_response(request)
        if not request.META.get("HTTP_ACCEPT", "").strip():
            request.META["HTTP_ACCEPT"] = "*/*"  # an empty header means any media type
        problem = _check_limits(request)
        response = _problem_response(problem, request) if problem else self.get_response(request)
        if response.status_code >= 400 and response.headers.get("Content-Type") != PROBLEM_MEDIA_TYPE:
            response = _problem_response(_problem_from_response(response), request, response)
        return _finalize_response(request, response)


def query_problem(request: HttpRequest) -> ProblemError | None:
    """Returns why no view can read the query, if so."""
    query = request.META.get("QUERY_STRING", "")
    if len(query) > MAX_QUERY_BYTES:
        detail = f"The query is longer than {MAX_QUERY_BYTES} bytes."
        return ProblemError(HTTPStatus.REQUEST_URI_TOO_LONG, "query_too_long", detail)
    try:
        unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return ProblemError(HTTPStatus.BAD_REQUEST, "bad_encoding", "The query is not valid UTF-8.")
    return None


def _check_limits(request: HttpRequest) -> ProblemError | None:
    if problem := query_problem(request):
        return problem
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > MAX_BODY_BYTES:
        detail = f"The body is larger than {MAX_BODY_BYTES} bytes."
        return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", detail)
    return None


def _problem_from_response(response: HttpResponse) -> ProblemError:
    status = HTTPStatus(response.status_code)
    default = (status.phrase.lower().replace(" ", "_"), status.description or status.phrase)
    return ProblemError(status, *_PROBLEM_TEXTS.get(status.value, default))


def _problem_response(
    problem: ProblemError, request: HttpRequest, instead_of: HttpResponse | None = None
) -> HttpResponse:
    body = problem_body(problem, request.get_full_path())
    response = JsonResponse(body, status=problem.status, content_type=PROBLEM_MEDIA_TYPE)
    if instead_of is not None and "Allow" in instead_of:
        response["Allow"] = instead_of["Allow"]
    return response


def _finalize_response(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Adds the headers for caches and browsers; returns 304 if the client has the content."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = (
        "Content-Disposition, ETag, Link, Location, Retry-After, X-Request-ID"
    )
    if request.method == "OPTIONS":
        response["Access-Control-Allow-Methods"] = response.get("Allow", ", ".join(SAFE_METHODS))
        response["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
    patch_vary_headers(response, ["Accept", "Accept-Encoding"])
    response.setdefault("Cache-Control", "public, no-cache" if request.method in SAFE_METHODS else "no-store")
    if response.status_code == 200 and request.method in ("GET", "HEAD") and not response.streaming:
        if "ETag" not in response:
            response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        conditional = get_conditional_response(request, etag=response["ETag"], response=response)
        if conditional is not None and conditional is not response:
            if conditional.status_code >= 400:
                conditional = _problem_response(_problem_from_response(conditional), request)
            return _finalize_response(request, conditional)
    return response
