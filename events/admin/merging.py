"""Merge two records that are one: choose the other and which of them stays, see what it does, do it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from events.actions import MERGEABLE_COLLECTIONS, MergePlan, merge, plan_merge
from events.admin.admin_urls import change_url, model_admin_url
from events.admin.autocomplete import RecordSelect
from events.admin.column_comparison import RecordHeader, ValueChoice, value_choices
from events.admin.errors import CHANGE_ERRORS, Message, dry_run_errors, error_messages
from events.admin.forms import expected_revisions
from events.admin.labels import page_labels
from events.admin.review_steps import link_records
from events.admin.tracked_admin import TrackedAdmin
from events.choices import ReviewStatus
from events.models.foreign_keys import foreign_keys_to
from events.models.record import Record, record_models
from events.rights import may

_CHOICE_PREFIX = "value-"
_MAX_KEY_DIGITS = 19


class MergeAdmin(TrackedAdmin):
    """A screen of records two of which may turn out to be one."""

    def get_urls(self) -> list[URLPattern]:
        """One more address: merge a record into another."""
        if not _is_mergeable(self.model):
            return super().get_urls()
        options = self.opts
        view = self.admin_site.admin_view(self.merge_view)
        name = f"{options.app_label}_{options.model_name}_merge"
        return [path("<int:object_id>/merge/", view, name=name), *super().get_urls()]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether whoever asks may ever take away one such record and change another."""
        allowed = all(may(request.user, verb, self.model) for verb in ("change", "delete"))
        return _is_mergeable(self.model) and allowed

    def may_merge(self, request: HttpRequest, source: Record) -> bool:
        """Whether this record may go into another, and whoever asks may do that."""
        return self.has_merge_permission(request) and self.has_delete_permission(request, source)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, with the address at which the record is merged into another."""
        obj = kwargs.get("obj")
        if obj and _is_mergeable(self.model) and self.may_merge(request, obj):
            context["merge_url"] = merge_url(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description="Merge two records…", permissions=["merge"])
    def merge_two(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Go to the page that makes one record of the two that are ticked."""
        pair = list(queryset.order_by("pk")[:3])
        if len(pair) != 2:
            messages.error(request, "Tick the two records that are one, no fewer and no more.")
            return None
        target, source = sorted(pair, key=merge_sort_key)
        return HttpResponseRedirect(f"{merge_url(source)}?into={target.pk}")

    def merge_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask for the other record; then show what merging does, and do it once it is confirmed."""
        source = self.get_object(request, str(object_id))
        if source is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(object_id))  # type: ignore[attr-defined]
        if not self.may_merge(request, source):
            raise PermissionDenied
        target, complaint = self._posted_target(request)
        if target is None:
            return self._choose_target_page(request, source, complaint)
        refused: list[Message] = []
        if request.method == "POST" and not (refused := self._apply_merge(request, source, target)):
            back = model_admin_url(self.model, "duplicates") if "back" in request.GET else change_url(target)
            return HttpResponseRedirect(back)
        return self._preview(request, source, target, refused)

    def _posted_target(self, request: HttpRequest) -> tuple[Any, str]:
        """The record that is to stay, by its key or, from a window without scripts, by its id."""
        key, slug = (request.GET.get(name, "").strip() for name in ("into", "id"))
        found: Any = self.get_queryset(request)
        if key.isdecimal() and len(key) < _MAX_KEY_DIGITS:
            return found.filter(pk=int(key)).first(), "The other record is not there any more."
        return (found.filter(slug=slug).first(), f"There is no “{slug}”.") if slug else (None, "")

    def _choose_target_page(self, request: HttpRequest, source: Record, complaint: str) -> HttpResponse:
        form = _target_form(self, request)
        context = {
            **self._base_context(request, source),
            "title": "Merge into another record",
            "media": self.media + form.media,
            "form": form,
            "source": RecordHeader(source),
            "refused": [complaint] if complaint else [],
        }
        return TemplateResponse(request, "admin/events/merge_choose_target.html", context)

    def _apply_merge(self, request: HttpRequest, source: Record, target: Record) -> list[Message]:
        """Merge the two and say so, or return why not."""
        user: Any = request.user  # a curator: the site lets nobody else in
        read = expected_revisions(request)
        if not {source, target} <= read.keys():
            return ["This page does not say which revisions it was made from. Look again at what is there."]
        reason, public = (request.POST.get(name, "") for name in ("reason", "public_reason"))
        plan = plan_merge(source, target)
        try:
            merge(
                plan,
                user,
                reason,
                choices=_posted_choices(request),
                public_reason=public.strip(),
                expected=read,
            )
        except (*CHANGE_ERRORS, PermissionDenied) as error:
            return error_messages(error)
        link = format_html('<a href="{}">{}</a>', change_url(target), target.label)
        kind = str(self.opts.verbose_name).capitalize()
        said = format_html("{} “{}” went into “{}”: its id leads there now.", kind, source.label, link)
        messages.success(request, said)
        return []

    def _preview(
        self, request: HttpRequest, source: Record, target: Record, refused: list[Message]
    ) -> HttpResponse:
        plan = plan_merge(source, target)
        values = value_choices(self.model, plan.values, _posted_choices(request))
        if not refused and not plan.obstacles:
            refused = _dry_run_errors(plan, values, request.user)
        context = {
            **self._base_context(request, source),
            "title": "Merge two records",
            "media": self.media,
            "source": RecordHeader(source),
            "target": RecordHeader(target),
            "swap": f"{merge_url(target)}?{_query_string(request, into=source.pk)}",
            "plan": plan,
            "values": values,
            "moves": [*_move_descriptions(plan)],
            "refused": link_records([*refused, *plan.obstacles]),
            "was_public": source.review_status == ReviewStatus.PUBLISHED,
            "reason": request.POST.get("reason", ""),
            "public_reason": request.POST.get("public_reason", ""),
        }
        return TemplateResponse(request, "admin/events/merge.html", context)

    def _base_context(self, request: HttpRequest, source: Record) -> dict[str, Any]:
        """What both pages show, and where “Back” leads."""
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "back": model_admin_url(self.model, "duplicates")
            if "back" in request.GET
            else change_url(source),
            "record": source,
        }


def merge_url(source: Record) -> str:
    """The page that merges this record into another."""
    options = source._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_merge", args=[source.pk])


def _query_string(request: HttpRequest, **given: Any) -> str:
    query = request.GET.copy()
    query.pop("id", None)
    for name, value in given.items():
        query[name] = str(value)
    return query.urlencode()


def _is_mergeable(model: type[Record]) -> bool:
    return model.COLLECTION in MERGEABLE_COLLECTIONS


def merge_sort_key(record: Record) -> tuple[bool, int]:
    """Which of two stays unless somebody says otherwise: what is public, then what was there first."""
    return record.review_status != ReviewStatus.PUBLISHED, record.pk


def _posted_choices(request: HttpRequest) -> dict[str, str]:
    """Which side gives each value, as it was ticked."""
    names = [name for name in request.POST if name.startswith(_CHOICE_PREFIX)]
    return {name.removeprefix(_CHOICE_PREFIX): request.POST.get(name, "") for name in names}


def _move_descriptions(plan: MergePlan) -> Iterator[str]:
    """What becomes the target's, in words."""
    models_ = record_models()
    for move in plan.parts:
        yield f"{move.rows} of its own “{move.what}”"
    for move in plan.references:
        where = [
            f"{number} {names.verbose_name if number == 1 else names.verbose_name_plural}"
            for collection, number in move.records.items()
            if (names := models_[collection]._meta)
        ]
        yield f"{move.rows} “{move.what}” of {' and '.join(where) or 'others'}, which then name the other"


def _dry_run_errors(plan: MergePlan, values: list[ValueChoice], user: Any) -> list[Message]:
    """Why merging them as it is ticked would be refused."""
    choices = {one.name: one.chosen for one in values}
    return dry_run_errors(lambda: merge(plan, user, "rehearsal", choices=choices))


def _target_form(modeladmin: Any, request: HttpRequest) -> forms.Form:
    """A form with one field, which chooses among the records of this kind as one types."""
    # The chooser asks for a column that points there; what it offers depends on the record alone.
    pointer = next(one for one in foreign_keys_to(modeladmin.model) if not one.holder._meta.auto_created)
    column: Any = pointer.holder._meta.get_field(pointer.column)
    site = modeladmin.admin_site
    widget = RecordSelect(column, site, page_labels(site, request))
    field = forms.ModelChoiceField(
        modeladmin.get_queryset(request),
        widget=widget,
        label="The record that stays",
        help_text="Type what it is called, or its id.",
    )
    made: forms.Form = type("OtherForm", (forms.Form,), {"into": field})()
    return made
