"""The answer to an exception that no view handles: 503 while the database is out, else 500."""

import sys
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

from events.api.errors import (
    PROBLEM_MEDIA_TYPE,
    RETRY_SECONDS,
    ProblemError,
    database_unavailable,
    problem_body,
)
from events.api.middleware import is_api_path
from events.monitoring import metrics
from events.monitoring.faults import fault_of
from events.monitoring.outage import note_fault
from events.monitoring.request_id import current_request_id

INTERNAL_ERROR = ProblemError(
    HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something broke here; it was logged."
)
NOT_STORED = {"Cache-Control": "no-store"}


def server_error(request: HttpRequest) -> HttpResponse:
    """Returns problem+json for the API and a page elsewhere; neither asks the database.

    Django calls this for every exception, of views and of middleware, while it is handled.
    """
    error = sys.exc_info()[1]
    fault = fault_of(error)
    if fault is None or error is None:
        return _response(request, INTERNAL_ERROR)
    note_fault(fault, error)
    if settings.METRICS_TOKEN:
        metrics.count_fault(fault)
    response = _response(request, database_unavailable())
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _response(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    if is_api_path(request.path_info):
        body = problem_body(problem, request.get_full_path())
        return JsonResponse(body, status=problem.status, content_type=PROBLEM_MEDIA_TYPE, headers=NOT_STORED)
    context = {"is_outage": problem is not INTERNAL_ERROR, "request_id": current_request_id()}
    # Without the request: its user and messages are in the database.
    return HttpResponse(
        render_to_string("server_error.html", context), status=problem.status, headers=NOT_STORED
    )
