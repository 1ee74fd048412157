"""Answers from one snapshot of the database."""

from contextlib import ExitStack
from http import HTTPStatus
from typing import Any

from django.http import HttpResponseBase
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.downloads import Download
from events.api.errors import ProblemError
from events.reading import TooCostlyError, snapshot


class SnapshotView(APIView):
    """Reads one state of the database, and no longer than a request may."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer from one snapshot of the database, which a download keeps until it is closed."""
        try:
            with ExitStack() as stack:
                stack.enter_context(snapshot())
                response = super().dispatch(request, *args, **kwargs)
                if isinstance(response, Response):
                    response.render()
                elif isinstance(response, Download):
                    response.hold(stack.pop_all())
                return response
        except TooCostlyError:
            return self._too_costly(request)

    def _too_costly(self, request: Any) -> HttpResponseBase:
        detail = "This query takes longer than a request may; narrow it down, or ask without a count."
        problem = ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "query_too_costly", detail)
        response: Response = self.handle_exception(problem)
        self.response = self.finalize_response(self.request, response)
        return self.response.render()
