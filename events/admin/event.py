"""The screen of events."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from events.admin.child_inlines import ATTRIBUTION_FIELDSET, ChildTabularInline
from events.admin.claims_block import ClaimsBlock
from events.admin.date_text import bounds_sentence
from events.admin.edtf_input import explain_edtf_view
from events.admin.event_form import EventForm
from events.admin.external_id_inlines import EventIdInline
from events.admin.foldable_inlines import FOLDED
from events.admin.layout import Block, LayoutAdmin
from events.admin.missing_filter import MissingFilter
from events.admin.quotation_inlines import (
    QUOTATION_FIELDSET,
    EventQuotationInline,
    QuotedChildForm,
    QuotedInline,
)
from events.admin.record_admin import RecordAdmin
from events.admin.record_list import RecordListAdmin
from events.choices import EventType, Form, ParticipationStatus, Polarity
from events.models import (
    Claim,
    Coding,
    DateReport,
    Event,
    EventPlace,
    EventRelation,
    EventSource,
    Figure,
    Participation,
)

_MAX_NAME_LENGTH = 40
KEY_FIELDSET: Any = ("Key", {"classes": ["collapse", FOLDED], "fields": ["key"]})
"""The key of a part, which is made for it."""


class SourceInline(ChildTabularInline):
    """The articles that report it."""

    model = EventSource
    fields = ["article", "mention"]
    autocomplete_fields = ["article"]
    select_related_fields = ["article"]
    verbose_name = "source"
    verbose_name_plural = "who reports it: articles"


class ParticipationInline(QuotedInline):
    """Who took part."""

    model = Participation
    select_related_fields = ["actor", "acts_for"]
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
        QUOTATION_FIELDSET,
        ATTRIBUTION_FIELDSET,
        KEY_FIELDSET,
    ]

    def line(self, part: Participation) -> str:
        """“Initiator: Iraq, for X, side A, 3 of them, alleged”."""
        words = [f"{part.get_role_display()}: {part.actor.label}"]
        words += [f"for {part.acts_for.label}"] if part.acts_for else []
        words += [f"side {part.get_side_display()}"] if part.side else []
        words += [f"{part.count} of them"] if part.count is not None else []
        words += [part.get_status_display().lower()] if part.status != ParticipationStatus.STATED else []
        return ", ".join(words)


class PlaceForm(QuotedChildForm):
    """A place of an event."""

    exclusive_flag = "primary"
    exclusive_flag_error = "Only one place of an event can be the primary one."


class PlaceInline(QuotedInline):
    """Where it happened."""

    model = EventPlace
    form = PlaceForm
    select_related_fields = ["location"]
    autocomplete_fields = ["location", "by", "relayed_by"]
    verbose_name = "place"
    verbose_name_plural = "where: places"
    fieldsets = [
        (None, {"fields": [("location", "role", "position", "primary"), "quotations"]}),
        QUOTATION_FIELDSET,
        ATTRIBUTION_FIELDSET,
        KEY_FIELDSET,
    ]

    def line(self, part: EventPlace) -> str:
        """“Scene: Baghdad, primary”."""
        words = [f"{part.get_role_display()}: {part.location.label}"]
        words += [part.get_position_display().lower()] if part.position else []
        return ", ".join([*words, "primary"] if part.primary else words)


class DateReportInline(QuotedInline):
    """What the articles say of its time."""

    model = DateReport
    select_related_fields = ["article"]
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
        QUOTATION_FIELDSET,
        ATTRIBUTION_FIELDSET,
        KEY_FIELDSET,
    ]

    def line(self, part: DateReport) -> str:
        """“Start: “since October 7”, 2023-10-07, in an article”."""
        words = [f"{part.get_aspect_display()}: “{part.wording}”", part.edtf, f"in {part.article.label}"]
        return ", ".join(word for word in words if word)


class FigureForm(QuotedChildForm):
    """A figure of an event."""

    exclusive_flag = "preferred"


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
        QUOTATION_FIELDSET,
        ATTRIBUTION_FIELDSET,
        KEY_FIELDSET,
    ]

    def line(self, part: Figure) -> str:
        """“Killed: about 20, “some twenty”, preferred”."""
        number = part.value if part.value is not None else part.low
        told = "" if number is None else f"{part.get_qualifier_display().lower()} {number.normalize():f}"
        words = [f"{told} {part.unit}".strip(), f"“{part.wording}”" if part.wording else "", part.of_wording]
        words += ["preferred"] if part.preferred else []
        return f"{part.get_measure_display()}: {', '.join(word for word in words if word)}"

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
    select_related_fields = ["other"]
    autocomplete_fields = ["other", "by", "relayed_by"]
    verbose_name = "relation"
    verbose_name_plural = "relations to other events"
    fieldsets = [
        (None, {"fields": [("type", "other", "polarity"), "quotations"]}),
        QUOTATION_FIELDSET,
        ATTRIBUTION_FIELDSET,
        KEY_FIELDSET,
    ]

    def line(self, part: EventRelation) -> str:
        """“Part of: another event, denied”."""
        denied = ", denied" if part.polarity != Polarity.AFFIRMED else ""
        return f"{part.get_type_display()}: {part.other.label}{denied}"


class CodingInline(ChildTabularInline):
    """What other ontologies call it."""

    model = Coding
    collapse_when_empty = True
    verbose_name_plural = "codes in other ontologies"
    fields = ["scheme", "code", "match", "status", "note"]


def _first_names(names: list[str], shown: int) -> str:
    """The first names, and how many more there are."""
    more = f" +{len(names) - shown}" if len(names) > shown else ""
    return ", ".join(Truncator(name).chars(_MAX_NAME_LENGTH) for name in names[:shown]) + more


@admin.register(Event)
class EventAdmin(LayoutAdmin, RecordListAdmin, RecordAdmin):
    """Events: what was done, when, where, by whom, how sure, who says so."""

    form = EventForm

    list_display = [
        "what",
        "status",
        "missing",
        "sort",
        "when",
        "who",
        "evidence_held",
        "updated",
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
    missing_labels = {
        "event_type": "no type",
        "date_edtf": "no date",
        "places": "no place",
        "participants": "no participant",
        "sources": "no article",
        "evidence": "no quotation",
    }
    list_prefetch_related = ["places__location", "participants__actor"]
    search_fields = ["slug", "title", "summary", "evidence__quote", "external_ids__value"]
    ordering = ["-start_earliest", "-pk"]  # both in one index, which is all that a far page is found by
    autocomplete_fields = ["factuality_by"]
    prepopulated_fields = {"slug": ["title"]}
    readonly_fields = ["quad_class", "intensity", "bounds", "date_precision"]
    fieldsets = [
        (
            "What",
            {
                "fields": [
                    "title",
                    "slug",
                    "summary",
                    ("form", "event_type", "quad_class", "intensity"),
                    "modes",
                    "contexts",
                    "language",
                ]
            },
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
    ]
    inlines = [
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
    # In the order in which a coder thinks. The articles stand early: quotations are looked for in them.
    layout = [
        "What",
        SourceInline,
        "How sure",
        "When",
        "Narrow the bounds by hand",
        DateReportInline,
        PlaceInline,
        ParticipationInline,
        FigureInline,
        ClaimsBlock,
        RelationInline,
        EventQuotationInline,
        CodingInline,
        EventIdInline,
        "The record",
    ]
    access_keys = {
        "What": ("What", "w"),
        SourceInline: ("Articles", "r"),
        "When": ("When", "t"),
        DateReportInline: ("Date reports", "d"),
        PlaceInline: ("Where", "l"),
        ParticipationInline: ("Who", "p"),
        FigureInline: ("How many", "m"),
        ClaimsBlock: ("Claims", "c"),
        RelationInline: ("Relations", "n"),
        EventQuotationInline: ("Evidence", "q"),
        "The record": ("The record", "o"),
    }

    def get_urls(self) -> list[URLPattern]:
        """One more address: what a date means, for the fields of dates on every screen."""
        view = self.admin_site.admin_view(explain_edtf_view)
        return [path("date/", view, name="events_event_date"), *super().get_urls()]

    def blocks(self, request: HttpRequest, obj: Event | None) -> list[Block]:
        """The claims about it."""
        claims = self.admin_site.get_model_admin(Claim)
        if not claims.has_view_permission(request):
            return []
        return [ClaimsBlock(obj, may_add=claims.has_add_permission(request))]

    @admin.display(description="modes")
    def modes(self, obj: Event) -> str:
        """Its modes, for those who may only look."""
        return ", ".join(one.get_mode_display() for one in obj.modes.all())

    @admin.display(description="contexts")
    def contexts(self, obj: Event) -> str:
        """Its contexts, for those who may only look."""
        return ", ".join(one.get_context_display() for one in obj.contexts.all())

    @admin.display(description="type, form", ordering="event_type")
    def sort(self, obj: Event) -> str:
        """What was done and what sort of record it is."""
        form = Form(obj.form).label
        return f"{EventType(obj.event_type).label}, {form.lower()}" if obj.event_type else form

    @admin.display(description="who, where")
    def who(self, obj: Event) -> SafeString:
        """The first who took part, and the primary place or the first."""
        actors = dict.fromkeys(part.actor.label for part in obj.participants.all())
        places = sorted(obj.places.all(), key=lambda place: not place.primary)
        found = [_first_names([*actors], 2), _first_names([place.location.label for place in places], 1)]
        return format_html_join(mark_safe("<br>"), "{}", ((words,) for words in found if words))

    @admin.display(description="evidence")
    def evidence_held(self, obj: Any) -> SafeString:
        """How many quotations it rests on, and how many articles report it."""
        quotations, articles = obj.related_counts["evidence"], obj.related_counts["sources"]
        said = f"Quotations: {quotations}; articles that report it: {articles}"
        return format_html('<span title="{}">{} in {}</span>', said, quotations, articles)

    @admin.display(description="bounds")
    def bounds(self, obj: Event) -> str:
        """When it began and ended, in words."""
        return bounds_sentence(obj) if obj.pk else ""
