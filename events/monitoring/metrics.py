"""What /metrics counts, in Prometheus' format; nothing is counted unless the setting is on."""

import os
from collections.abc import Iterator

from django.db import Error
from django.http import HttpRequest
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from events.models import Sequence
from events.monitoring.faults import Fault

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
"""The folder in which several processes add up, as prometheus_client names it."""
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

_requests = Counter("eventapi_requests", "Requests that were answered.", ["route", "method", "status"])
_seconds = Histogram(
    "eventapi_request_seconds", "Seconds until an answer began.", ["route"], buckets=_SECONDS
)
_faults = Counter("eventapi_database_faults", "Requests that a fault of the database refused.", ["fault"])


def count_request(request: HttpRequest, status: int, seconds: float) -> None:
    """Counts a request by its route, never by its path: the number of series is bounded."""
    match = request.resolver_match
    route = (match.view_name or match.route) if match else "none"
    method = request.method if request.method in METHODS else "other"
    _requests.labels(route, method, status).inc()
    _seconds.labels(route).observe(seconds)


def count_busy(method: str) -> None:
    """Counts a request that was refused before it had a route, as its share of the threads was taken."""
    _requests.labels("busy", method if method in METHODS else "other", 503).inc()


def count_fault(fault: Fault) -> None:
    """Counts a request that a fault of the database refused."""
    _faults.labels(fault.word).inc()


def exposition() -> bytes:
    """Returns all metrics, of all processes of the site. Queries: 1."""
    counted = REGISTRY
    if os.environ.get(FOLDER_VARIABLE):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    asked = CollectorRegistry()
    asked.register(_DatabaseState())
    return generate_latest(counted) + generate_latest(asked)


class _DatabaseState(Collector):
    """What is asked of the database when somebody reads the metrics."""

    def collect(self) -> Iterator[Metric]:
        """Yields whether the database answers, and if so the number of the last public change."""
        try:
            sequence = Sequence.objects.filter(pk=1).values_list("public_value", flat=True).first() or 0
        except Error:
            sequence = None
        yield GaugeMetricFamily("eventapi_database_up", "Whether the database answers.", sequence is not None)
        if sequence is not None:
            yield GaugeMetricFamily(
                "eventapi_public_sequence", "The number of the last public change.", sequence
            )
