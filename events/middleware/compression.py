"""Compression of public answers as `Accept-Encoding` asks. Source: RFC 9110, 8.8.3 and 12.5.3.

Django's own middleware answers `gzip;q=0` with gzip, weakens entity tags and adds random bytes to each body.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_sequence, compress_string

MIN_BYTES = 1024
"""A smaller body is one packet anyway."""
_SUFFIX = '-gzip"'
_ENTITY_TAG = re.compile(r'(?:W/)?"[^"]*"')
_WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*")
_COMPRESSIBLE = re.compile(
    r"text/|image/svg|application/([a-z.-]+\+)?(json|xml|yaml|javascript|x-ndjson|vnd\.oai\.openapi)\b"
)


class CompressionMiddleware:
    """Compresses what everybody is answered alike, and never what may hold a secret (BREACH).

    What depends on cookies is the page of somebody signed in, or has a CSRF token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Returns the response, compressed where that is asked for."""
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)  # whitenoise compressed them beforehand
        gzip, identity = accepted_codings(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        tags = request.META.get("HTTP_IF_NONE_MATCH", "")
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"):
            if name in request.META:
                request.META[name] = _without_codings(request.META[name], gzip=gzip, identity=identity)
        response = self.get_response(request)
        if response.cookies or "cookie" in response.get("Vary", "").lower():
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if response.status_code == 304:
            # What the client holds is still right, in the coding that it has it in.
            if _tag_of_gzip(response) in tags:
                response.headers["ETag"] = _tag_of_gzip(response)
        elif gzip and _is_compressible(response) and not (identity and _is_small(response)):
            _compress(response)
        return response


def accepted_codings(header: str) -> tuple[bool, bool]:
    """Returns whether gzip is accepted and liked as well as no coding, and whether the latter is accepted."""
    weights: dict[str, float] = {}
    for item in header.lower().split(","):
        coding, separator, parameter = item.partition(";")
        weight = _WEIGHT.fullmatch(parameter)
        if weight or not separator:
            weights[coding.strip()] = float(weight[1]) if weight else 1
    others = weights.get("*", 0)
    gzip = weights.get("gzip", weights.get("x-gzip", others))
    return gzip > 0 and gzip >= weights.get("identity", others), weights.get(
        "identity", weights.get("*", 1)
    ) > 0


def _without_codings(header: str, *, gzip: bool, identity: bool) -> str:
    """The entity tags of a condition as the views know them, but those of codings that may not be sent."""
    if header.strip() == "*":
        return header
    tags = [tag for tag in _ENTITY_TAG.findall(header) if gzip or not tag.endswith(_SUFFIX)]
    allowed = [tag for tag in tags if identity or tag.endswith(_SUFFIX) or tag.startswith("W/")]
    return ", ".join(tag.replace(_SUFFIX, '"') for tag in allowed) or '""'


def _tag_of_gzip(response: HttpResponseBase) -> str:
    """The entity tag of a response, compressed; a weak one holds for every coding."""
    tag: str = response.get("ETag", "")
    return tag if tag.startswith("W/") else tag[:-1] + _SUFFIX


def _is_compressible(response: HttpResponseBase) -> bool:
    content_type: str = response.get("Content-Type", "")
    return "Content-Encoding" not in response and _COMPRESSIBLE.match(content_type) is not None


def _is_small(response: HttpResponseBase) -> bool:
    return isinstance(response, HttpResponse) and len(response.content) < MIN_BYTES


def _compress(response: HttpResponseBase) -> None:
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = compress_sequence(iter(response))
        response.headers.pop("Content-Length", None)
    elif isinstance(response, HttpResponse):
        response.content = compress_string(response.content)
        response.headers["Content-Length"] = str(len(response.content))
    response.headers["Content-Encoding"] = "gzip"
    if "ETag" in response:
        response.headers["ETag"] = _tag_of_gzip(response)
