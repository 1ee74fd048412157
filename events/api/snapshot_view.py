"""Views that read one snapshot of the database."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.downloads import Download
from events.api.renderers import renderer_for
from events.exports import Export
from events.snapshots import TooCostlyError, read_snapshot


class SnapshotView(APIView):
    """Responds from one snapshot of the database, within the time limit of a request."""

    exports: ClassVar[Mapping[str, type[Export]]] = {}
    """The formats other than JSON, by the value of `format`."""

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON, or the media type of `format`; errors are always JSON."""
        name = self.request.query_params.get("format", "") if self.request is not None else ""
        export = self.exports.get(name)
        return [renderer_for(export.media_type)()] if export else super().get_renderers()

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Returns the metadata of the view, as JSON."""
        request.accepted_renderer = JSONRenderer()
        response: Response = super().options(request, *args, **kwargs)
        return response

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Responds from one snapshot of the database, which a download keeps open until it is closed."""
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
