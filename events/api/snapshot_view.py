"""Answers from one snapshot of the database."""

from contextlib import ExitStack
from typing import Any

from django.http import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.downloads import Download
from events.snapshots import TooCostlyError, read_snapshot


class SnapshotView(APIView):
    """Reads one state of the database, and no longer than a request may."""

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """What can be asked, which is JSON whatever the answers are."""
        request.accepted_renderer = JSONRenderer()
        response: Response = super().options(request, *args, **kwargs)
        return response

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer from one snapshot of the database, which a download keeps until it is closed."""
        try:
            with ExitStack() as stack:
                stack.enter_context(read_snapshot())
                response = super().dispatch(request, *args, **kwargs)
                if isinstance(response, Response):
                    response.render()
                elif isinstance(response, Download):
                    response.keep_open(stack.pop_all())
                return response
        except TooCostlyError as error:
            refusal: Response = self.handle_exception(error)
            self.response = self.finalize_response(self.request, refusal)
            return self.response.render()
