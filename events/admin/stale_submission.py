"""A form that was posted after somebody else saved: what was typed, put on top of the newer version."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import select_template

from events.admin.form_merge import (
    FieldDifference,
    FormMerge,
    FormSnapshot,
    PostedData,
    Resolution,
    pack_posted_data,
    unpack_posted_data,
)
from events.admin.pages import feature_page
from events.admin.record_history import HISTORY_MEDIA, revision_lines
from events.choices import ReviewStatus
from events.models import Revision
from events.models.record import Record

_SNAPSHOT_PREFIX = "was:"
_MAX_REVISIONS = 20


def packed_snapshot(snapshot: FormSnapshot) -> str:
    """The values of a form as it was opened, as its hidden field carries them beside the revisions."""
    return _SNAPSHOT_PREFIX + pack_posted_data(snapshot.posted_data())


class StaleSubmission:
    """A posted form that was made from an older revision than the newest."""

    def __init__(self, modeladmin: Any, request: HttpRequest, expected: Mapping[Record, int]) -> None:
        self.modeladmin = modeladmin
        self.request = request
        self.typed: PostedData = {name: [*map(str, values)] for name, values in request.POST.lists()}
        _, _, packed = request.POST.get("read_at", "").partition(_SNAPSHOT_PREFIX)
        self.was = unpack_posted_data(packed.partition(" ")[0])
        self.sentences: list[str] = []
        self.concurrent_changes: list[dict[str, Any]] = []
        for record, revision in expected.items():
            self._read(record, revision)

    def _read(self, record: Record, revision: int) -> None:
        """Note what happened to a record since then. Queries: 1, and 1 for each collection named."""
        newer = Revision.objects.filter(
            collection=record.COLLECTION, object_pk=record.pk, version__gte=revision
        )
        revisions = list(newer.order_by("-version")[: _MAX_REVISIONS + 2])
        if len(revisions) < 2:
            return
        self.concurrent_changes += revision_lines(revisions)[:-1]
        old, new = revisions[-1].record, revisions[0].record
        if old and new and old["review_status"] != new["review_status"]:
            status, before = (ReviewStatus(stored["review_status"]).label.lower() for stored in (new, old))
            why = f": {new['withdrawn_reason']}" if new["withdrawn_reason"] else "."
            self.sentences.append(f"It was {before} when you opened it and is {status} by now{why}")

    def snapshot(self, obj: Any) -> FormSnapshot:
        """The form as it would open now; of no record where the record is gone."""
        get_request = copy(self.request)
        get_request.method = "GET"
        admin = self.modeladmin
        form = admin.get_form(get_request, obj, change=obj is not None)(instance=obj)
        formsets = []
        for formset, inline in admin.get_formsets_with_inlines(get_request, obj):
            prefix = formset.get_default_prefix()
            kwargs = admin.get_formset_kwargs(get_request, form.instance, inline, prefix)
            formsets.append((str(inline.verbose_name), formset(**kwargs)))
        return FormSnapshot(form, formsets)

    def merge(self, obj: Any) -> list[FieldDifference]:
        """Put what was typed on top of what is there now; the request then posts the result."""
        snapshot = self.snapshot(obj)
        merge = FormMerge(self.was, snapshot, self.typed)
        data = QueryDict(mutable=True)
        for name, values in merge.data.items():
            data.setlist(name, values)
        data["read_at"] = f"{snapshot.form.initial['read_at']} {packed_snapshot(snapshot)}"
        self.request.POST = data  # type: ignore[assignment]
        return merge.differences

    def conflict_response(self, response: Any, differences: list[FieldDifference], refused: list[Any]) -> Any:
        """The form again, under what the others changed and beside what was typed."""
        context = response.context_data
        snapshot: FormSnapshot = context["snapshot"]
        if not any(map(_has_own_errors, snapshot.all_forms)):
            context["errors"] = None  # nothing typed is wrong: what to do stands above the form
        _mark_conflicts(snapshot, differences)
        names = response.template_name
        context |= {
            "form_template": select_template([names] if isinstance(names, str) else names),
            "media": context["media"] + HISTORY_MEDIA,
            "stale": self,
            "differences": differences,
            "conflicts": sum(difference.resolution == Resolution.CONFLICT for difference in differences),
            "refused": [*refused, *self.sentences],
        }
        response.template_name = "admin/events/stale_form.html"
        return response

    def unsaved_response(self, refused: list[Any]) -> HttpResponse:
        """What was typed, to be kept elsewhere: the record was deleted, or the user may not change it now."""
        differences = FormMerge(self.was, self.snapshot(None), self.typed).differences
        context = {
            "media": self.modeladmin.media + HISTORY_MEDIA,
            "stale": self,
            "differences": [change for change in differences if change.resolution != Resolution.THEIRS],
            "refused": [*refused, *self.sentences],
        }
        return feature_page(self.modeladmin, self.request, "unsaved_changes.html", "Not saved", **context)


def _has_own_errors(form: Any) -> bool:
    """Whether something that was typed is wrong, whatever else the form was refused for."""
    refusals = {str(sentence) for sentence in getattr(form, "save_errors", ())}
    return any(name != "__all__" or {*map(str, errors)} - refusals for name, errors in form.errors.items())


def _mark_conflicts(snapshot: FormSnapshot, differences: list[FieldDifference]) -> None:
    """Say beside each field that both changed which value the others gave it."""
    rows = {formset.prefix: formset.forms for _, formset in snapshot.formsets}
    for difference in differences:
        if difference.resolution != Resolution.CONFLICT or difference.place is None:
            continue
        prefix, number, name = difference.place
        form = rows[prefix][number] if prefix else snapshot.form
        if name in form.fields:
            warning = f"Somebody else made this “{difference.now}” meanwhile; saving overwrites it."
            form.add_error(name, ValidationError(warning))
