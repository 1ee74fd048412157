"""The claims about an event or its parts, in the form of the event."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from events.admin.admin_urls import change_url
from events.admin.layout import Block
from events.models import ClaimSubject, Event

_PARTS = ("relation", "figure", "participation")


class ClaimsBlock(Block):
    """Who says what about an event: listed with links, since a claim is a record of its own."""

    template = "admin/events/edit_inline/claims_block.html"
    anchor = "claims-group"

    def __init__(self, event: Event | None, *, may_add: bool) -> None:
        """Read the claims. Queries: 2."""
        self.event = event
        self.claims = list(self._lines(event)) if event else []
        self.count = len(self.claims)
        add = reverse("admin:events_claim_add")
        self.add_url = f"{add}?event={event.pk}" if event and may_add else ""

    def _lines(self, event: Event) -> Any:
        about = Q(event=event)
        for name in _PARTS:
            parts: Any = ClaimSubject._meta.get_field(name).related_model
            about |= Q(**{f"{name}__in": parts.objects.filter(event=event).values("pk")})
        rows = ClaimSubject.objects.filter(about).select_related(
            "claim", "relation__other", "figure", "participation__actor"
        )
        for row in rows.prefetch_related("claim__by").order_by("claim_id", "pk"):
            part = next((getattr(row, name) for name in _PARTS if getattr(row, f"{name}_id")), None)
            speakers = ", ".join(actor.label for actor in row.claim.by.all()) or "nobody named"
            url = change_url(row.claim)
            yield {"claim": row.claim, "speakers": speakers, "part": part, "url": url}
