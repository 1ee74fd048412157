"""The claims about an event or its children, in the form of the event."""

from typing import Any

from django.db.models import Q

from events.admin.admin_urls import change_url, model_admin_url
from events.admin.form_blocks import Block
from events.models import Claim, ClaimSubject, Event

_CHILD_FIELDS = ("relation", "figure", "participation")


class ClaimsBlock(Block):
    """Who says what about an event: listed with links, since a claim is a record of its own."""

    template = "admin/events/edit_inline/claims_block.html"
    anchor = "claims-group"

    def __init__(self, event: Event | None, *, may_add: bool) -> None:
        """Read the claims. Queries: 2."""
        self.event = event
        self.claims = list(self._lines(event)) if event else []
        self.count = len(self.claims)
        self.add_url = f"{model_admin_url(Claim, 'add')}?event={event.pk}" if event and may_add else ""

    def _lines(self, event: Event) -> Any:
        about = Q(event=event)
        for name in _CHILD_FIELDS:
            model: Any = ClaimSubject._meta.get_field(name).related_model
            about |= Q(**{f"{name}__in": model.objects.filter(event=event).values("pk")})
        rows = ClaimSubject.objects.filter(about).select_related(
            "claim", "relation__other", "figure", "participation__actor"
        )
        for row in rows.prefetch_related("claim__by").order_by("claim_id", "pk"):
            child = next((getattr(row, name) for name in _CHILD_FIELDS if getattr(row, f"{name}_id")), None)
            speakers = ", ".join(actor.label for actor in row.claim.by.all()) or "nobody named"
            yield {"claim": row.claim, "speakers": speakers, "part": child, "url": change_url(row.claim)}
