"""The list of events as tutorials write it: nested ModelSerializers over prefetched instances."""

from typing import Any

from django.db.models import Count, QuerySet
from rest_framework import serializers

from events.models import (
    Actor,
    Article,
    Event,
    EventPlace,
    EventSource,
    ExternalId,
    Figure,
    Location,
    Outlet,
    Participation,
)

ATTRIBUTION = ("voice", "by", "relayed_by", "basis", "source")


class _Identified(serializers.ModelSerializer):
    id = serializers.CharField(source="slug")


class _Actor(_Identified):
    class Meta:
        model = Actor
        fields = ("id", "name", "kind")


class _Participant(_Identified):
    class Meta:
        model = Actor
        fields = ("id", "name", "kind", "country")


class _Place(_Identified):
    class Meta:
        model = Location
        fields = ("id", "name", "kind", "country", "latitude", "longitude")


class _Outlet(_Identified):
    class Meta:
        model = Outlet
        fields = ("id", "name", "kind")


class _Article(_Identified):
    outlet = _Outlet()
    publication_date = serializers.CharField(source="date_edtf")

    class Meta:
        model = Article
        fields = ("id", "title", "outlet", "publication_date")


class _Attribution(serializers.Serializer):
    voice = serializers.CharField()
    by = _Actor(many=True)
    relayed_by = _Actor()
    basis = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment] # the name of a member, as in the API


class _EventPlace(serializers.ModelSerializer):
    location = _Place()
    radius_m = serializers.IntegerField(source="location.radius_m")
    attribution = _Attribution(source="*")

    class Meta:
        model = EventPlace
        fields = ("key", "role", "position", "primary", "location", "radius_m", "attribution")


class _Participation(serializers.ModelSerializer):
    actor = _Participant()
    acts_for = _Actor()
    attribution = _Attribution(source="*")

    class Meta:
        model = Participation
        fields = (
            *("key", "role", "side", "actor", "acts_for"),
            *("described_as", "count", "status", "attribution"),
        )


class _Figure(serializers.ModelSerializer):
    of = _Actor(many=True)
    subset_of: Any = serializers.SlugRelatedField(slug_field="key", read_only=True)
    attribution = _Attribution(source="*")

    class Meta:
        model = Figure
        fields = (
            *("key", "measure", "unit", "value", "low", "high", "qualifier", "wording", "of"),
            *("of_wording", "subset_of", "derived", "complete", "stock", "preferred", "attribution"),
        )


class _Source(serializers.ModelSerializer):
    article = _Article()

    class Meta:
        model = EventSource
        fields = ("article", "mention")


class _ExternalId(serializers.ModelSerializer):
    class Meta:
        model = ExternalId
        fields = ("scheme", "value")


class _Date(serializers.ModelSerializer):
    edtf = serializers.CharField(source="date_edtf")
    precision = serializers.CharField(source="date_precision")
    basis = serializers.CharField(source="date_basis")
    source = serializers.CharField(source="date_source")  # type: ignore[assignment] # as above

    class Meta:
        model = Event
        fields = (
            *("edtf", "start_earliest", "start_latest", "end_earliest", "end_latest"),
            *("precision", "basis", "source", "last_reported"),
        )


class PlainEvent(_Identified):
    """An event with all its parts, one serializer a level."""

    modes: Any = serializers.SlugRelatedField(slug_field="mode", many=True, read_only=True)
    contexts: Any = serializers.SlugRelatedField(slug_field="context", many=True, read_only=True)
    factuality_by = _Actor(many=True)
    date = _Date(source="*")
    places = _EventPlace(many=True)
    participants = _Participation(many=True)
    figures = _Figure(many=True)
    sources = _Source(many=True)
    external_ids = _ExternalId(many=True)
    source_count = serializers.SerializerMethodField()
    evidence_count = serializers.IntegerField()
    dataset: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Event
        fields = (
            *("id", "title", "summary", "form", "event_type", "modes", "contexts", "quad_class"),
            *("intensity", "factuality", "factuality_by", "confidence", "depth", "not_stated"),
            *(
                "language",
                "date",
                "places",
                "participants",
                "figures",
                "sources",
                "external_ids",
                "source_count",
                "evidence_count",
            ),
            *("dataset", "revision", "created_at", "updated_at"),
        )

    def get_source_count(self, event: Event) -> int:
        """How many articles report it, from what is prefetched."""
        return len(event.sources.all())


def serialize_events(pks: list[int]) -> Any:
    """These events as nested data. Queries: 17."""
    return PlainEvent(
        _prefetched_events().filter(pk__in=pks).order_by("-start_earliest", "-slug"), many=True
    ).data


def _prefetched_events() -> QuerySet[Event]:
    prefetched = (
        *("modes", "contexts", "factuality_by", "external_ids"),
        *("places__location", "places__relayed_by", "places__by"),
        *("participants__actor", "participants__acts_for", "participants__relayed_by", "participants__by"),
        *("figures__of", "figures__by", "figures__relayed_by", "figures__subset_of"),
        "sources__article__outlet",
    )
    found: QuerySet[Event] = Event.objects.select_related("dataset").annotate(
        evidence_count=Count("evidence")
    )
    return found.prefetch_related(*prefetched)
