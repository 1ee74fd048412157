"""The addresses of the site."""

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps.views import index as sitemap_index
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from events.admin.dashboard import dashboard
from events.api.views.documentation import documentation, screenshot
from events.api.views.health import livez, readyz
from events.api.views.metrics import metrics
from events.pages.sitemap import SITEMAPS, robots

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("admin/", admin.site.admin_view(dashboard)),  # Django's index, with the records in review
    path("admin/", admin.site.urls),
    path("docs/", documentation, name="documentation"),
    path("docs/screenshots/<str:name>", screenshot, name="screenshot"),
    path("docs/<path:address>/", documentation, name="documentation-page"),
    path("robots.txt", robots),
    path("sitemap.xml", require_safe(sitemap_index), {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"}),
    path("sitemap-<str:section>.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("api/", include("events.api.urls")),
    path("", include("events.api.ogc.urls")),
]
# The pages for people, once for each language: the default one without a prefix.
for _language, _ in settings.LANGUAGES:
    _prefix = "" if _language == settings.LANGUAGE_CODE else f"{_language}/"
    urlpatterns.append(path(_prefix, include("events.pages.urls"), {"language": _language}))
handler400 = "events.pages.page.bad_request"
handler404 = "events.pages.page.not_found"
handler500 = "events.api.views.server_error.server_error"
