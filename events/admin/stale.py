"""A form that somebody else was faster than: both versions, what was typed on top of the newer one."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import select_template
from django.template.response import TemplateResponse

from events.admin.phrases import Names
from events.admin.timeline import STYLE, Line, lines
from events.admin.versions import Gap, Merge, Sent, Sheet, Verdict, pack, unpack
from events.choices import ReviewStatus
from events.models import Revision
from events.models.record import Record

_PACKED = "was:"
_MOST_TOLD = 20


def opened_as(sheet: Sheet) -> str:
    """What a form held, as its hidden field carries it beside the revisions that it was read at."""
    return _PACKED + pack(sheet.sent())


class Stale:
    """What was sent from a form that is no longer of the newest revision."""

    def __init__(self, modeladmin: Any, request: HttpRequest, expected: Mapping[Record, int]) -> None:
        self.modeladmin = modeladmin
        self.request = request
        self.typed: Sent = {name: [str(one) for one in ones] for name, ones in request.POST.lists()}
        words = request.POST.get("read_at", "").split()
        carried = [word.removeprefix(_PACKED) for word in words if word.startswith(_PACKED)]
        self.was = unpack(carried[0]) if carried else {}
        self.sentences: list[str] = []
        self.meanwhile: list[Line] = []
        for record, revision in expected.items():
            self._read(record, revision)

    def _read(self, record: Record, revision: int) -> None:
        """Note what happened to a record since then. Queries: 1, and 1 for each collection named."""
        mine = Revision.objects.filter(
            collection=record.COLLECTION, object_pk=record.pk, number__gte=revision
        )
        rows = list(mine.order_by("-number")[: _MOST_TOLD + 2])
        if len(rows) < 2:
            return
        self.meanwhile += lines(rows, Names(row.record for row in rows))[:-1]
        old, new = rows[-1].record, rows[0].record
        if old and new and old["review_status"] != new["review_status"]:
            status, before = (ReviewStatus(one["review_status"]).label.lower() for one in (new, old))
            why = f": {new['withdrawn_reason']}" if new["withdrawn_reason"] else "."
            self.sentences.append(f"It was {before} when you opened it and is {status} by now{why}")

    def sheet(self, obj: Any) -> Sheet:
        """The form as it would open now; of no record where the record is gone."""
        reading = copy(self.request)
        reading.method = "GET"
        admin = self.modeladmin
        form = admin.get_form(reading, obj, change=obj is not None)(instance=obj)
        formsets, inlines = admin._create_formsets(reading, obj or admin.model(), change=obj is not None)
        nouns = [str(inline.verbose_name) for inline in inlines]
        return Sheet(form, list(zip(nouns, formsets, strict=True)))

    def merge(self, obj: Any) -> list[Gap]:
        """Put what was typed on top of what is there now; the request then sends the result."""
        sheet = self.sheet(obj)
        merge = Merge(self.was, sheet, self.typed)
        data = QueryDict(mutable=True)
        for name, values in merge.data.items():
            data.setlist(name, values)
        data["read_at"] = f"{sheet.form.initial['read_at']} {opened_as(sheet)}"
        self.request.POST = data  # type: ignore[assignment]
        return merge.gaps

    def show(self, response: Any, shown: Sheet, gaps: list[Gap], refused: list[Any]) -> Any:
        """The form again, under what the others changed and beside what was typed."""
        wrong = [form for form in _forms(shown) if _own_errors(form)]
        _mark(shown, gaps)
        data = response.context_data
        names = response.template_name
        data |= {
            "form_template": select_template([names] if isinstance(names, str) else names),
            "media": data["media"] + STYLE,
            "stale": self,
            "gaps": gaps,
            "conflicts": sum(gap.verdict == Verdict.CONFLICT for gap in gaps),
            "refused": [*refused, *self.sentences],
        }
        if not wrong:
            data["errors"] = None  # nothing typed is wrong: what to do stands above the form
        response.template_name = "admin/events/stale.html"
        return response

    def unsaved(self, refused: list[Any]) -> HttpResponse:
        """What was typed, to be kept elsewhere: the record is gone, or this person may not change it now."""
        admin = self.modeladmin
        gaps = Merge(self.was, self.sheet(None), self.typed).gaps
        context = {
            **admin.admin_site.each_context(self.request),
            "title": "Not saved",
            "opts": admin.opts,
            "media": admin.media + STYLE,
            "stale": self,
            "gaps": [gap for gap in gaps if gap.verdict != Verdict.THEIRS],
            "refused": [*refused, *self.sentences],
        }
        return TemplateResponse(self.request, "admin/events/unsaved.html", context)


def _forms(sheet: Sheet) -> list[Any]:
    return [sheet.form, *(form for _, formset in sheet.formsets for form in formset.forms)]


def _own_errors(form: Any) -> bool:
    """Whether something that was typed is wrong, whatever else the form was refused for."""
    refused = {str(sentence) for sentence in getattr(form, "refused", ())}
    return any(name != "__all__" or {*map(str, found)} - refused for name, found in form.errors.items())


def _mark(sheet: Sheet, gaps: list[Gap]) -> None:
    """Say beside each field that both changed what the others made of it."""
    rows = {formset.prefix: formset.forms for _, formset in sheet.formsets}
    for gap in gaps:
        if gap.verdict != Verdict.CONFLICT or gap.place is None:
            continue
        prefix, number, name = gap.place
        form = rows[prefix][number] if prefix else sheet.form
        if name in form.fields:
            said = f"Somebody else made this “{gap.now}” meanwhile; saving overwrites it."
            form.add_error(name, ValidationError(said))
