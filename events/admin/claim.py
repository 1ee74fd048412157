"""The screen of claims."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from events.admin.child_inlines import ChildTabularInline
from events.admin.fieldsets import fieldset
from events.admin.list_columns import edtf_with_tooltip
from events.admin.list_filters import MissingFilter
from events.admin.quotation_inlines import QuotationInline
from events.admin.record_admin import RecordAdmin
from events.models import Claim, ClaimSubject
from events.models.claim import SUBJECT_FIELDS


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
    list_filter = ["review_status", MissingFilter, "stance", "directness", "voice", "dataset"]
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

    @admin.display(description="quotations")
    def quotations_held(self, obj: Any) -> int:
        """How many quotations it rests on."""
        return int(obj.evidence_count)

    @admin.display(description="who says so")
    def speakers(self, obj: Claim) -> str:
        """The speakers."""
        return ", ".join(actor.label for actor in obj.by.all())

    @admin.display(description="said on", ordering="said_on")
    def said(self, obj: Claim) -> SafeString | str:
        """When it was said; the tooltip says it in words."""
        return edtf_with_tooltip(obj.said_on)
