"""The screens of the children of events that claims and contradictions can name.

They are reached from the form of their event and not listed on the first page. The rows are added there, in
one step with their quotations.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin.fieldsets import ATTRIBUTION_FIELDSET, fieldset
from events.admin.quotation_inlines import QuotationInline
from events.admin.tracked_admin import TrackedAdmin
from events.models import DateReport, EventPlace, EventRelation, Figure, Participation


class EventChildAdmin(TrackedAdmin):
    """One child row of an event with its quotations."""

    ordering = ["-pk"]  # the newest first: a key gives them at once, however many there are
    readonly_fields = ["event"]
    inlines = [QuotationInline]
    select_related_fields: Sequence[str] = ()

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The rows are reached from their events."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The rows are added in the form of their event."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows with what their labels show."""
        return super().get_queryset(request).select_related("event", *self.select_related_fields)


@admin.register(Participation)
class ParticipationAdmin(EventChildAdmin):
    """Participants of events."""

    list_display = ["event", "role", "actor", "side", "described_as", "status"]
    list_filter = ["role", "side", "status"]
    search_fields = ["key", "event__slug", "event__title", "actor__slug", "actor__name", "described_as"]
    autocomplete_fields = ["actor", "acts_for", "by", "relayed_by"]
    select_related_fields = ["actor"]
    fieldsets = [
        fieldset(
            None, "event", ("actor", "role", "side"), ("acts_for", "count", "status"), "described_as", "key"
        ),
        ATTRIBUTION_FIELDSET,
    ]


@admin.register(EventPlace)
class EventPlaceAdmin(EventChildAdmin):
    """Places of events."""

    list_display = ["event", "role", "location", "position", "primary"]
    list_filter = ["role", "position", "primary"]
    search_fields = ["key", "event__slug", "event__title", "location__slug", "location__name"]
    autocomplete_fields = ["location", "by", "relayed_by"]
    select_related_fields = ["location"]
    fieldsets = [
        fieldset(None, "event", ("location", "role", "position", "primary"), "key"),
        ATTRIBUTION_FIELDSET,
    ]


@admin.register(DateReport)
class DateReportAdmin(EventChildAdmin):
    """What the articles report of the time of events."""

    list_display = ["event", "aspect", "wording", "edtf", "article"]
    list_filter = ["aspect"]
    search_fields = ["key", "event__slug", "event__title", "wording", "edtf"]
    autocomplete_fields = ["article", "by", "relayed_by"]
    select_related_fields = ["article"]
    fieldsets = [
        fieldset(
            None,
            "event",
            ("wording", "edtf", "aspect"),
            ("article", "weekday", "time_of_day", "duration"),
            "key",
        ),
        ATTRIBUTION_FIELDSET,
    ]


@admin.register(Figure)
class FigureAdmin(EventChildAdmin):
    """Figures of events."""

    list_display = ["event", "measure", "value", "low", "high", "unit", "wording", "preferred"]
    list_filter = ["measure", "preferred"]
    search_fields = ["key", "event__slug", "event__title", "wording", "of_wording"]
    autocomplete_fields = ["of", "by", "relayed_by"]
    readonly_fields = ["event", "subset_of"]
    select_related_fields = ["subset_of"]
    fieldsets = [
        fieldset(
            None,
            "event",
            ("measure", "value", "low", "high", "unit"),
            ("qualifier", "wording", "of_wording"),
            ("of", "subset_of"),
            ("preferred", "derived"),
            "key",
        ),
        ATTRIBUTION_FIELDSET,
    ]


@admin.register(EventRelation)
class EventRelationAdmin(EventChildAdmin):
    """Relations between events."""

    list_display = ["event", "type", "other", "polarity"]
    list_filter = ["type", "polarity"]
    search_fields = ["key", "event__slug", "event__title", "other__slug", "other__title"]
    autocomplete_fields = ["other", "by", "relayed_by"]
    select_related_fields = ["other"]
    fieldsets = [fieldset(None, "event", ("type", "other", "polarity"), "key"), ATTRIBUTION_FIELDSET]
