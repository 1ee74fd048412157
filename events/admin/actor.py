"""The screens of actors and of their affiliations."""

import datetime
from collections.abc import Iterable
from dataclasses import astuple
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from events.admin.date_text import bounds_sentence
from events.admin.form_blocks import ATTRIBUTION_FIELDSET, fieldset
from events.admin.inlines import (
    ActorNameInline,
    ChildTabularInline,
    ExternalIdInline,
    QuotationInline,
    QuotedInline,
)
from events.admin.lists import count_column
from events.admin.namesakes import NamedRecordAdmin
from events.admin.pages import change_url, model_admin_url
from events.admin.tracked_admin import TrackedAdmin
from events.choices import AffiliationStatus, Polarity, ReviewStatus
from events.models import Actor, ActorSector, Affiliation
from events.rules.dates import EARLIEST, LATEST

MAX_INCOMING = 100


class TimeScale:
    """The years along which the bars are drawn; an open span runs to the edge."""

    def __init__(self, rows: Iterable[Affiliation]) -> None:
        bounds = [row.bounds for row in rows if row.date_edtf]
        days = {day for bound in bounds for day in astuple(bound)} - {EARLIEST, LATEST}
        if any(bound.end_latest == LATEST for bound in bounds):
            days.add(timezone.now().date())
        self.first = datetime.date(min(days).year, 1, 1) if days else None
        self.last = datetime.date(max(days).year, 12, 31) if days else None

    def __str__(self) -> str:
        years = sorted({day.year for day in (self.first, self.last) if day})
        return " to ".join(map(str, years))

    def span_of(self, start: datetime.date, end: datetime.date) -> tuple[str, str] | None:
        """Where a span begins and how long it is, in percent; none for an empty one."""
        if self.first is None or self.last is None or start > end:
            return None
        total = (self.last - self.first).days + 1
        begin = max((start - self.first).days, 0)
        length = min((end - self.first).days + 1, total) - begin
        return f"{100 * begin / total:.2f}", f"{max(100 * length / total, 0.8):.2f}"


def render_affiliations(actor: Actor) -> SafeString:
    """The affiliations of the actor and those of others with it, in the order of time. Queries: 3."""
    rows = Affiliation.objects.select_related("actor", "object_actor", "object_location")
    own = _sorted_by_time(rows.filter(actor=actor))
    others = rows.filter(object_actor=actor).order_by("start_earliest", "pk")
    incoming = _sorted_by_time(others[:MAX_INCOMING])
    scale = TimeScale([*own, *incoming])
    context = {
        "own": [_affiliation_line(row, row.object_actor or row.object_location, scale) for row in own],
        "incoming": [_affiliation_line(row, row.actor, scale) for row in incoming],
        "incoming_count": others.count(),
        "all_incoming": f"{model_admin_url(Affiliation, 'changelist')}?object_actor__id__exact={actor.pk}",
        "name": actor.name,
        "scale": scale,
    }
    return SafeString(render_to_string("events/affiliations.html", context))


def _sorted_by_time(rows: Iterable[Affiliation]) -> list[Affiliation]:
    """By time, those without a date last."""
    return sorted(rows, key=lambda row: (not row.date_edtf, row.start_earliest, row.end_latest, row.pk))


def _affiliation_line(row: Affiliation, other: Any, scale: TimeScale) -> dict[str, Any]:
    """One affiliation as it is shown: the other, the kind, the time in words and as a bar.

    The bar is that of the days on which it may have held, and within it of those on which it surely held.
    """
    caveats = []
    if row.status != AffiliationStatus.STATED:
        caveats.append(row.get_status_display().lower())
    if row.polarity != Polarity.AFFIRMED:
        caveats.append(row.get_polarity_display().lower())
    is_public = other.review_status == ReviewStatus.PUBLISHED
    status = "" if is_public else f" ({other.get_review_status_display().lower()})"
    return {
        "how": row.get_type_display(),
        "title": row.title,
        "other": f"{other.label}{status}",
        "url": change_url(other),
        "when": bounds_sentence(row) if row.date_edtf else "no date",
        "edtf": row.date_edtf,
        "caveats": ", ".join(caveats),
        "possible_span": scale.span_of(row.start_earliest, row.end_latest) if row.date_edtf else None,
        "certain_span": scale.span_of(row.start_latest, row.end_earliest) if row.date_edtf else None,
    }


class SectorInline(ChildTabularInline):
    """The parts of society that an actor belongs to."""

    model = ActorSector
    fields = ["sector"]
    verbose_name = "sector"


class AffiliationInline(QuotedInline):
    """The affiliations of an actor with others and with places."""

    model = Affiliation
    fk_name = "actor"
    select_related_fields = ["object_actor", "object_location"]
    autocomplete_fields = ["object_actor", "object_location", "by", "relayed_by"]
    child_fields = [
        ("type", "object_actor", "object_location"),
        ("title", "date_edtf", "status", "polarity"),
    ]
    key_fieldset = fieldset("Key", "key", classes="collapse")


@admin.register(Actor)
class ActorAdmin(NamedRecordAdmin):
    """Actors: who they are, what they are called, to whom they belong."""

    list_display = ["what", "status", "kind", "country", "events_held", "missing", "updated"]
    list_filter = ["kind", "sectors__sector", "dataset"]
    events_held = count_column("events", "participations")
    missing_labels = {"description": "no description", "names": "no spelling", "sectors": "no sector"}
    counted_relations = ["participations"]
    search_fields = ["slug", "name", "description", "external_ids__value"]
    ordering = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [fieldset("Who", "name", "slug", ("kind", "country", "size"), "description")]
    readonly_fields = ["over_time"]
    inlines = [ActorNameInline, SectorInline, AffiliationInline, ExternalIdInline]

    class Media:
        css = {"all": ["events/actor.css"]}

    def get_fieldsets(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        """Who it is, and to whom it belonged when; the latter once the actor is saved."""
        who, *rest = super().get_fieldsets(request, obj)
        return [who, fieldset("Affiliations over time", "over_time"), *rest] if obj else [who, *rest]

    @admin.display(description="affiliations")
    def over_time(self, obj: Actor) -> SafeString:
        """The actors that it belongs to and those that belong to it. Queries: 3."""
        return render_affiliations(obj)


@admin.register(Affiliation)
class AffiliationAdmin(TrackedAdmin):
    """Affiliations across all actors, each with its quotations."""

    list_display = [
        *("actor", "type", "object_actor", "object_location", "title", "date_edtf", "status", "polarity")
    ]
    list_display_links = ["actor", "type"]
    list_filter = ["type", "status", "polarity"]
    list_select_related = ["actor", "object_actor", "object_location"]
    search_fields = [
        *("key", "title", "actor__slug", "actor__name", "object_actor__name", "object_location__name")
    ]
    ordering = ["actor__slug", "key"]
    autocomplete_fields = ["actor", "object_actor", "object_location", "by", "relayed_by"]
    readonly_fields = ["bounds", "date_precision"]
    fieldsets = [
        fieldset(
            None,
            "actor",
            ("type", "object_actor", "object_location"),
            ("title", "status", "polarity"),
            ("date_edtf", "date_precision"),
            "bounds",
            "key",
        ),
        ATTRIBUTION_FIELDSET,
    ]
    inlines = [QuotationInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Affiliation | None = None) -> list[str]:
        """An affiliation stays with its actor."""
        return [*self.readonly_fields, "actor"] if obj else [*self.readonly_fields]

    @admin.display(description="bounds")
    def bounds(self, obj: Affiliation) -> str:
        """When it held, in words."""
        return bounds_sentence(obj) if obj.pk else ""
