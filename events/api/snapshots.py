"""Views that answer from one state of the database, whatever is written meanwhile."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponseBase
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.errors import ProblemError
from events.reading import TooCostlyError, snapshot


class SnapshotView(APIView):
    """Reads one snapshot, no longer than a request may."""

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer, or say that it costs too much."""
        try:
            with snapshot():
                response = super().dispatch(request, *args, **kwargs)
                return response.render() if isinstance(response, Response) else response
        except TooCostlyError:
            detail = "This query takes longer than a request may; narrow it down."
            problem = ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, "query_too_costly", detail)
            refusal = self.handle_exception(problem)
            self.response = self.finalize_response(self.request, refusal)
            return self.response.render()
