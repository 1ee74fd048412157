"""Merge two records that are one: choose the other and which of them stays, see what it does, do it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html

from events.actions.merge import MERGEABLE_COLLECTIONS, MergePlan, merge, plan_merge
from events.admin.autocomplete import RecordSelect
from events.admin.comparison import compared_values, comparison_page
from events.admin.errors import Message, dry_run_errors, refusals
from events.admin.forms import expected_revisions
from events.admin.labels import LabelLoader, counted_records
from events.admin.pages import change_url, curator, missing_row_response, model_admin_url
from events.admin.review_steps import record_header
from events.choices import ReviewStatus
from events.models.foreign_keys import foreign_keys_to
from events.models.record import Record
from events.rights import may

_CHOICE_PREFIX = "value-"
_MAX_KEY_DIGITS = 19


def merge_sort_key(record: Record) -> tuple[bool, int]:
    """Which of two stays unless somebody says otherwise: what is public, then what was there first."""
    return record.review_status != ReviewStatus.PUBLISHED, record.pk


def may_merge_some(user: Any, model: type[Record]) -> bool:
    """Whether the user may ever delete one such record and change another."""
    return model.COLLECTION in MERGEABLE_COLLECTIONS and all(
        may(user, verb, model) for verb in ("change", "delete")
    )


def may_merge(modeladmin: Any, request: HttpRequest, source: Record) -> bool:
    """Whether this record may go into another, and the user may do that."""
    may_delete: bool = modeladmin.has_delete_permission(request, source)
    return may_delete and may_merge_some(request.user, type(source))


@admin.action(description="Merge two records…", permissions=["merge"])
def merge_two(_modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
    """Go to the page that makes one record of the two that are ticked in a list."""
    pair = list(queryset.order_by("pk")[:3])
    if len(pair) != 2:
        messages.error(request, "Tick the two records that are one, no fewer and no more.")
        return None
    target, source = sorted(pair, key=merge_sort_key)
    return HttpResponseRedirect(f"{model_admin_url(type(source), 'merge', source.pk)}?into={target.pk}")


def merge_view(modeladmin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """Ask for the other record; then show what merging does, and do it once it is confirmed."""
    source = modeladmin.get_object(request, str(object_id))
    if source is None:
        return missing_row_response(modeladmin, request, object_id)
    if not may_merge(modeladmin, request, source):
        raise PermissionDenied
    target, complaint = _posted_target(modeladmin.get_queryset(request), request)
    duplicates_url = model_admin_url(modeladmin.model, "duplicates") if "back" in request.GET else ""
    show = partial(
        comparison_page, modeladmin, request, back=duplicates_url or change_url(source), record=source
    )
    if target is None:
        form = _target_form(modeladmin, request)
        context = {"media": modeladmin.media + form.media, "form": form, "source": record_header(source)}
        refused = [complaint] if complaint else []
        return show("merge_choose_target.html", "Merge into another record", refused, **context)
    errors: list[Message] = []
    if request.method == "POST" and not (errors := _apply_merge(request, source, target)):
        return HttpResponseRedirect(duplicates_url or change_url(target))
    plan = plan_merge(source, target)
    comparison = compared_values(modeladmin.model, plan.values, _posted_choices(request))
    if not errors and not plan.obstacles:
        choices = {member.field.removeprefix(_CHOICE_PREFIX): member.chosen for member in comparison.members}
        errors = dry_run_errors(lambda: merge(plan, curator(request), "rehearsal", choices=choices))
    return show(
        "merge.html",
        "Merge two records",
        [*errors, *plan.obstacles],
        comparison=comparison,
        source=record_header(source),
        target=record_header(target),
        swap=_swap_url(request, source, target),
        plan=plan,
        moves=[*_move_descriptions(plan)],
        was_public=source.review_status == ReviewStatus.PUBLISHED,
    )


def _posted_target(records: Any, request: HttpRequest) -> tuple[Any, str]:
    """The record that is to stay, by its key or, without scripts, by its id; else what is wrong."""
    key, slug = (request.GET.get(name, "").strip() for name in ("into", "id"))
    if key.isdecimal() and len(key) < _MAX_KEY_DIGITS:
        return records.filter(pk=int(key)).first(), "The other record is not there any more."
    return (records.filter(slug=slug).first(), f"There is no “{slug}”.") if slug else (None, "")


def _apply_merge(request: HttpRequest, source: Record, target: Record) -> list[Message]:
    """Merge the two and say so, or return why not."""
    expected = expected_revisions(request)
    if not {source, target} <= expected.keys():
        return ["This page does not say which revisions it was made from. Look again at what is there."]
    reason, public_reason = (request.POST.get(name, "") for name in ("reason", "public_reason"))
    options: Any = {"public_reason": public_reason.strip(), "expected": expected}
    plan, choices = plan_merge(source, target), _posted_choices(request)
    user = curator(request)
    if errors := refusals(lambda: merge(plan, user, reason, choices=choices, **options), PermissionDenied):
        return errors
    link = format_html('<a href="{}">{}</a>', change_url(target), target.label)
    kind = str(source._meta.verbose_name).capitalize()
    done = format_html("{} “{}” went into “{}”: its id leads there now.", kind, source.label, link)
    messages.success(request, done)
    return []


def _swap_url(request: HttpRequest, source: Record, target: Record) -> str:
    """The same page with the two the other way round."""
    query = request.GET.copy()
    query.pop("id", None)
    query["into"] = str(source.pk)
    return f"{model_admin_url(type(target), 'merge', target.pk)}?{query.urlencode()}"


def _posted_choices(request: HttpRequest) -> dict[str, str]:
    """Which side gives each value, as it was ticked."""
    names = [name for name in request.POST if name.startswith(_CHOICE_PREFIX)]
    return {name.removeprefix(_CHOICE_PREFIX): request.POST.get(name, "") for name in names}


def _move_descriptions(plan: MergePlan) -> Iterator[str]:
    """What becomes the target's, in words."""
    for move in plan.parts:
        yield f"{move.rows} of its own “{move.what}”"
    for move in plan.references:
        holders = " and ".join(counted_records(move.records)) or "others"
        yield f"{move.rows} “{move.what}” of {holders}, which then name the other"


def _target_form(modeladmin: Any, request: HttpRequest) -> forms.Form:
    """A form with one field, which chooses among the records of this kind as one types."""
    # The widget asks for a column that points there; what it offers depends on the record alone.
    pointer = next(key for key in foreign_keys_to(modeladmin.model) if not key.holder._meta.auto_created)
    column: Any = pointer.holder._meta.get_field(pointer.column)
    site = modeladmin.admin_site
    field = forms.ModelChoiceField(
        modeladmin.get_queryset(request),
        widget=RecordSelect(column, site, LabelLoader(site, request)),
        label="The record that stays",
        help_text="Type what it is called, or its id.",
    )
    form: forms.Form = type("TargetForm", (forms.Form,), {"into": field})()
    return form
