"""Media types, as `Accept` is held against them."""

from functools import cache

from rest_framework.renderers import JSONRenderer

JSON_SCHEMA = "application/schema+json"


@cache
def renderer_for(media_type: str) -> type[JSONRenderer]:
    """JSON under another name; or what stands for a format that a view writes, as its problems are JSON."""
    return type("Renderer", (JSONRenderer,), {"media_type": media_type})
