"""Errors of the public API: one problem+json object for every status. Source: RFC 9457."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from events.monitoring.request_id import current_request_id

PROBLEM_MEDIA_TYPE = "application/problem+json"
NOT_ACCEPTABLE = (
    "“Accept” names no media type of this answer. Formats are asked for by “format”, such as format=csv; "
    "“Accept” can stay */*."
)
RETRY_SECONDS = 10
"""After how long somebody may ask again while the database is out."""
# The phrases of RFC 9110, which Python has since 3.13.
_PHRASES = {413: "Content Too Large", 414: "URI Too Long"}


class ProblemError(Exception):
    """A response other than success: a status, a code, a sentence, and each error."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        detail: str,
        errors: Iterable[Mapping[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.errors = list(errors)
        self.headers = dict(headers or {})


class ConditionalResponseError(Exception):
    """A response without body that a conditional request asks for, such as 304."""

    def __init__(self, status: int, etag: str) -> None:
        super().__init__(etag)
        self.status, self.etag = status, etag


def database_unavailable() -> ProblemError:
    """Returns a 503 that says nothing of the fault: it is the operator's."""
    detail = "The database does not answer at the moment, and nothing was changed: ask again later."
    headers = {"Retry-After": str(RETRY_SECONDS)}
    return ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "database_unavailable", detail, headers=headers)


def not_found(detail: str) -> ProblemError:
    """Returns a 404 with this sentence."""
    return ProblemError(HTTPStatus.NOT_FOUND, "not_found", detail)


def withdrawn(reason: str) -> ProblemError:
    """Returns a 410 with the public reason."""
    return ProblemError(HTTPStatus.GONE, "withdrawn", f"This record was withdrawn: {reason}")


def merged(detail: str, location: str) -> ProblemError:
    """Returns a 301 to the successor of a merged record."""
    return ProblemError(HTTPStatus.MOVED_PERMANENTLY, "merged", detail, headers={"Location": location})


def bad_parameters(errors: Mapping[str, tuple[str, str]]) -> ProblemError:
    """Returns a 400 that names each parameter, with a code and a sentence."""
    items = [{"parameter": name, "code": code, "detail": text} for name, (code, text) in errors.items()]
    return _bad_request("invalid_parameter", "parameters", items)


def bad_body(errors: Iterable[tuple[str, str, str]]) -> ProblemError:
    """Returns a 400 with a pointer into the body for each error, with a code and a sentence."""
    items = [{"pointer": pointer, "code": code, "detail": text} for pointer, code, text in errors]
    return _bad_request("invalid_body", "things in the body", items)


def _bad_request(code: str, subject: str, items: list[dict[str, str]]) -> ProblemError:
    detail = items[0]["detail"] if len(items) == 1 else f"{len(items)} {subject} are wrong; see errors."
    return ProblemError(HTTPStatus.BAD_REQUEST, code, detail, items)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Returns the response to an exception of a view, as problem+json; None for one that becomes a 500."""
    headers: dict[str, str] = {}
    if isinstance(error, ConditionalResponseError):
        return Response(status=error.status, headers={"ETag": error.etag})
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, ProblemError):
        problem, headers = error, error.headers
    elif isinstance(error, exceptions.APIException):
        if isinstance(error, exceptions.MethodNotAllowed):
            headers = {"Allow": ", ".join(context["view"].allowed_methods)}
        status = HTTPStatus(error.status_code)
        detail = NOT_ACCEPTABLE if isinstance(error, exceptions.NotAcceptable) else str(error.detail)
        problem = ProblemError(status, str(error.default_code), detail)
    else:
        return None
    set_rollback()
    request = context["request"]
    # Whatever media type the view has.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    body = problem_body(problem, request.get_full_path())
    return Response(body, status=problem.status, headers=headers, content_type=PROBLEM_MEDIA_TYPE)


def problem_body(problem: ProblemError, instance: str) -> dict[str, Any]:
    """Returns the members of a problem document; a failure of ours names the request, as the log does."""
    logged = (
        {"request_id": current_request_id()} if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR else {}
    )
    return {
        "type": f"urn:eventapi:problem:{problem.code}",
        "title": _PHRASES.get(problem.status.value, problem.status.phrase),
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": instance[:2000],
        "errors": problem.errors,
        **logged,
    }
