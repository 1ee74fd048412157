"""The addresses of the public API, with or without the final slash."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path, re_path
from drf_spectacular.views import SpectacularSwaggerSplitView

from events.api.views.aggregate import AggregateView
from events.api.views.changes import ChangesView
from events.api.views.contradictions import ContradictionsView
from events.api.views.event_feed import EventFeedView
from events.api.views.openapi_document import OpenApiView
from events.api.views.reference import FieldsView, RootView, VocabularyView
from events.api.views.releases import RELEASE_VIEWS, ReleaseChangesView, ReleasesView, ReleaseView
from events.api.views.search import EventSearchSchemaView, EventSearchView, SuggestView
from events.api.views.viewsets import VIEWSETS


def _route(address: str, view: Callable[..., Any], name: str) -> URLPattern:
    """The address below /api/v1/, in which `<name>` is a segment."""
    pattern = address.replace("<", "(?P<").replace(">", ">[^/]+)")
    return re_path(rf"^v1/{pattern}/?$", view, name=name)


urlpatterns = [
    path("schema/", OpenApiView.as_view(), name="schema"),
    path("", RootView.as_view(schema=None)),
    re_path(r"^v1/?$", RootView.as_view(), name="root"),
    # Split: its script is a file of its own, as the Content-Security-Policy requires.
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="events/docs.html"),
        name="docs",
    ),
    _route("vocabulary", VocabularyView.as_view(), "vocabulary"),
    _route("suggest", SuggestView.as_view(), "suggest"),
    _route("fields", FieldsView.as_view(), "fields"),
    _route("contradictions", ContradictionsView.as_view(), "contradictions"),
    _route("changes", ChangesView.as_view(), "changes"),
    _route("events/search", EventSearchView.as_view(), "events-search"),
    _route("events/search/schema", EventSearchSchemaView.as_view(), "events-search-schema"),
    _route("events/aggregate", AggregateView.as_view(), "events-aggregate"),
    _route("events/feed", EventFeedView.as_view(), "events-feed"),
    _route("releases", ReleasesView.as_view(), "releases"),
    _route("releases/<name>", ReleaseView.as_view(), "release"),
    _route("releases/<name>/changes", ReleaseChangesView.as_view(), "release-changes"),
]
for _name, (_records, _record) in RELEASE_VIEWS.items():
    urlpatterns += [
        _route(f"releases/<name>/{_name}", _records.as_view(), f"release-{_name}"),
        _route(f"releases/<name>/{_name}/<id>", _record.as_view(), f"release-{_name}-detail"),
    ]
for _name, _viewset in VIEWSETS.items():
    urlpatterns += [
        _route(_name, _viewset.as_view({"get": "list"}), f"{_name}-list"),
        _route(f"{_name}/<id>", _viewset.as_view({"get": "retrieve"}), f"{_name}-detail"),
        _route(f"{_name}/<id>/revisions", _viewset.as_view({"get": "revisions"}), f"{_name}-revisions"),
        _route(f"{_name}/<id>/revisions/diff", _viewset.as_view({"get": "compare"}), f"{_name}-comparison"),
    ]
