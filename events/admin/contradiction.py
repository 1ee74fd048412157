"""The screen of contradictions."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin.fieldsets import fieldset
from events.admin.labels import full_label
from events.admin.tracked_admin import TrackedAdmin
from events.models import Contradiction
from events.models.claim import LEFT_FIELDS, RIGHT_FIELDS

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
