"""The screen of claims."""

from django.contrib import admin

from events.admin.inline import RowInline
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


@admin.register(Claim)
class ClaimAdmin(RecordAdmin):
    """Claims: who says what."""

    list_display = ["what", "stance", "directness", "said_on", "status", "dataset", "updated"]
    list_filter = ["review_status", "stance", "directness", "voice", "dataset"]
    search_fields = ["slug", "proposition", "evidence__quote", "by__name"]
    autocomplete_fields = ["by", "relayed_by"]
    prepopulated_fields = {"slug": ["proposition"]}
    fieldsets = [
        ("What", {"fields": ["proposition", "slug", ("stance", "directness", "said_on")]}),
        ("Who says so", {"fields": ["by", "relayed_by", ("voice", "basis"), "source"]}),
    ]
    inlines = [SubjectInline, QuotationInline]
