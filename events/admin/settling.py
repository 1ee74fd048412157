"""Settle an event: all its sources, rival figures and claims on one page, each confirmed by a box."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.dateformat import format as format_date

from events.actions.settling import SettlingItem, settle_event, settling_items, settling_refusal
from events.admin.errors import refusals
from events.admin.pages import change_url, curator, feature_page, model_admin_url
from events.admin.review_steps import record_header
from events.choices import Depth
from events.models import Event, EventSource, Figure, Revision
from events.rights import may


def settle_view(modeladmin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """Show what is to be confirmed, and settle the event once all of it is."""
    event = modeladmin.get_object(request, str(object_id))
    if event is None:
        return HttpResponseRedirect(model_admin_url(Event, "changelist"))
    if not may(request.user, "publish", Event):
        raise PermissionDenied
    reason, confirmed = request.POST.get("reason", ""), request.POST.getlist("confirmed")
    refusal = settling_refusal(event, curator(request))
    refused = [refusal] if refusal else []
    if request.method == "POST" and not refused:
        if request.POST.get("version") != str(event.version):
            refused = ["Somebody changed it since this page was made. Look again at what is there."]
            confirmed = []
        else:
            refused = refusals(lambda: settle_event(event, curator(request), confirmed, reason))
        if not refused:
            messages.success(request, f"“{event.label}” is settled.")
            return HttpResponseRedirect(change_url(event))
    lines = [_line(one, confirmed) for one in settling_items(event)]
    context = {
        "record": event,
        "header": record_header(event),
        "lines": lines,
        "is_open": not refusal,
        "refused": refused,
        "reason": reason,
        "back": change_url(event),
    }
    return feature_page(modeladmin, request, "settle.html", "Settle", **context)


def settled_by(event: Event) -> str:
    """Who settled an event and when, for curators; empty where nobody did. Queries: 1."""
    revisions = Revision.objects.filter(collection=event.COLLECTION, object_pk=event.pk, action="settle")
    last = revisions.order_by("-version").first() if event.depth == Depth.SETTLED else None
    return f"by {last.who}, {format_date(last.at, 'j F Y')}, at version {last.version}" if last else ""


def _line(one: SettlingItem, confirmed: list[str]) -> dict[str, Any]:
    """What is confirmed, in words, with its quotations and the page that shows more of it."""
    row = one.row
    subject = row.article if isinstance(row, EventSource) else row
    quotations = () if isinstance(row, EventSource) else row.evidence.all()
    return {
        "key": one.key,
        "ticked": one.key in confirmed,
        "kind": one.key.partition("/")[0],
        "label": str(row) if isinstance(row, Figure) else subject.label,
        "url": change_url(subject),
        "quotes": [quotation.quote for quotation in quotations],
    }
