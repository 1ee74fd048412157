"""The screens of claims and of contradictions."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from events.admin.date_text import edtf_with_tooltip
from events.admin.form_blocks import fieldset
from events.admin.inlines import ChildTabularInline, QuotationInline
from events.admin.labels import full_label
from events.admin.lists import count_column
from events.admin.pages import FeatureView
from events.admin.record_admin import RecordAdmin
from events.admin.tracked_admin import TrackedAdmin
from events.models import Claim, ClaimSubject, Contradiction
from events.models.claim import LEFT_FIELDS, RIGHT_FIELDS, SUBJECT_FIELDS


class SubjectInline(ChildTabularInline):
    """What a claim is about."""

    model = ClaimSubject
    fields = list(SUBJECT_FIELDS)
    autocomplete_fields = list(SUBJECT_FIELDS)
    select_related_fields = ["event", "relation__other", "figure", "affiliation", "participation__actor"]
    verbose_name = "subject"
    verbose_name_plural = "what it is about: choose one thing in each row"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """One more row where the address says what a new claim is about."""
        return 1 if obj is None and _initial_subject(request) else 0


def _initial_subject(request: HttpRequest) -> dict[str, str]:
    """What a new claim is about, by the address: `?event=12`."""
    return {name: key for name in SUBJECT_FIELDS if (key := request.GET.get(name, "")).isdecimal()}


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    """Claims: who says what."""

    list_display = ["what", "status", "missing", "speakers", "stance", "said", "quotations_held", "updated"]
    list_filter = ["stance", "directness", "voice", "dataset"]
    quotations_held = count_column("quotations", "evidence")
    missing_labels = {"by": "no speaker", "subjects": "about nothing", "evidence": "no quotation"}
    list_prefetch_related = ["by"]
    search_fields = ["slug", "proposition", "evidence__quote", "by__name", "by__names__key_name"]
    autocomplete_fields = ["by", "relayed_by"]
    prepopulated_fields = {"slug": ["proposition"]}
    fieldsets = [
        fieldset("What", "proposition", "slug", ("stance", "directness", "said_on")),
        fieldset("Who says so", "by", "relayed_by", ("voice", "basis"), "source"),
    ]
    inlines = [SubjectInline, QuotationInline]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """Fills in what the address says that a new claim is about."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        # Not when it is posted: a row that is as it was offered would count as untouched.
        if request.method == "GET" and not obj.pk and isinstance(inline, SubjectInline):
            kwargs["initial"] = [_initial_subject(request)]
        return kwargs

    @admin.display(description="who says so")
    def speakers(self, obj: Claim) -> str:
        """The speakers."""
        return ", ".join(actor.label for actor in obj.by.all())

    @admin.display(description="said on", ordering="said_on")
    def said(self, obj: Claim) -> SafeString | str:
        """When it was said; the tooltip says it in words."""
        return edtf_with_tooltip(obj.said_on)


_RECORD_PATHS = ("_figure__event", "_date_report__event", "_affiliation__actor", "_claim")


@admin.register(Contradiction)
class ContradictionAdmin(TrackedAdmin):
    """Contradictions: two statements that cannot both stand."""

    list_display = ["left", "how", "right", "note"]
    list_display_links = ["left", "right"]
    list_filter = ["how"]
    search_fields = [
        "note",
        *(f"{side}_claim__{name}" for side in ("left", "right") for name in ("slug", "proposition")),
        *(f"{side}_figure__event__slug" for side in ("left", "right")),
    ]
    autocomplete_fields = [*LEFT_FIELDS, *RIGHT_FIELDS]
    fieldsets = [
        (
            "One side",
            {
                "fields": [LEFT_FIELDS],
                "description": "Choose one thing: a claim, a figure, a date report or an affiliation.",
            },
        ),
        ("The other side", {"fields": [RIGHT_FIELDS], "description": "Choose one thing."}),
        fieldset("How they clash", "how", "note"),
    ]

    def get_features(self) -> list[FeatureView]:
        """Those of any screen but the one that answers fields: none chooses a contradiction."""
        return [feature for feature in super().get_features() if feature[1] != "choose"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contradiction]:
        """Contradictions with both of their ends."""
        joined = [side + path for side in ("left", "right") for path in _RECORD_PATHS]
        rows: QuerySet[Contradiction] = super().get_queryset(request)
        return rows.select_related(*joined)

    @admin.display(description="one side")
    def left(self, obj: Contradiction) -> str:
        """The left end."""
        return _end_label(obj, LEFT_FIELDS)

    @admin.display(description="the other side")
    def right(self, obj: Contradiction) -> str:
        """The right end."""
        return _end_label(obj, RIGHT_FIELDS)


def _end_label(obj: Contradiction, names: tuple[str, ...]) -> str:
    return next((full_label(value) for name in names if (value := getattr(obj, name)) is not None), "")
