"""The screens of the children of events that claims and contradictions can name.

They are reached from the form of their event and not listed on the first page. The rows are added there, in
one step with their quotations.
"""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin.event import (
    DateReportInline,
    FigureInline,
    ParticipationInline,
    PlaceInline,
    RelationInline,
)
from events.admin.fieldsets import ATTRIBUTION_FIELDSET, fieldset
from events.admin.quotation_inlines import QuotationInline, QuotedInline
from events.admin.tracked_admin import TrackedAdmin
from events.models import DateReport, EventPlace, EventRelation, Figure, Participation


class EventChildAdmin(TrackedAdmin):
    """One child row of an event with its quotations; its fields are those of its inline."""

    inline: ClassVar[type[QuotedInline]]
    select_related_fields: ClassVar[tuple[str, ...]] = ()
    ordering = ["-pk"]  # the newest first: a key gives them at once, however many there are
    readonly_fields = ["event"]
    inlines = [QuotationInline]

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The rows are reached from their events."""
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The rows are added in the form of their event."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows with what their labels show."""
        return super().get_queryset(request).select_related("event", *self.select_related_fields)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The event, the fields of the inline, and who says so."""
        return [fieldset(None, "event", *self.inline.child_fields, "key"), ATTRIBUTION_FIELDSET]

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        """Those of the inline."""
        return self.inline.autocomplete_fields


@admin.register(Participation)
class ParticipationAdmin(EventChildAdmin):
    """Participants of events."""

    inline = ParticipationInline
    list_display = ["event", "role", "actor", "side", "described_as", "status"]
    list_filter = ["role", "side", "status"]
    select_related_fields = ("actor",)
    search_fields = ["key", "event__slug", "event__title", "actor__slug", "actor__name", "described_as"]


@admin.register(EventPlace)
class EventPlaceAdmin(EventChildAdmin):
    """Places of events."""

    inline = PlaceInline
    list_display = ["event", "role", "location", "position", "primary"]
    list_filter = ["role", "position", "primary"]
    select_related_fields = ("location",)
    search_fields = ["key", "event__slug", "event__title", "location__slug", "location__name"]


@admin.register(DateReport)
class DateReportAdmin(EventChildAdmin):
    """What the articles report of the time of events."""

    inline = DateReportInline
    list_display = ["event", "aspect", "wording", "edtf", "article"]
    list_filter = ["aspect"]
    select_related_fields = ("article",)
    search_fields = ["key", "event__slug", "event__title", "wording", "edtf"]


@admin.register(Figure)
class FigureAdmin(EventChildAdmin):
    """Figures of events."""

    inline = FigureInline
    list_display = ["event", "measure", "value", "low", "high", "unit", "wording", "preferred"]
    list_filter = ["measure", "preferred"]
    select_related_fields = ("subset_of",)
    readonly_fields = ["event", "subset_of"]
    search_fields = ["key", "event__slug", "event__title", "wording", "of_wording"]


@admin.register(EventRelation)
class EventRelationAdmin(EventChildAdmin):
    """Relations between events."""

    inline = RelationInline
    list_display = ["event", "type", "other", "polarity"]
    list_filter = ["type", "polarity"]
    select_related_fields = ("other",)
    search_fields = ["key", "event__slug", "event__title", "other__slug", "other__title"]
