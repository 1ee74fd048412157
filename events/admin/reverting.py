"""Bring back what a record was at a revision: see what that changes, say why, do it."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from events import records
from events.actions import revert
from events.admin.admin_urls import change_url, model_admin_url
from events.admin.change_messages import ChangeMessage, ReferenceLabels, describe_changes
from events.admin.comparison import compared_changes, comparison_page
from events.admin.errors import Message, dry_run_errors, refusals
from events.admin.feature_views import curator
from events.admin.forms import expected_revisions
from events.admin.review_steps import RecordHeader, link_records
from events.choices import Collection
from events.models import Revision
from events.models.record import Record, record_models
from events.rights import may_edit


@dataclass(slots=True)
class RevertDryRun:
    """What bringing a revision back would do, found out by doing it and undoing it."""

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
    errors: list[Message] = []
    if request.method == "POST" and not (errors := _apply_revert(request, revision, record)):
        return HttpResponseRedirect(change_url(record))
    dry_run = _dry_run(revision, record, request)
    return comparison_page(
        modeladmin,
        request,
        "revert.html",
        f"Bring back version {revision.version}",
        compared_changes(dry_run.changes, "Once it is brought back"),
        errors or dry_run.errors,
        opts=record._meta,
        record=record,
        target=RecordHeader(record),
        revision=revision,
        action=revision.action.replace("_", " "),
        others=link_records(dry_run.others),
        possible=not dry_run.errors,
        back=change_url(revision),
    )


def revert_url(revision: Revision) -> str:
    """The page that brings back this revision."""
    return model_admin_url(Revision, "revert", revision.pk)


def record_of(revision: Revision) -> Record | None:
    """The record that the revision is of, if it is still there. Queries: 1."""
    model: Any = record_models()[Collection(revision.collection)]
    record: Record | None = model._base_manager.filter(pk=revision.object_pk).first()
    return record


def _apply_revert(request: HttpRequest, revision: Revision, record: Record) -> list[Message]:
    """Bring it back and say so, or return why not."""
    reason, expected = request.POST.get("reason", ""), expected_revisions(request)
    if record not in expected:
        return ["This page does not say which revision it was made from. Look again at what is there."]
    errors = refusals(lambda: revert(record, revision.version, curator(request), reason, expected=expected))
    if not errors:
        messages.success(request, f"“{record.label}” is again what it was at version {revision.version}.")
    return errors


def _dry_run(revision: Revision, record: Record, request: HttpRequest) -> RevertDryRun:
    """Find out what it changes. Queries: those of bringing it back, 2 for each collection."""
    dry_run = RevertDryRun()
    before = records.snapshot(record.COLLECTION, [record.pk])[record.pk]

    def run() -> None:
        change = revert(record, revision.version, curator(request), "rehearsal")
        for new in change.revisions:
            if (new.collection, new.object_pk) == (record.COLLECTION, record.pk):
                labels = ReferenceLabels([before, new.record])
                dry_run.changes = describe_changes(before, new.record, labels)
            else:
                dry_run.others.append(f"{new.collection}/{new.slug}")

    dry_run.errors = dry_run_errors(run)
    return dry_run
