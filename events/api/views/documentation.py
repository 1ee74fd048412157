"""The pages of documentation, for people."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from events.api.documentation import page_addresses, render_page, screenshots, titles


def _etag(_: HttpRequest, address: str = "") -> str | None:
    return render_page(address).etag if address in page_addresses() else None


@require_safe
@cache_control(public=True, no_cache=True)
@condition(etag_func=_etag)
def documentation(request: HttpRequest, address: str = "") -> HttpResponse:
    """Shows a page of documentation."""
    if address not in page_addresses():
        raise Http404
    return render(
        request,
        "events/documentation.html",
        {"page": render_page(address), "pages": titles(), "here": request.path},
    )


@require_safe
@cache_control(public=True, max_age=3600)
def screenshot(_: HttpRequest, name: str) -> FileResponse:
    """Sends a picture of the pages."""
    if name not in screenshots():
        raise Http404
    return FileResponse(screenshots()[name].open("rb"), content_type="image/webp")
