"""The screen of contradictions."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from events.admin.labels import label
from events.admin.saving import DoorAdmin
from events.models import Contradiction
from events.models.contradiction import LEFT, RIGHT

_RECORDS = ("_figure__event", "_date_report__event", "_affiliation__actor", "_claim")


@admin.register(Contradiction)
class ContradictionAdmin(DoorAdmin):
    """Contradictions: two statements that cannot both stand."""

    list_display = ["left", "how", "right", "note"]
    list_display_links = ["left", "right"]
    list_filter = ["how"]
    search_fields = [
        "note",
        *(f"{side}_claim__{name}" for side in ("left", "right") for name in ("slug", "proposition")),
        *(f"{side}_figure__event__slug" for side in ("left", "right")),
    ]
    autocomplete_fields = [*LEFT, *RIGHT]
    fieldsets = [
        (
            "One side",
            {
                "fields": [LEFT],
                "description": "Choose one thing: a claim, a figure, a date report or an affiliation.",
            },
        ),
        ("The other side", {"fields": [RIGHT], "description": "Choose one thing."}),
        ("How they clash", {"fields": ["how", "note"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contradiction]:
        """Contradictions with both of their ends."""
        joined = [side + path for side in ("left", "right") for path in _RECORDS]
        rows: QuerySet[Contradiction] = super().get_queryset(request)
        return rows.select_related(*joined)

    @admin.display(description="one side")
    def left(self, obj: Contradiction) -> str:
        """What stands on the left hand."""
        return _end(obj, LEFT)

    @admin.display(description="the other side")
    def right(self, obj: Contradiction) -> str:
        """What stands on the right hand."""
        return _end(obj, RIGHT)


def _end(obj: Contradiction, names: tuple[str, ...]) -> str:
    return next((label(value) for name in names if (value := getattr(obj, name)) is not None), "")
