"""The screen of events."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from events.admin.date_text import explain_edtf_view
from events.admin.event_form import EventForm
from events.admin.form_blocks import ATTRIBUTION_FIELDSET, ClaimsBlock, Layout, fieldset, lay_out
from events.admin.forms import RecordForm
from events.admin.inlines import (
    ChildTabularInline,
    EventQuotationInline,
    ExternalIdInline,
    QuotationInline,
    QuotedChildForm,
    QuotedInline,
)
from events.admin.pages import model_admin_url
from events.admin.reading_pane import reading_pane_context
from events.admin.record_admin import RecordAdmin
from events.admin.settling import settle_view, settled_by
from events.admin.tracked_admin import TrackedAdmin
from events.choices import Depth, EventType, Form, ParticipationStatus, Polarity, ReviewStatus
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
from events.rights import may
from events.rules.figures import FigureValues, follow_edit

_MAX_NAME_LENGTH = 40


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
    child_fields = [("actor", "role", "side"), ("acts_for", "count", "status"), "described_as"]

    def line(self, row: Participation) -> str:
        """“Initiator: Iraq, for X, side A, 3 of them, alleged”."""
        words = [f"{row.get_role_display()}: {row.actor.label}"]
        words += [f"for {row.acts_for.label}"] if row.acts_for else []
        words += [f"side {row.get_side_display()}"] if row.side else []
        words += [f"{row.count} of them"] if row.count is not None else []
        words += [row.get_status_display().lower()] if row.status != ParticipationStatus.STATED else []
        return ", ".join(words)


class PlaceInline(QuotedInline):
    """Where it happened."""

    model = EventPlace
    exclusive_flag = "primary"
    exclusive_flag_error = "Only one place of an event can be the primary one."
    select_related_fields = ["location"]
    autocomplete_fields = ["location", "by", "relayed_by"]
    verbose_name = "place"
    verbose_name_plural = "where: places"
    child_fields = [("location", "role", "position", "primary")]

    def line(self, row: EventPlace) -> str:
        """“Scene: Baghdad, primary”."""
        words = [f"{row.get_role_display()}: {row.location.label}"]
        words += [row.get_position_display().lower()] if row.position else []
        return ", ".join([*words, "primary"] if row.primary else words)


class DateReportInline(QuotedInline):
    """What the articles report of its time."""

    model = DateReport
    select_related_fields = ["article"]
    autocomplete_fields = ["article", "by", "relayed_by"]
    verbose_name_plural = "when: date reports"
    child_fields = [("wording", "edtf", "aspect"), ("article", "weekday", "time_of_day", "duration")]

    def line(self, row: DateReport) -> str:
        """“Start: “since October 7”, 2023-10-07, in an article”."""
        words = [f"{row.get_aspect_display()}: “{row.wording}”", row.edtf, f"in {row.article.label}"]
        return ", ".join(word for word in words if word)


class FigureNumbersForm(forms.ModelForm):
    """The numbers of a figure: those that nobody touched follow what was changed."""

    def clean(self) -> dict[str, Any]:
        """Leave out the numbers that followed from what the figure was before."""
        cleaned = super().clean() or self.cleaned_data
        numbers = FigureValues(*(cleaned.get(name) for name in FigureValues._fields))
        if self.instance.pk and {"qualifier", *numbers._fields} & set(self.changed_data):
            cleaned |= follow_edit(cleaned.get("qualifier", ""), numbers, self.changed_data)._asdict()
        return cleaned

    def _post_clean(self) -> None:
        if not self.errors:  # else the model would miss the numbers that could not be read
            super()._post_clean()  # type: ignore[misc]


class FigureForm(FigureNumbersForm, QuotedChildForm):
    """A figure in the form of its event."""


class FigureScreenForm(FigureNumbersForm, RecordForm):
    """A figure on a screen of its own."""


class FigureInline(QuotedInline):
    """The numbers that are reported."""

    form = FigureForm
    model = Figure
    exclusive_flag = "preferred"
    autocomplete_fields = ["of", "by", "relayed_by"]
    verbose_name_plural = "how many: figures"
    child_fields = [
        ("measure", "value", "low", "high", "unit"),
        ("qualifier", "wording", "of_wording"),
        ("of", "subset_of"),
        ("preferred", "derived", "complete", "stock"),
    ]

    def line(self, row: Figure) -> str:
        """“Killed: about 20, “some twenty”, preferred”."""
        number = row.value if row.value is not None else row.low
        amount = "" if number is None else f"{row.get_qualifier_display().lower()} {number.normalize():f}"
        words = [f"{amount} {row.unit}".strip(), f"“{row.wording}”" if row.wording else "", row.of_wording]
        words += ["preferred"] if row.preferred else []
        return f"{row.get_measure_display()}: {', '.join(word for word in words if word)}"

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
    """Its relations to other events."""

    model = EventRelation
    fk_name = "event"
    select_related_fields = ["other"]
    autocomplete_fields = ["other", "by", "relayed_by"]
    verbose_name = "relation"
    verbose_name_plural = "relations to other events"
    child_fields = [("type", "other", "polarity")]

    def line(self, row: EventRelation) -> str:
        """“Part of: another event, denied”."""
        denied = ", denied" if row.polarity != Polarity.AFFIRMED else ""
        return f"{row.get_type_display()}: {row.other.label}{denied}"


class CodingInline(ChildTabularInline):
    """Its codes in other ontologies."""

    model = Coding
    collapse_when_empty = True
    verbose_name_plural = "codes in other ontologies"
    fields = ["scheme", "code", "match", "status", "note"]


def _first_names(names: list[str], shown: int) -> str:
    """The first names, and how many more there are."""
    more = f" +{len(names) - shown}" if len(names) > shown else ""
    return ", ".join(Truncator(name).chars(_MAX_NAME_LENGTH) for name in names[:shown]) + more


@admin.register(Event)
class EventAdmin(RecordAdmin):
    """Events: what was done, when, where, by whom, how sure, who says so."""

    form = EventForm

    list_display = ["what", "status", "missing", "sort", "when", "who", "evidence_held", "worked", "updated"]
    list_filter = ["event_type", "form", "factuality", "confidence", "depth", "dataset"]
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
    readonly_fields = ["quad_class", "intensity", "worked_through", "bounds", "date_precision"]
    fieldsets = [
        fieldset(
            "What",
            *("title", "slug", "summary", ("form", "event_type", "quad_class", "intensity")),
            *("modes", "contexts", "language"),
        ),
        fieldset("How sure", ("factuality", "confidence", "worked_through"), "factuality_by", "not_stated"),
        fieldset(
            "When",
            *(("date_edtf", "date_precision"), "bounds", ("date_basis", "last_reported"), "date_source"),
        ),
        fieldset(
            "Narrow the bounds by hand",
            ("narrowed_start_earliest", "narrowed_start_latest"),
            ("narrowed_end_earliest", "narrowed_end_latest"),
            "narrowing_reason",
            classes="collapse",
        ),
    ]
    # In the order in which a coder thinks. The articles stand early: quotations are looked for in them.
    layout: ClassVar[Layout] = {
        "What": ("What", "w"),
        SourceInline: ("Articles", "r"),
        "How sure": None,
        "When": ("When", "t"),
        "Narrow the bounds by hand": None,
        DateReportInline: ("Date reports", "d"),
        PlaceInline: ("Where", "l"),
        ParticipationInline: ("Who", "p"),
        FigureInline: ("How many", "m"),
        ClaimsBlock: ("Claims", "c"),
        RelationInline: ("Relations", "n"),
        EventQuotationInline: ("Evidence", "q"),
        CodingInline: None,
        ExternalIdInline: None,
        "The record": ("The record", "o"),
    }
    inlines = [key for key in layout if isinstance(key, type) and key is not ClaimsBlock]
    features = [
        ("date/", "date", explain_edtf_view),  # for the fields of dates on every screen
        ("<int:object_id>/settle/", "settle", settle_view),
    ]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, laid out, with the claims about the event, beside the texts of its sources."""
        obj = kwargs.get("obj")
        if obj and obj.review_status == ReviewStatus.PUBLISHED and obj.depth == Depth.CODED:
            may_settle = may(request.user, "publish", Event)
            context["settle_url"] = model_admin_url(Event, "settle", obj.pk) if may_settle else ""
        response = super().render_change_form(request, context, *args, **kwargs)
        claims = self.admin_site.get_model_admin(Claim)
        may_add = claims.has_add_permission(request)
        blocks = [ClaimsBlock(obj, may_add=may_add)] if claims.has_view_permission(request) else []
        lay_out(response.context_data, self.layout, blocks)
        if not context["is_popup"] and (sources := self.form_page.sources(obj)):
            response.context_data |= reading_pane_context(sources.articles, obj)
        return response

    @admin.display(description="modes")
    def modes(self, obj: Event) -> str:
        """Its modes, for those who may only look."""
        return ", ".join(mode.get_mode_display() for mode in obj.modes.all())

    @admin.display(description="contexts")
    def contexts(self, obj: Event) -> str:
        """Its contexts, for those who may only look."""
        return ", ".join(context.get_context_display() for context in obj.contexts.all())

    @admin.display(description="type, form", ordering="event_type")
    def sort(self, obj: Event) -> str:
        """What was done and what sort of record it is."""
        form = Form(obj.form).label
        return f"{EventType(obj.event_type).label}, {form.lower()}" if obj.event_type else form

    @admin.display(description="depth", ordering="depth")
    def worked(self, obj: Event) -> SafeString:
        """How far it was worked through, as a coloured word."""
        return format_html('<span class="status depth-{}">{}</span>', obj.depth, obj.get_depth_display())

    @admin.display(description="depth")
    def worked_through(self, obj: Event) -> SafeString:
        """The same in the form, with who settled it."""
        return format_html("{} {}", self.worked(obj), settled_by(obj)) if obj.pk else mark_safe("")

    @admin.display(description="who, where")
    def who(self, obj: Event) -> SafeString:
        """The first who took part, and the primary place or the first."""
        actors = dict.fromkeys(participant.actor.label for participant in obj.participants.all())
        places = sorted(obj.places.all(), key=lambda place: not place.primary)
        lines = [_first_names([*actors], 2), _first_names([place.location.label for place in places], 1)]
        return format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines if line))

    @admin.display(description="evidence")
    def evidence_held(self, obj: Any) -> SafeString:
        """How many quotations it rests on, and how many articles report it."""
        quotations, articles = obj.evidence_count, obj.sources_count
        title = f"Quotations: {quotations}; articles that report it: {articles}"
        return format_html('<span title="{}">{} in {}</span>', title, quotations, articles)


