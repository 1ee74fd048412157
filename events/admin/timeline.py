"""The history of one record: who changed what, when and why."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from events.admin.labels import label
from events.models import Revision
from events.models.record import Record, Rooted

_PER_PAGE = 50


def timeline(modeladmin: Any, request: HttpRequest, obj: Rooted) -> HttpResponse:
    """The page. Queries: 3, and 1 for each record that a part belongs to."""
    histories = []
    roots = {(model, pk) for model, pk in obj.roots()}
    for model, pk in sorted(roots, key=lambda root: (root[0].__name__, root[1])):
        assert issubclass(model, Record)
        record = obj if isinstance(obj, Record) else model._base_manager.get(pk=pk)
        mine = Revision.objects.filter(collection=model.COLLECTION, object_pk=pk).order_by("-number")
        page = Paginator(mine, _PER_PAGE).get_page(request.GET.get("p"))
        # One more than is shown: what the oldest on the page changed shows against it.
        rows = list(mine[page.start_index() - 1 : page.end_index() + 1]) if page.paginator.count else []
        before: list[Revision | None] = [*rows[1:], None]
        lines = [
            (row, _changed(old, row), reverse("admin:events_revision_change", args=[row.pk]))
            for row, old in zip(rows, before, strict=True)
        ]
        histories.append((label(record), page, lines[: len(page)]))
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": f"History: {getattr(obj, 'label', obj)}",
        "opts": modeladmin.opts,
        "media": modeladmin.media,
        "object": obj,
        "histories": histories,
    }
    return TemplateResponse(request, "admin/events/object_history.html", context)


def _changed(old: Revision | None, new: Revision) -> str:
    """The members of the record that a revision changed, with how many of them lists hold more or fewer."""
    if new.record is None:
        return "deleted"
    if old is None or old.record is None:
        return "everything: its first revision"
    names = []
    for name in sorted({*old.record, *new.record}):
        was, now = old.record.get(name), new.record.get(name)
        if was != now:
            more = len(now) - len(was) if isinstance(was, list) and isinstance(now, list) else 0
            names.append(f"{name.replace('_', ' ')}{f' ({more:+d})' if more else ''}")
    return ", ".join(names)
