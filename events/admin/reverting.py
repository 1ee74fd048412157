"""Bring back what a record was at a revision: see what that changes, say why, do it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from events import records
from events.actions import revert
from events.admin.addresses import change_address
from events.admin.forms import expected
from events.admin.phrases import Names, Phrase, phrases
from events.admin.refusals import REFUSALS, Sentence, rehearsed, sentences
from events.admin.review import linked
from events.admin.sides import Side
from events.choices import Collection
from events.models import Revision
from events.models.record import Record, record_models
from events.rights import may_edit


@dataclass(slots=True)
class Rehearsal:
    """What going back would do, found out by doing it and undoing it."""

    changed: list[Phrase] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Further records that it changes, as `events/some-id`."""
    refused: list[Sentence] = field(default_factory=list)


def revert_view(modeladmin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what bringing back this revision changes, and do it once it is confirmed."""
    revision = Revision.objects.filter(pk=pk).first()
    record = holder_of(revision) if revision else None
    if revision is None or record is None or revision.record is None:
        raise Http404("There is nothing to bring back.")
    if not may_edit(request.user, type(record), record.review_status):
        raise PermissionDenied
    refused: list[Sentence] = []
    if request.method == "POST" and not (refused := _reverted(request, revision, record)):
        return HttpResponseRedirect(change_address(record))
    rehearsal = _rehearse(revision, record, request.user)
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": f"Bring back revision {revision.number}",
        "opts": record._meta,
        "media": modeladmin.media,
        "record": record,
        "side": Side(record),
        "revision": revision,
        "action": revision.action.replace("_", " "),
        "changed": rehearsal.changed,
        "others": linked(rehearsal.others),
        "refused": linked(refused or rehearsal.refused),
        "possible": not rehearsal.refused,
        "reason": request.POST.get("reason", ""),
        "back": change_address(revision),
    }
    return TemplateResponse(request, "admin/events/revert.html", context)


def revert_address(revision: Revision) -> str:
    """The page that brings back this revision."""
    return reverse("admin:events_revision_revert", args=[revision.pk])


def holder_of(revision: Revision) -> Record | None:
    """The record that the revision is of, if it is still there. Queries: 1."""
    model: Any = record_models()[Collection(revision.collection)]
    found: Record | None = model._base_manager.filter(pk=revision.object_pk).first()
    return found


def _reverted(request: HttpRequest, revision: Revision, record: Record) -> list[Sentence]:
    """Bring it back and say so, or return why not."""
    user: Any = request.user  # a curator: the site lets nobody else in
    read = expected(request)
    if record not in read:
        return ["This page does not say which revision it was made from. Look again at what is there."]
    try:
        revert(record, revision.number, user, request.POST.get("reason", ""), expected=read)
    except (*REFUSALS, PermissionDenied) as error:
        return sentences(error)
    messages.success(request, f"“{record.label}” is again what it was at revision {revision.number}.")
    return []


def _rehearse(revision: Revision, record: Record, user: Any) -> Rehearsal:
    """Find out what it changes. Queries: those of bringing it back, 2 for each collection."""
    told = Rehearsal()
    before = records.stored(record.COLLECTION, [record.pk])[record.pk]

    def run() -> None:
        change = revert(record, revision.number, user, "rehearsal")
        for made in change.revisions:
            if (made.collection, made.object_pk) == (record.COLLECTION, record.pk):
                told.changed = phrases(before, made.record, Names([before, made.record]))
            else:
                told.others.append(f"{made.collection}/{made.slug}")

    told.refused = rehearsed(run)
    return told