class EventChildAdmin(TrackedAdmin):
    """One child row of an event with its quotations; its fields are those of its inline."""

    inline: ClassVar[type[QuotedInline]]
    ordering = ["-pk"]  # the newest first: a key gives them at once, however many there are
    readonly_fields = ["event"]
    inlines = [QuotationInline]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The rows are added in the form of their event, and reached from there."""
        return False

    has_module_permission = has_add_permission

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The rows with what their labels show."""
        return super().get_queryset(request).select_related("event", *self.inline.select_related_fields)

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
    search_fields = ["key", "event__slug", "event__title", "actor__slug", "actor__name", "described_as"]


@admin.register(EventPlace)
class EventPlaceAdmin(EventChildAdmin):
    """Places of events."""

    inline = PlaceInline
    list_display = ["event", "role", "location", "position", "primary"]
    list_filter = ["role", "position", "primary"]
    search_fields = ["key", "event__slug", "event__title", "location__slug", "location__name"]


@admin.register(DateReport)
class DateReportAdmin(EventChildAdmin):
    """What the articles report of the time of events."""

    inline = DateReportInline
    list_display = ["event", "aspect", "wording", "edtf", "article"]
    list_filter = ["aspect"]
    search_fields = ["key", "event__slug", "event__title", "wording", "edtf"]


@admin.register(Figure)
class FigureAdmin(EventChildAdmin):
    """Figures of events."""

    form = FigureScreenForm
    inline = FigureInline
    list_display = ["event", "measure", "value", "low", "high", "unit", "wording", "preferred"]
    list_filter = ["measure", "preferred"]
    readonly_fields = ["event", "subset_of"]
    search_fields = ["key", "event__slug", "event__title", "wording", "of_wording"]


@admin.register(EventRelation)
class EventRelationAdmin(EventChildAdmin):
    """Relations between events."""

    inline = RelationInline
    list_display = ["event", "type", "other", "polarity"]
    list_filter = ["type", "polarity"]
    search_fields = ["key", "event__slug", "event__title", "other__slug", "other__title"]
