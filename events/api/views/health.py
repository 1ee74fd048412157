"""The views of /livez and /readyz, by which a supervisor checks the process and its database."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def livez(_: HttpRequest) -> HttpResponse:
    """Returns 200: the process responds."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(_: HttpRequest) -> HttpResponse:
    """Returns 200 if the database responds and every migration is applied, else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")
    if missing:
        return HttpResponse("Migrations are missing.\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
