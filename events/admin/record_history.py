"""The history of one record: who changed what, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from events.admin.admin_urls import change_url
from events.admin.change_messages import ChangeMessage, ReferenceLabels, describe_changes
from events.admin.labels import full_label
from events.admin.reverting import revert_url
from events.admin.unmerging import merged_ids
from events.choices import PublicChange
from events.models import Revision
from events.models.record import AggregateMember, Record
from events.rights import may_edit

HISTORY_MEDIA = Media(css={"all": ["events/history.css", "events/list.css"]})
REVISIONS_PER_PAGE = 50
_MAX_SHOWN = 8
"""How many changes of one revision are read at a glance; the others unfold."""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One revision and what it changed, in words."""

    revision: Revision
    changes: list[ChangeMessage]
    more: list[ChangeMessage]
    url: str

    @property
    def action(self) -> str:
        """What was done, as words."""
        return self.revision.action.replace("_", " ")

    @property
    def public_change(self) -> str:
        """What the change was to the public, where it saw any."""
        told = self.revision.change
        return f"to the public: {PublicChange(told).label.lower()}" if told else ""

    @property
    def revert_url(self) -> str:
        """The page that brings it back."""
        return revert_url(self.revision)


def revision_lines(rows: Sequence[Revision], names: ReferenceLabels | None = None) -> list[RevisionLine]:
    """Each revision against the one after it in the list, the older one; the last against nothing.

    Queries: 1 for each collection that they refer to.
    """
    names = names or ReferenceLabels(row.record for row in rows)
    before: list[Revision | None] = [*rows[1:], None]
    told = [
        (row, describe_changes(old.record if old else None, row.record, names))
        for row, old in zip(rows, before, strict=True)
    ]
    return [
        RevisionLine(
            row,
            changed[:_MAX_SHOWN],
            changed[_MAX_SHOWN:],
            change_url(row),
        )
        for row, changed in told
    ]


def record_history_page(modeladmin: Any, request: HttpRequest, obj: AggregateMember) -> HttpResponse:
    """The page. Queries: 3 for each record, 2, and 1 for each collection that it refers to."""
    histories = []
    roots = {(model, pk) for model, pk in obj.owners()}
    for model, pk in sorted(roots, key=lambda root: (root[0].__name__, root[1])):
        assert issubclass(model, Record)
        record = obj if isinstance(obj, Record) else model._base_manager.get(pk=pk)
        mine = Revision.objects.filter(collection=model.COLLECTION, object_pk=pk).order_by("-number")
        page = Paginator(mine, REVISIONS_PER_PAGE).get_page(request.GET.get("p"))
        # One more than is shown: what the oldest on the page changed shows against it.
        rows = list(mine[page.start_index() - 1 : page.end_index() + 1]) if page.paginator.count else []
        shown = revision_lines(rows)[: len(page)]
        # What is older than this can be brought back, by those who may change the record.
        newest = record.revision if may_edit(request.user, model, record.review_status) else 0
        histories.append((full_label(record), page, shown, newest))
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": f"History: {getattr(obj, 'label', obj)}",
        "opts": modeladmin.opts,
        "media": modeladmin.media + HISTORY_MEDIA,
        "object": obj,
        "histories": histories,
        "joined": merged_ids(obj, request.user) if isinstance(obj, Record) else [],
    }
    return TemplateResponse(request, "admin/events/object_history.html", context)
