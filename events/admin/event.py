"""The screen of events."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from events.admin.external_id import EventIdInline
from events.admin.filters import MissingFilter
from events.admin.inline import ATTRIBUTION, RowInline
from events.admin.quotations import QUOTATION, EventQuotationInline, QuotedInline, QuotedPartForm
from events.admin.record import RecordAdmin
from events.admin.words import bounds_in_words
from events.choices import EventType, Form
from events.models import (
    Coding,
    DateReport,
    Event,
    EventContext,
    EventMode,
    EventPlace,
    EventRelation,
    EventSource,
    Evidence,
    Figure,
    Participation,
)


class ModeInline(RowInline):
    """How it was done."""

    model = EventMode
    fields = ["mode"]


class ContextInline(RowInline):
    """What it was about."""

    model = EventContext
    fields = ["context"]


class SourceInline(RowInline):
    """The articles that report it."""

    model = EventSource
    fields = ["article", "mention"]
    autocomplete_fields = ["article"]
    joined = ["article"]
    verbose_name = "source"
    verbose_name_plural = "sources: the articles that report it"


class ParticipationInline(QuotedInline):
    """Who took part."""

    model = Participation
    joined = ["actor"]
    autocomplete_fields = ["actor", "acts_for", "by", "relayed_by"]
    verbose_name = "participant"
    verbose_name_plural = "who: participants"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("actor", "role", "side"),
                    ("acts_for", "count", "status"),
                    "described_as",
                    "quotations",
                ]
            },
        ),
        QUOTATION,
        ATTRIBUTION,
        ("Key", {"classes": ["collapse"], "fields": ["key"]}),
    ]


class PlaceForm(QuotedPartForm):
    """A place of an event."""

    flag = "primary"
    flag_once = "Only one place of an event can be the primary one."


class PlaceInline(QuotedInline):
    """Where it happened."""

    model = EventPlace
    form = PlaceForm
    joined = ["location"]
    autocomplete_fields = ["location", "by", "relayed_by"]
    verbose_name = "place"
    verbose_name_plural = "where: places"
    fieldsets = [
        (None, {"fields": [("location", "role", "position", "primary"), "quotations"]}),
        QUOTATION,
        ATTRIBUTION,
        ("Key", {"classes": ["collapse"], "fields": ["key"]}),
    ]


class DateReportInline(QuotedInline):
    """What the articles say of its time."""

    model = DateReport
    joined = ["article"]
    autocomplete_fields = ["article", "by", "relayed_by"]
    verbose_name_plural = "when: date reports"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("wording", "edtf", "aspect"),
                    ("article", "weekday", "time_of_day", "duration"),
                    "quotations",
                ]
            },
        ),
        QUOTATION,
        ATTRIBUTION,
        ("Key", {"classes": ["collapse"], "fields": ["key"]}),
    ]


class FigureForm(QuotedPartForm):
    """A figure of an event."""

    flag = "preferred"


class FigureInline(QuotedInline):
    """The numbers that are reported."""

    model = Figure
    form = FigureForm
    autocomplete_fields = ["of", "by", "relayed_by"]
    verbose_name_plural = "how many: figures"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("measure", "value", "low", "high", "unit"),
                    ("qualifier", "wording", "of_wording"),
                    ("of", "subset_of"),
                    ("preferred", "derived"),
                    "quotations",
                ]
            },
        ),
        QUOTATION,
        ATTRIBUTION,
        ("Key", {"classes": ["collapse"], "fields": ["key"]}),
    ]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset; the figures that another can be part of are read once for the page."""
        formset = super().get_formset(request, obj, **kwargs)
        rows = Figure.objects.filter(event=obj) if obj else Figure.objects.none()
        field = formset.form.base_fields["subset_of"]
        field.queryset = rows
        field.choices = [("", "---------"), *((row.pk, str(row)) for row in rows)]
        field.widget.can_add_related = field.widget.can_change_related = False
        field.widget.can_view_related = False
        return formset


class RelationInline(QuotedInline):
    """How it stands to other events."""

    model = EventRelation
    fk_name = "event"
    joined = ["other"]
    autocomplete_fields = ["other", "by", "relayed_by"]
    verbose_name = "relation"
    verbose_name_plural = "relations to other events"
    fieldsets = [
        (None, {"fields": [("type", "other", "polarity"), "quotations"]}),
        QUOTATION,
        ATTRIBUTION,
        ("Key", {"classes": ["collapse"], "fields": ["key"]}),
    ]


class CodingInline(RowInline):
    """What other ontologies call it."""

    model = Coding
    fields = ["scheme", "code", "match", "status", "note"]


@admin.register(Event)
class EventAdmin(RecordAdmin):
    """Events: what was done, when, where, by whom, how sure, who says so."""

    list_display = [
        "what",
        "sort",
        "date_edtf",
        "status",
        "evidence_count",
        "updated",
        "dataset",
    ]
    list_filter = [
        "review_status",
        MissingFilter,
        "event_type",
        "form",
        "factuality",
        "confidence",
        "dataset",
    ]
    search_fields = ["slug", "title", "summary", "evidence__quote", "external_ids__value"]
    ordering = ["-start_earliest", "slug"]
    autocomplete_fields = ["factuality_by"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["quad_class", "intensity", "bounds", "date_precision"]
    fieldsets = [
        (
            "What",
            {"fields": ["title", "slug", "summary", ("form", "event_type"), ("quad_class", "intensity")]},
        ),
        ("How sure", {"fields": [("factuality", "confidence"), "factuality_by"]}),
        (
            "When",
            {
                "fields": [
                    ("date_edtf", "date_precision"),
                    "bounds",
                    ("date_basis", "last_reported"),
                    "date_source",
                ]
            },
        ),
        (
            "Narrow the bounds by hand",
            {
                "classes": ["collapse"],
                "fields": [
                    ("narrowed_start_earliest", "narrowed_start_latest"),
                    ("narrowed_end_earliest", "narrowed_end_latest"),
                    "narrowing_reason",
                ],
            },
        ),
        ("Language", {"classes": ["collapse"], "fields": ["language"]}),
    ]
    inlines = [
        ModeInline,
        ContextInline,
        SourceInline,
        DateReportInline,
        PlaceInline,
        ParticipationInline,
        FigureInline,
        RelationInline,
        EventQuotationInline,
        CodingInline,
        EventIdInline,
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Events with the number of their quotations."""
        mine = Evidence.objects.filter(event=OuterRef("pk")).order_by().values("event")
        counted = mine.annotate(n=Count("pk")).values("n")
        rows: QuerySet[Event] = super().get_queryset(request)
        return rows.annotate(quotations_held=Coalesce(Subquery(counted, output_field=IntegerField()), 0))

    @admin.display(description="type, form", ordering="event_type")
    def sort(self, obj: Event) -> str:
        """What was done and what sort of record it is."""
        form = Form(obj.form).label
        return f"{EventType(obj.event_type).label}, {form.lower()}" if obj.event_type else form

    @admin.display(description="evidence", ordering=F("quotations_held"))
    def evidence_count(self, obj: Any) -> int:
        """How many quotations it rests on."""
        return int(obj.quotations_held)

    @admin.display(description="bounds")
    def bounds(self, obj: Event) -> str:
        """When it began and ended, in words."""
        return bounds_in_words(obj) if obj.pk else ""
