"""Renderers for media types, against which `Accept` is matched."""

from functools import cache

from rest_framework.renderers import JSONRenderer

JSON_SCHEMA = "application/schema+json"


@cache
def renderer_for(media_type: str) -> type[JSONRenderer]:
    """Returns a JSON renderer with another media type, also for formats that a view writes itself."""
    return type("Renderer", (JSONRenderer,), {"media_type": media_type})
