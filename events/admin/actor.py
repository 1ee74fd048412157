"""The screens of actors and of their affiliations."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from events.admin.affiliation_timeline import render_affiliations
from events.admin.child_inlines import ChildTabularInline
from events.admin.date_text import bounds_sentence
from events.admin.external_id_inlines import ActorIdInline
from events.admin.fieldsets import ATTRIBUTION_FIELDSET, fieldset
from events.admin.list_filters import MissingFilter
from events.admin.name_inlines import ActorNameInline
from events.admin.quotation_inlines import QuotationInline, QuotedInline
from events.admin.record_admin import RecordAdmin
from events.admin.tracked_admin import TrackedAdmin
from events.models import Actor, ActorSector, Affiliation


class SectorInline(ChildTabularInline):
    """The parts of society that an actor belongs to."""

    model = ActorSector
    fields = ["sector"]
    verbose_name = "sector"
    verbose_name_plural = "sectors"


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
class ActorAdmin(RecordAdmin):
    """Actors: who they are, what they are called, to whom they belong."""

    list_display = ["what", "status", "kind", "country", "events_held", "missing", "updated"]
    list_filter = ["review_status", MissingFilter, "kind", "sectors__sector", "dataset"]
    missing_labels = {"description": "no description", "names": "no spelling", "sectors": "no sector"}
    counted_relations = ["participations"]
    search_fields = ["slug", "name", "description", "external_ids__value"]
    ordering = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [fieldset("Who", "name", "slug", ("kind", "country", "size"), "description")]
    readonly_fields = ["over_time"]
    inlines = [ActorNameInline, SectorInline, AffiliationInline, ActorIdInline]

    class Media:
        css = {"all": ["events/actor.css"]}

    def get_fieldsets(self, request: HttpRequest, obj: Actor | None = None) -> Any:
        """Who it is, and to whom it belonged when; the latter once the actor is saved."""
        who, *rest = super().get_fieldsets(request, obj)
        return [who, fieldset("Affiliations over time", "over_time"), *rest] if obj else [who, *rest]

    @admin.display(description="events")
    def events_held(self, obj: Any) -> int:
        """How often it takes part in an event."""
        return int(obj.participations_count)

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
