"""The base of the views: one snapshot of the database, media types, entity tags."""

import hashlib
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.costly_queries import refuse_if_costly, remember_if_costly
from events.api.errors import ConditionalResponseError
from events.api.parameters import canonical_query
from events.api.results import Download
from events.exports import Export
from events.models import Sequence
from events.snapshots import TooCostlyError, read_snapshot

JSON_SCHEMA = "application/schema+json"


@cache
def renderer_for(media_type: str) -> type[JSONRenderer]:
    """Returns a JSON renderer with another media type, also for formats that a view writes itself."""
    return type("Renderer", (JSONRenderer,), {"media_type": media_type})


@cache
def code_version() -> str:
    """Returns a digest of the code: another version may answer the same data differently."""
    digest = hashlib.sha256()
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*.py")) + sorted(package.rglob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def list_etag(request: Request) -> str:
    """Returns the weak ETag of a list: a digest of the code, the last public change and the query.

    Raises: ConditionalResponseError if the client has the list with this ETag. Queries: 1.
    """
    last_seq = Sequence.objects.filter(pk=1).values_list("public_value", flat=True).first() or 0
    query = canonical_query(request.query_params)
    identity = f"{code_version()} {last_seq} {request.path.rstrip('/')} {query}"
    etag = f'W/"{hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'
    if (response := get_conditional_response(request, etag=etag)) is not None:
        raise ConditionalResponseError(response.status_code, etag)
    return etag


class SnapshotView(APIView):
    """Responds from one snapshot of the database, within the time limit of a request."""

    exports: ClassVar[Mapping[str, type[Export]]] = {}
    """The formats other than JSON, by the value of `format`."""

    def get_renderers(self) -> list[BaseRenderer]:
        """JSON, or the media type of `format`; errors are always JSON."""
        name = self.request.query_params.get("format", "") if self.request is not None else ""
        export = self.exports.get(name)
        return [renderer_for(export.media_type)()] if export else super().get_renderers()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuses at once what was too costly a moment ago."""
        refuse_if_costly(request)
        super().initial(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """Returns the response to an exception."""
        if isinstance(exc, TooCostlyError):
            exc = remember_if_costly(self.request, exc)
        response: Response = super().handle_exception(exc)
        return response

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
