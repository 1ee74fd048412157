"""The views of /livez and /readyz, by which a supervisor checks the process and its database."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.monitoring.readiness import hindrances


@never_cache
@require_safe
def livez(_: HttpRequest) -> HttpResponse:
    """Returns 200: the process responds, whatever its database does."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(_: HttpRequest) -> HttpResponse:
    """Returns 200 if the site can read and write, else 503 with a line for each thing that hinders it."""
    found = hindrances()
    text = "".join(f"{line}\n" for line in found) or "ok\n"
    return HttpResponse(text, status=503 if found else 200, content_type="text/plain")
