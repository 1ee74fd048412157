"""Bring back what a record was at a revision: see what that changes, say why, do it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from events import records
from events.actions.revert import revert
from events.admin.change_messages import ChangeMessage, ReferenceLabels, describe_changes
from events.admin.comparison import compared_changes, comparison_page
from events.admin.errors import Message, dry_run_errors, refusals
from events.admin.forms import expected_revisions
from events.admin.pages import change_url, curator, model_admin_url
from events.admin.review_steps import RecordHeader, link_records
from events.choices import Collection
from events.models import Revision
from events.models.record import Record, record_models
from events.rights import may_edit


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
    changes, others, obstacles = _dry_run(revision, record, request)
    return comparison_page(
        modeladmin,
        request,
        "revert.html",
        f"Bring back version {revision.version}",
        compared_changes(changes, "Once it is brought back"),
        errors or obstacles,
        opts=record._meta,
        record=record,
        target=RecordHeader(record),
        revision=revision,
        action=revision.action.replace("_", " "),
        others=link_records(others),
        possible=not obstacles,
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
    user = curator(request)
    if not (
        errors := refusals(
            lambda: revert(record, revision.version, user, reason, expected=expected), PermissionDenied
        )
    ):
        messages.success(request, f"“{record.label}” is again what it was at version {revision.version}.")
    return errors


def _dry_run(
    revision: Revision, record: Record, request: HttpRequest
) -> tuple[list[ChangeMessage], list[str], list[Message]]:
    """What it changes in the record, further records that it changes, as `events/some-id`, and refusals.

    Queries: those of bringing it back, 2 for each collection.
    """
    changes: list[ChangeMessage] = []
    others: list[str] = []
    before = records.snapshot(record.COLLECTION, [record.pk])[record.pk]

    def run() -> None:
        for new in revert(record, revision.version, curator(request), "rehearsal").revisions:
            if (new.collection, new.object_pk) == (record.COLLECTION, record.pk):
                changes.extend(describe_changes(before, new.record, ReferenceLabels([before, new.record])))
            else:
                others.append(f"{new.collection}/{new.slug}")

    errors = dry_run_errors(run)
    return changes, others, errors
