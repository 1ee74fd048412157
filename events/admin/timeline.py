"""The history of one record: who changed what, when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from events.admin.addresses import change_address
from events.admin.labels import label
from events.admin.phrases import Names, Phrase, phrases
from events.admin.reverting import revert_address
from events.admin.unmerging import joined
from events.choices import PublicChange
from events.models import Revision
from events.models.record import Record, Rooted
from events.rights import may_edit

STYLE = Media(css={"all": ["events/history.css", "events/list.css"]})
PER_PAGE = 50
_MOST_SHOWN = 8
"""How many changes of one revision are read at a glance; the others unfold."""


@dataclass(frozen=True, slots=True)
class Line:
    """One revision and what it changed, in words."""

    revision: Revision
    changed: list[Phrase]
    more: list[Phrase]
    address: str

    @property
    def action(self) -> str:
        """What was done, as words."""
        return self.revision.action.replace("_", " ")

    @property
    def public(self) -> str:
        """What the change was to the public, where it saw any."""
        told = self.revision.change
        return f"to the public: {PublicChange(told).label.lower()}" if told else ""

    @property
    def revert_address(self) -> str:
        """The page that brings it back."""
        return revert_address(self.revision)


def lines(rows: Sequence[Revision], names: Names | None = None) -> list[Line]:
    """Each revision against the one after it in the list, the older one; the last against nothing.

    Queries: 1 for each collection that they refer to.
    """
    names = names or Names(row.record for row in rows)
    before: list[Revision | None] = [*rows[1:], None]
    told = [
        (row, phrases(old.record if old else None, row.record, names))
        for row, old in zip(rows, before, strict=True)
    ]
    return [
        Line(
            row,
            changed[:_MOST_SHOWN],
            changed[_MOST_SHOWN:],
            change_address(row),
        )
        for row, changed in told
    ]


def timeline(modeladmin: Any, request: HttpRequest, obj: Rooted) -> HttpResponse:
    """The page. Queries: 3 for each record, 2, and 1 for each collection that it refers to."""
    histories = []
    roots = {(model, pk) for model, pk in obj.roots()}
    for model, pk in sorted(roots, key=lambda root: (root[0].__name__, root[1])):
        assert issubclass(model, Record)
        record = obj if isinstance(obj, Record) else model._base_manager.get(pk=pk)
        mine = Revision.objects.filter(collection=model.COLLECTION, object_pk=pk).order_by("-number")
        page = Paginator(mine, PER_PAGE).get_page(request.GET.get("p"))
        # One more than is shown: what the oldest on the page changed shows against it.
        rows = list(mine[page.start_index() - 1 : page.end_index() + 1]) if page.paginator.count else []
        shown = lines(rows)[: len(page)]
        # What is older than this can be brought back, by those who may change the record.
        newest = record.revision if may_edit(request.user, model, record.review_status) else 0
        histories.append((label(record), page, shown, newest))
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": f"History: {getattr(obj, 'label', obj)}",
        "opts": modeladmin.opts,
        "media": modeladmin.media + STYLE,
        "object": obj,
        "histories": histories,
        "joined": joined(obj, request.user) if isinstance(obj, Record) else [],
    }
    return TemplateResponse(request, "admin/events/object_history.html", context)
