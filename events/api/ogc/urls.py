"""The addresses of the features, with or without the final slash."""

from django.urls import re_path

from events.api.ogc import views

_COLLECTION = r"^ogc/collections/(?P<collection>[^/]+)"
urlpatterns = [
    re_path(r"^ogc/?$", views.LandingView.as_view(), name="ogc"),
    re_path(r"^ogc/api/?$", views.OpenApiView.as_view(), name="ogc-api"),
    re_path(r"^ogc/conformance/?$", views.ConformanceView.as_view(), name="ogc-conformance"),
    re_path(r"^ogc/collections/?$", views.CollectionsView.as_view(), name="ogc-collections"),
    re_path(rf"{_COLLECTION}/?$", views.CollectionView.as_view(), name="ogc-collection"),
    re_path(rf"{_COLLECTION}/schema/?$", views.FeatureSchemaView.as_view(), name="ogc-schema"),
    re_path(rf"{_COLLECTION}/items/?$", views.ItemsView.as_view(), name="ogc-items"),
    re_path(rf"{_COLLECTION}/items/(?P<feature>[^/]+)/?$", views.FeatureView.as_view(), name="ogc-feature"),
]
