"""The OpenAPI document, made once by each process."""

from functools import cache
from threading import Lock
from typing import Any, Final

from django.http import HttpResponse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer, OpenApiYamlRenderer2
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from events.api.errors import bad_parameters
from events.api.parameters import parameter_errors
from events.api.snapshot_view import renderer_for

FORMATS: Final[dict[str, tuple[type[BaseRenderer], ...]]] = {
    "yaml": (OpenApiYamlRenderer, OpenApiYamlRenderer2),
    "json": (renderer_for("application/vnd.oai.openapi+json"), JSONRenderer),
}
_lock = Lock()


@cache
def _document() -> dict[str, Any]:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return {name: renderer().render(document) for name, (renderer, _) in FORMATS.items()}


def openapi_document(format_: str) -> bytes:
    """Returns the document in a format. Its generator is not safe for threads: others wait for the first."""
    with _lock:
        document: bytes = _document()[format_]
        return document


class OpenApiView(APIView):
    """The OpenAPI document: YAML, or JSON where `format` or the header Accept asks for it."""

    def get_renderers(self) -> list[BaseRenderer]:
        """Those of `format`, or all."""
        name = self.request.query_params.get("format", "") if self.request is not None else ""
        chosen = FORMATS.get(name) or (one for renderers in FORMATS.values() for one in renderers)
        return [renderer() for renderer in chosen]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        if errors := parameter_errors(request.query_params, ("format",), formats=tuple(FORMATS)):
            raise bad_parameters(errors)
        renderer = request.accepted_renderer
        format_ = next(name for name, renderers in FORMATS.items() if isinstance(renderer, renderers))
        headers = {"Content-Disposition": f'inline; filename="openapi.{format_}"'}
        return HttpResponse(openapi_document(format_), content_type=renderer.media_type, headers=headers)
