"""The sitemap: the pages of all published records, for search engines, ten thousand a file."""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events.api.views.viewsets import VIEWSETS
from events.pages.addresses import record_address

PAGE_SIZE = 10_000
_CLOSED = ("/admin/", "/api/", "/ogc/", "/*embed/", "/*events/facets/")


class RecordSitemap(Sitemap):
    """The published records of one collection."""

    limit = PAGE_SIZE

    def __init__(self, collection: str) -> None:
        self.collection = collection

    def items(self) -> QuerySet[Any]:
        """The records, in the order of their ids. Queries: 2 for each file."""
        published: QuerySet[Any] = VIEWSETS[self.collection].model.objects.published()
        return published.only("slug", "updated_at").order_by("slug")

    def location(self, item: Any) -> str:
        """The page of a record."""
        return record_address(self.collection, item.slug)

    def get_latest_lastmod(self) -> Any:
        """When any of them was changed last, without reading them all. Queries: 1."""
        return self.items().order_by().aggregate(latest=Max("updated_at"))["latest"]

    def lastmod(self, item: Any) -> Any:
        """When the record was changed last."""
        return item.updated_at


SITEMAPS = {collection: RecordSitemap(collection) for collection in VIEWSETS}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tells crawlers which pages are made for them."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED)]
    lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
