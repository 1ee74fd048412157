"""The screen of claims."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString

from events.admin.filters import MissingFilter
from events.admin.inline import RowInline
from events.admin.listing import ListedAdmin, edtf_in_words
from events.admin.quotations import QuotationInline
from events.admin.record import RecordAdmin
from events.models import Claim, ClaimSubject
from events.models.claim import SUBJECTS


class SubjectInline(RowInline):
    """What a claim is about."""

    model = ClaimSubject
    fields = list(SUBJECTS)
    autocomplete_fields = list(SUBJECTS)
    joined = ["event", "relation__other", "figure", "affiliation", "participation__actor"]
    verbose_name = "subject"
    verbose_name_plural = "what it is about: choose one thing in each row"

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """A row more where the address says what a new claim is about."""
        return 1 if obj is None and _subject(request) else 0


def _subject(request: HttpRequest) -> dict[str, str]:
    """What a new claim is about, by the address: `?event=12`."""
    return {name: key for name in SUBJECTS if (key := request.GET.get(name, "")).isdecimal()}


@admin.register(Claim)
class ClaimAdmin(ListedAdmin, RecordAdmin):
    """Claims: who says what."""

    list_display = [
        "what",
        "status",
        "missing",
        "speakers",
        "stance",
        "said",
        "quotations_held",
        "updated",
    ]
    list_filter = ["review_status", MissingFilter, "stance", "directness", "voice", "dataset"]
    needs = {"by": "no speaker", "subjects": "about nothing", "evidence": "no quotation"}
    read_along = ["by"]
    search_fields = ["slug", "proposition", "evidence__quote", "by__name", "by__names__key_name"]
    autocomplete_fields = ["by", "relayed_by"]
    prepopulated_fields = {"slug": ["proposition"]}
    fieldsets = [
        ("What", {"fields": ["proposition", "slug", ("stance", "directness", "said_on")]}),
        ("Who says so", {"fields": ["by", "relayed_by", ("voice", "basis"), "source"]}),
    ]
    inlines = [SubjectInline, QuotationInline]

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        """What the address says that a new claim is about is filled in."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        # Not when it is sent: a row that is as it was offered would count as untouched.
        if request.method == "GET" and not obj.pk and isinstance(inline, SubjectInline):
            kwargs["initial"] = [_subject(request)]
        return kwargs

    @admin.display(description="who says so")
    def speakers(self, obj: Claim) -> str:
        """The speakers."""
        return ", ".join(actor.label for actor in obj.by.all())

    @admin.display(description="said on", ordering="said_on")
    def said(self, obj: Claim) -> SafeString | str:
        """When it was said; the tooltip says it in words."""
        return edtf_in_words(obj.said_on)
