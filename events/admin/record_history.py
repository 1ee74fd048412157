"""The history of one record: who changed what, when and why."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Media
from django.http import HttpRequest, HttpResponse

from events.admin.change_messages import ReferenceLabels, describe_changes
from events.admin.labels import full_label, owner_records
from events.admin.pages import change_url, feature_page, missing_row_response, model_admin_url
from events.admin.unmerging import merged_ids
from events.choices import PublicChange
from events.models import Revision
from events.models.record import Record
from events.rights import may_edit

HISTORY_MEDIA = Media(css={"all": ["events/history.css", "events/list.css"]})
REVISIONS_PER_PAGE = 50
_MAX_SHOWN = 8
"""How many changes of one revision are read at a glance; the others unfold."""


def revision_lines(revisions: Sequence[Revision]) -> list[dict[str, Any]]:
    """What each revision changed, in words, against the older one after it; the last against nothing.

    Queries: 1 for each collection that they refer to.
    """
    labels = ReferenceLabels(revision.record for revision in revisions)
    lines = []
    for revision, older in zip_longest(revisions, revisions[1:]):
        changes = describe_changes(older.record if older else None, revision.record, labels)
        public_label = PublicChange(revision.change).label.lower() if revision.change else ""
        lines.append(
            {
                "revision": revision,
                "changes": changes[:_MAX_SHOWN],
                "more": changes[_MAX_SHOWN:],
                "url": change_url(revision),
                "revert_url": model_admin_url(Revision, "revert", revision.pk),
                "action": revision.action.replace("_", " "),
                "public_change": f"to the public: {public_label}" if public_label else "",
            }
        )
    return lines


def record_history_page(modeladmin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page. Queries: 3 for each record, 2, and 1 for each collection that it refers to."""
    obj = modeladmin.get_object(request, object_id)
    if obj is None:
        return missing_row_response(modeladmin, request, object_id)
    if not modeladmin.has_view_or_change_permission(request, obj):
        raise PermissionDenied
    histories = []
    owners = {obj} if isinstance(obj, Record) else {*owner_records(obj)}
    for record in sorted(owners, key=lambda record: (type(record).__name__, record.pk)):
        revisions = Revision.objects.filter(collection=record.COLLECTION, object_pk=record.pk)
        page = Paginator(revisions.order_by("-version"), REVISIONS_PER_PAGE).get_page(request.GET.get("p"))
        # One more than is shown: the changes of the oldest on the page are differences from it.
        rows = page.paginator.object_list[max(page.start_index() - 1, 0) : page.end_index() + 1]
        # What is older than this can be brought back, by those who may change the record.
        is_editable = may_edit(request.user, type(record), record.review_status)
        lines = revision_lines(list(rows) if page.paginator.count else [])[: len(page)]
        histories.append((full_label(record), page, lines, record.version if is_editable else 0))
    context = {
        "media": modeladmin.media + HISTORY_MEDIA,
        "object": obj,
        "histories": histories,
        "joined": merged_ids(obj, request.user) if isinstance(obj, Record) else [],
    }
    title = f"History: {getattr(obj, 'label', obj)}"
    return feature_page(modeladmin, request, "object_history.html", title, **context)
