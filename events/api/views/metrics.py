"""The view of /metrics, which a Prometheus reads that knows the token."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from events.monitoring.metrics import exposition


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Returns the metrics to who shows the token: 401 without it, 404 where there is none."""
    if not settings.METRICS_TOKEN:
        raise Http404
    shown = request.headers.get("Authorization", "")
    if not secrets.compare_digest(shown.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        text = "Send the token that METRICS_TOKEN holds: Authorization: Bearer ...\n"
        return HttpResponse(
            text, status=401, content_type="text/plain", headers={"WWW-Authenticate": "Bearer"}
        )
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
