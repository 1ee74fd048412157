"""A form that somebody else was faster than: both versions, what was typed on top of the newer one."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import select_template
from django.template.response import TemplateResponse

from events.admin.change_messages import ReferenceLabels
from events.admin.form_merge import (
    FieldDifference,
    FormMerge,
    FormSnapshot,
    PostedData,
    Resolution,
    pack_posted_data,
    unpack_posted_data,
)
from events.admin.record_history import HISTORY_MEDIA, RevisionLine, revision_lines
from events.choices import ReviewStatus
from events.models import Revision
from events.models.record import Record

_SNAPSHOT_PREFIX = "was:"
_MAX_REVISIONS = 20


def packed_snapshot(snapshot: FormSnapshot) -> str:
    """What a form held, as its hidden field carries it beside the revisions that it was read at."""
    return _SNAPSHOT_PREFIX + pack_posted_data(snapshot.posted_data())


class StaleSubmission:
    """What was sent from a form that is no longer of the newest revision."""

    def __init__(self, modeladmin: Any, request: HttpRequest, expected: Mapping[Record, int]) -> None:
        self.modeladmin = modeladmin
        self.request = request
        self.typed: PostedData = {name: [str(one) for one in ones] for name, ones in request.POST.lists()}
        words = request.POST.get("read_at", "").split()
        carried = [word.removeprefix(_SNAPSHOT_PREFIX) for word in words if word.startswith(_SNAPSHOT_PREFIX)]
        self.was = unpack_posted_data(carried[0]) if carried else {}
        self.sentences: list[str] = []
        self.concurrent_changes: list[RevisionLine] = []
        for record, revision in expected.items():
            self._read(record, revision)

    def _read(self, record: Record, revision: int) -> None:
        """Note what happened to a record since then. Queries: 1, and 1 for each collection named."""
        mine = Revision.objects.filter(
            collection=record.COLLECTION, object_pk=record.pk, number__gte=revision
        )
        rows = list(mine.order_by("-number")[: _MAX_REVISIONS + 2])
        if len(rows) < 2:
            return
        self.concurrent_changes += revision_lines(rows, ReferenceLabels(row.record for row in rows))[:-1]
        old, new = rows[-1].record, rows[0].record
        if old and new and old["review_status"] != new["review_status"]:
            status, before = (ReviewStatus(one["review_status"]).label.lower() for one in (new, old))
            why = f": {new['withdrawn_reason']}" if new["withdrawn_reason"] else "."
            self.sentences.append(f"It was {before} when you opened it and is {status} by now{why}")

    def snapshot(self, obj: Any) -> FormSnapshot:
        """The form as it would open now; of no record where the record is gone."""
        reading = copy(self.request)
        reading.method = "GET"
        admin = self.modeladmin
        form = admin.get_form(reading, obj, change=obj is not None)(instance=obj)
        formsets, inlines = admin._create_formsets(reading, obj or admin.model(), change=obj is not None)
        nouns = [str(inline.verbose_name) for inline in inlines]
        return FormSnapshot(form, list(zip(nouns, formsets, strict=True)))

    def merge(self, obj: Any) -> list[FieldDifference]:
        """Put what was typed on top of what is there now; the request then sends the result."""
        snapshot = self.snapshot(obj)
        merge = FormMerge(self.was, snapshot, self.typed)
        data = QueryDict(mutable=True)
        for name, values in merge.data.items():
            data.setlist(name, values)
        data["read_at"] = f"{snapshot.form.initial['read_at']} {packed_snapshot(snapshot)}"
        self.request.POST = data  # type: ignore[assignment]
        return merge.differences

    def conflict_response(
        self, response: Any, shown: FormSnapshot, differences: list[FieldDifference], refused: list[Any]
    ) -> Any:
        """The form again, under what the others changed and beside what was typed."""
        wrong = [form for form in _all_forms(shown) if _has_own_errors(form)]
        _mark_conflicts(shown, differences)
        data = response.context_data
        names = response.template_name
        data |= {
            "form_template": select_template([names] if isinstance(names, str) else names),
            "media": data["media"] + HISTORY_MEDIA,
            "stale": self,
            "differences": differences,
            "conflicts": sum(one.resolution == Resolution.CONFLICT for one in differences),
            "refused": [*refused, *self.sentences],
        }
        if not wrong:
            data["errors"] = None  # nothing typed is wrong: what to do stands above the form
        response.template_name = "admin/events/stale_form.html"
        return response

    def unsaved_response(self, refused: list[Any]) -> HttpResponse:
        """What was typed, to be kept elsewhere: the record is gone, or this person may not change it now."""
        admin = self.modeladmin
        differences = FormMerge(self.was, self.snapshot(None), self.typed).differences
        context = {
            **admin.admin_site.each_context(self.request),
            "title": "Not saved",
            "opts": admin.opts,
            "media": admin.media + HISTORY_MEDIA,
            "stale": self,
            "differences": [one for one in differences if one.resolution != Resolution.THEIRS],
            "refused": [*refused, *self.sentences],
        }
        return TemplateResponse(self.request, "admin/events/unsaved_changes.html", context)


def _all_forms(snapshot: FormSnapshot) -> list[Any]:
    return [snapshot.form, *(form for _, formset in snapshot.formsets for form in formset.forms)]


def _has_own_errors(form: Any) -> bool:
    """Whether something that was typed is wrong, whatever else the form was refused for."""
    refused = {str(sentence) for sentence in getattr(form, "save_errors", ())}
    return any(name != "__all__" or {*map(str, found)} - refused for name, found in form.errors.items())


def _mark_conflicts(snapshot: FormSnapshot, differences: list[FieldDifference]) -> None:
    """Say beside each field that both changed what the others made of it."""
    rows = {formset.prefix: formset.forms for _, formset in snapshot.formsets}
    for difference in differences:
        if difference.resolution != Resolution.CONFLICT or difference.place is None:
            continue
        prefix, number, name = difference.place
        form = rows[prefix][number] if prefix else snapshot.form
        if name in form.fields:
            said = f"Somebody else made this “{difference.now}” meanwhile; saving overwrites it."
            form.add_error(name, ValidationError(said))
