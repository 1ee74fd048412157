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
from events.admin.admin_urls import change_url
from events.admin.change_messages import ChangeMessage, ReferenceLabels, describe_changes
from events.admin.column_comparison import RecordHeader
from events.admin.errors import CHANGE_ERRORS, Message, dry_run_errors, error_messages
from events.admin.forms import expected_revisions
from events.admin.review_steps import link_records
from events.choices import Collection
from events.models import Revision
from events.models.record import Record, record_models
from events.rights import may_edit


@dataclass(slots=True)
class RevertDryRun:
    """What going back would do, found out by doing it and undoing it."""

    changes: list[ChangeMessage] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    """Further records that it changes, as `events/some-id`."""
    errors: list[Message] = field(default_factory=list)


def revert_view(modeladmin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Show what bringing back this revision changes, and do it once it is confirmed."""
    revision = Revision.objects.filter(pk=pk).first()
    record = record_of(revision) if revision else None
    if revision is None or record is None or revision.record is None:
        raise Http404("There is nothing to bring back.")
    if not may_edit(request.user, type(record), record.review_status):
        raise PermissionDenied
    refused: list[Message] = []
    if request.method == "POST" and not (refused := _apply_revert(request, revision, record)):
        return HttpResponseRedirect(change_url(record))
    rehearsal = _dry_run(revision, record, request.user)
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": f"Bring back revision {revision.number}",
        "opts": record._meta,
        "media": modeladmin.media,
        "record": record,
        "side": RecordHeader(record),
        "revision": revision,
        "action": revision.action.replace("_", " "),
        "changed": rehearsal.changes,
        "others": link_records(rehearsal.others),
        "refused": link_records(refused or rehearsal.errors),
        "possible": not rehearsal.errors,
        "reason": request.POST.get("reason", ""),
        "back": change_url(revision),
    }
    return TemplateResponse(request, "admin/events/revert.html", context)


def revert_url(revision: Revision) -> str:
    """The page that brings back this revision."""
    return reverse("admin:events_revision_revert", args=[revision.pk])


def record_of(revision: Revision) -> Record | None:
    """The record that the revision is of, if it is still there. Queries: 1."""
    model: Any = record_models()[Collection(revision.collection)]
    found: Record | None = model._base_manager.filter(pk=revision.object_pk).first()
    return found


def _apply_revert(request: HttpRequest, revision: Revision, record: Record) -> list[Message]:
    """Bring it back and say so, or return why not."""
    user: Any = request.user  # a curator: the site lets nobody else in
    read = expected_revisions(request)
    if record not in read:
        return ["This page does not say which revision it was made from. Look again at what is there."]
    try:
        revert(record, revision.number, user, request.POST.get("reason", ""), expected=read)
    except (*CHANGE_ERRORS, PermissionDenied) as error:
        return error_messages(error)
    messages.success(request, f"“{record.label}” is again what it was at revision {revision.number}.")
    return []


def _dry_run(revision: Revision, record: Record, user: Any) -> RevertDryRun:
    """Find out what it changes. Queries: those of bringing it back, 2 for each collection."""
    told = RevertDryRun()
    before = records.snapshot(record.COLLECTION, [record.pk])[record.pk]

    def run() -> None:
        change = revert(record, revision.number, user, "rehearsal")
        for made in change.revisions:
            if (made.collection, made.object_pk) == (record.COLLECTION, record.pk):
                told.changes = describe_changes(before, made.record, ReferenceLabels([before, made.record]))
            else:
                told.others.append(f"{made.collection}/{made.slug}")

    told.errors = dry_run_errors(run)
    return told
