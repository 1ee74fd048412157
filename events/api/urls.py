"""The addresses of the public API; with or without the final slash alike."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from events.api.views.aggregate import AggregateView
from events.api.views.changes import ChangesView
from events.api.views.event_feed import EventFeedView
from events.api.views.reference import FieldsView, VocabularyView
from events.api.views.release_records import RELEASE_VIEWS
from events.api.views.releases import ReleaseChangesView, ReleasesView, ReleaseView
from events.api.views.search import EventSearchSchemaView, EventSearchView
from events.api.views.suggest import SuggestView
from events.api.views.viewsets import VIEWSETS

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    # Split: its script comes as a file of its own, as the Content-Security-Policy asks.
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="schema", template_name="events/docs.html"),
        name="docs",
    ),
    re_path(r"^v1/vocabulary/?$", VocabularyView.as_view(), name="vocabulary"),
    re_path(r"^v1/suggest/?$", SuggestView.as_view(), name="suggest"),
    re_path(r"^v1/fields/?$", FieldsView.as_view(), name="fields"),
    re_path(r"^v1/changes/?$", ChangesView.as_view(), name="changes"),
    re_path(r"^v1/events/search/?$", EventSearchView.as_view(), name="events-search"),
    re_path(r"^v1/events/search/schema/?$", EventSearchSchemaView.as_view(), name="events-search-schema"),
    re_path(r"^v1/events/aggregate/?$", AggregateView.as_view(), name="events-aggregate"),
    re_path(r"^v1/events/feed/?$", EventFeedView.as_view(), name="events-feed"),
    re_path(r"^v1/releases/?$", ReleasesView.as_view(), name="releases"),
    re_path(r"^v1/releases/(?P<name>[^/]+)/?$", ReleaseView.as_view(), name="release"),
    re_path(r"^v1/releases/(?P<name>[^/]+)/changes/?$", ReleaseChangesView.as_view(), name="release-changes"),
]
for _name, (_records, _record) in RELEASE_VIEWS.items():
    _release = rf"^v1/releases/(?P<name>[^/]+)/{_name}"
    urlpatterns += [
        re_path(rf"{_release}/?$", _records.as_view(), name=f"release-{_name}"),
        re_path(rf"{_release}/(?P<id>[^/]+)/?$", _record.as_view(), name=f"release-{_name}-detail"),
    ]
for _name, _viewset in VIEWSETS.items():
    urlpatterns += [
        re_path(rf"^v1/{_name}/?$", _viewset.as_view({"get": "list"}), name=f"{_name}-list"),
        re_path(
            rf"^v1/{_name}/(?P<id>[^/]+)/?$",
            _viewset.as_view({"get": "retrieve"}),
            name=f"{_name}-detail",
        ),
        re_path(
            rf"^v1/{_name}/(?P<id>[^/]+)/revisions/?$",
            _viewset.as_view({"get": "revisions"}),
            name=f"{_name}-revisions",
        ),
        re_path(
            rf"^v1/{_name}/(?P<id>[^/]+)/revisions/diff/?$",
            _viewset.as_view({"get": "compare"}),
            name=f"{_name}-comparison",
        ),
    ]
