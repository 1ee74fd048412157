"""Errors of the public API: problem+json, one shape for every status. Source: RFC 9457."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from events.snapshots import TooCostlyError

PROBLEM_MEDIA_TYPE = "application/problem+json"
TOO_COSTLY = "This query takes longer than a request may; narrow it down, or ask without a count."
# RFC 9110 calls these so; Python does since 3.13.
_PHRASES = {413: "Content Too Large", 414: "URI Too Long"}


class ProblemError(Exception):
    """An answer other than success, with what is wrong and where."""

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


def bad_parameters(wrong: Mapping[str, tuple[str, str]]) -> ProblemError:
    """A 400 that names each parameter, with a code and a sentence."""
    errors = [{"parameter": name, "code": code, "detail": text} for name, (code, text) in wrong.items()]
    count = len(errors)
    detail = errors[0]["detail"] if count == 1 else f"{count} parameters are wrong; see errors."
    return ProblemError(HTTPStatus.BAD_REQUEST, "invalid_parameter", detail, errors)


def bad_body(wrong: Iterable[tuple[str, str, str]]) -> ProblemError:
    """A 400 that points at each place in a body, with a code and a sentence."""
    errors = [{"pointer": place, "code": code, "detail": text} for place, code, text in wrong]
    count = len(errors)
    detail = errors[0]["detail"] if count == 1 else f"{count} things in the body are wrong; see errors."
    return ProblemError(HTTPStatus.BAD_REQUEST, "invalid_body", detail, errors)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into problem+json; what is no answer of ours goes on to be a 500."""
    headers: dict[str, str] = {}
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, TooCostlyError):
        error = ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "query_too_costly", TOO_COSTLY)
    if isinstance(error, ProblemError):
        problem, headers = error, error.headers
    elif isinstance(error, exceptions.APIException):
        if isinstance(error, exceptions.MethodNotAllowed):
            headers = {"Allow": ", ".join(context["view"].allowed_methods)}
        status = HTTPStatus(error.status_code)
        problem = ProblemError(status, str(error.default_code), str(error.detail))
    else:
        return None
    set_rollback()
    request = context["request"]
    # Whatever the answer would have been.
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), JSONRenderer.media_type
    body = problem_body(problem, request.get_full_path())
    return Response(body, status=problem.status, headers=headers, content_type=PROBLEM_MEDIA_TYPE)


def problem_body(problem: ProblemError, instance: str) -> dict[str, Any]:
    """The members of a problem document."""
    return {
        "type": f"urn:eventapi:problem:{problem.code}",
        "title": _PHRASES.get(problem.status.value, problem.status.phrase),
        "status": problem.status.value,
        "detail": problem.detail,
        "instance": instance[:2000],
        "errors": problem.errors,
    }
