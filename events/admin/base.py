"""What every screen has in common: the door, the review, the history."""

import re
from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events import changes
from events.admin.choose import ChooseView, ChoosingAdmin
from events.admin.forms import PartForm, PartFormSet, RecordForm, read_at
from events.admin.refusals import REFUSALS, refuse_unsound_records, sentences
from events.admin.review import STEPS, Step, rehearse, steps_from, take
from events.admin.timeline import timeline
from events.changes import MOST_PARTS
from events.choices import Collection, DatasetKind, ReviewStatus
from events.models import Dataset
from events.models.dated import Dated
from events.models.record import Head, Record, Rooted, record_models
from events.rules.dates import EARLIEST, LATEST

ATTRIBUTION: Any = (
    "Who says so",
    {"classes": ["collapse"], "fields": [("voice", "basis"), "by", "relayed_by", "source"]},
)
"""The fields of an attribution, folded away."""
_TOKEN = re.compile(r"(\w+)/(\d+):(\d+)")


def bounds_in_words(dated: Dated) -> str:
    """The days between which something began and ended, as a sentence."""
    if not dated.date_edtf and dated.start_earliest == EARLIEST and dated.end_latest == LATEST:
        return "Nothing is known of its time."
    days = [
        "any time" if day in (EARLIEST, LATEST) else f"{day:%-d %B %Y}"
        for day in (dated.start_earliest, dated.start_latest, dated.end_earliest, dated.end_latest)
    ]
    if days == days[:1] * 4:
        return f"On {days[0]}."
    began, ended = _between(days[0], days[1]), _between(days[2], days[3])
    return f"It began {began} and ended {ended}."


def _between(first: str, last: str) -> str:
    if first == last:
        return f"at {first}" if first == "any time" else f"on {first}"
    if first == "any time":
        return f"on {last} or before"
    return f"on {first} or later" if last == "any time" else f"between {first} and {last}"


class DoorAdmin(ChoosingAdmin, admin.ModelAdmin):
    """A screen whose every write passes the door: one save, one transaction, one revision of a record."""

    form = RecordForm
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    class Media:
        css = {"all": ["events/admin.css"]}

    def get_urls(self) -> list[URLPattern]:
        """Django's addresses, and one that answers autocomplete fields."""
        options = self.opts
        view = self.admin_site.admin_view(ChooseView.as_view(admin_site=self.admin_site))
        name = f"{options.app_label}_{options.model_name}_choose"
        return [path("choose/", view, name=name), *super().get_urls()]

    # Writing

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show a form, or keep what was posted; what is refused is shown again as it was typed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        held: list[tuple[Any, ...]] = []
        vars(request)["held_messages"] = held
        reason = request.POST.get("change_reason", "").strip()
        action = "edit" if object_id else "create"
        try:
            with changes.record(_user(request), action, reason, expected=_expected(request)) as change:
                response = super().changeform_view(request, object_id, form_url, extra_context)
                refuse_unsound_records()
        except REFUSALS as error:
            held.clear()
            vars(request)["refused"] = sentences(error)
            return super().changeform_view(request, object_id, form_url, extra_context)
        finally:
            vars(request).pop("held_messages")
        saved = vars(request).get("saved")
        if saved is None:
            return response
        if change.revisions or action == "create":
            for message in held:
                super().message_user(request, *message)
        else:
            self.message_user(request, "Nothing differs from what was there, so that no revision was made.")
        return self.response_saved(request, saved, response)

    def response_saved(self, request: HttpRequest, obj: models.Model, response: Any) -> Any:
        """What to answer after a save; the door is closed again."""
        return response

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """Say something, but not before the door has closed: it may still refuse."""
        held = vars(request).get("held_messages")
        if held is None:
            super().message_user(request, message, level, extra_tags, fail_silently)
        else:
            held.append((message, level, extra_tags, fail_silently))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[RecordForm]:
        """The form, with why it was refused if it was."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.refused = vars(request).get("refused", [])
        return form

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Write the parts of one kind, and the quotations that were added with them."""
        super().save_formset(request, form, formset, change)
        for part in formset.forms:
            if part not in formset.deleted_forms and hasattr(part, "save_quotation"):
                part.save_quotation()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the parts, in the same change."""
        super().save_related(request, form, formsets, change)
        vars(request)["saved"] = form.instance

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask, then delete; what was public is withdrawn instead."""
        obj = self.get_object(request, unquote(object_id))
        if isinstance(obj, Record) and obj.first_published_at:
            said = f"“{obj.label}” has been public: withdraw it instead of deleting it."
            self.message_user(request, said, messages.ERROR)
            return HttpResponseRedirect(self.change_url(obj))
        if request.method != "POST" or obj is None:
            context = {"read_at": read_at(obj) if isinstance(obj, Rooted) else "", **(extra_context or {})}
            return super().delete_view(request, object_id, context)
        reason = request.POST.get("change_reason", "").strip()
        held: list[tuple[Any, ...]] = []
        vars(request)["held_messages"] = held
        try:
            with changes.record(_user(request), "delete", reason, expected=_expected(request)):
                response = super().delete_view(request, object_id, extra_context)
                refuse_unsound_records()
        except REFUSALS as error:
            held.clear()
            for sentence in sentences(error):
                messages.error(request, sentence)
            return HttpResponseRedirect(self.change_url(obj))
        finally:
            vars(request).pop("held_messages")
        for message in held:
            self.message_user(request, *message)
        return response

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete several, one by one, so that each is asked whether it may go. Raises: ValidationError."""
        reason = request.POST.get("change_reason", "").strip()
        with changes.record(_user(request), "delete", reason):
            for obj in queryset:
                self.delete_model(request, obj)
            refuse_unsound_records()

    def get_actions(self, request: HttpRequest) -> Any:
        """The actions of a list; deleting goes through the door."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (_delete_selected, "delete_selected", "Delete")
        return actions

    def change_url(self, obj: models.Model) -> str:
        """The address of the form of a row."""
        options = obj._meta
        name = f"{self.admin_site.name}:{options.app_label}_{options.model_name}_change"
        return reverse(name, args=[obj.pk])

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Every revision of the record, or of the record that a part belongs to."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return timeline(self, request, obj)


def _user(request: HttpRequest) -> Any:
    return request.user  # a curator: the site lets nobody else in


def _expected(request: HttpRequest) -> dict[Record, int]:
    """The records that the form was made from, with the revisions they had."""
    models_ = record_models()
    found: dict[Record, int] = {}
    for token in request.POST.get("read_at", "").split():
        match = _TOKEN.fullmatch(token)
        if match and match[1] in Collection.values:
            model: Any = models_[Collection(match[1])]
            found[model(pk=int(match[2]))] = int(match[3])
    return found


@admin.action(permissions=["delete"], description="Delete")
def _delete_selected(modeladmin: Any, request: HttpRequest, queryset: models.QuerySet) -> Any:
    held: list[tuple[Any, ...]] = []
    vars(request)["held_messages"] = held
    try:
        with transaction.atomic():
            response = delete_selected(modeladmin, request, queryset)
    except REFUSALS as error:
        held.clear()
        for sentence in sentences(error):
            messages.error(request, sentence)
        return None
    finally:
        vars(request).pop("held_messages")
    for message in held:
        modeladmin.message_user(request, *message)
    return response


class RecordAdmin(DoorAdmin):
    """A screen of records with a public id, a review status and a history."""

    actions = ["publish", "withdraw", "hand_in", "reject"]
    ordering = ["slug"]

    def get_urls(self) -> list[URLPattern]:
        """One more address: a step of the review that asks for a reason."""
        options = self.opts
        view = self.admin_site.admin_view(self.step_view)
        name = f"{options.app_label}_{options.model_name}_step"
        return [path("<int:object_id>/step/<str:step>/", view, name=name), *super().get_urls()]

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Those of the screen, then where the record stands."""
        rows: list[Any] = [("status", "revision"), "note", ("created_at", "updated_at")]
        if issubclass(self.model, Head):
            rows.insert(1, "dataset")
        if obj and obj.review_status == ReviewStatus.WITHDRAWN:
            rows.insert(1, "withdrawn_reason")
        return [*(self.fieldsets or []), ("The record", {"fields": rows})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Those of the screen, and all that the door or the review sets; an id once it was public."""
        fixed = ["status", "revision", "withdrawn_reason", "created_at", "updated_at"]
        if obj and obj.first_published_at:
            fixed.append("slug")
        return [*super().get_readonly_fields(request, obj), *fixed]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new record's id is made while its name is typed."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new record belongs to the curated dataset, if there is one only."""
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        curated = Dataset.objects.filter(kind=DatasetKind.CURATED).values_list("pk", flat=True)[:2]
        if issubclass(self.model, Head) and len(curated) == 1:
            initial.setdefault("dataset", curated[0])
        return initial

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, with the steps that the record can take and its address in the API."""
        obj = kwargs.get("obj")
        if obj:
            steps = steps_from(obj) if self.has_change_permission(request, obj) else []
            context |= {
                "steps": [(step, self.step_url(obj, step)) for step in steps],
                "show_delete": not obj.first_published_at,
                "status": self.status(obj),
                "subtitle": obj.label,
            }
            if obj.review_status == ReviewStatus.PUBLISHED:
                context["api_url"] = f"/api/v1/{obj.COLLECTION.value}/{obj.slug}/"
        return super().render_change_form(request, context, *args, **kwargs)

    def response_saved(self, request: HttpRequest, obj: models.Model, response: Any) -> Any:
        """After “Save and publish” or “Save and hand in”: take that step too."""
        for step in STEPS.values():
            if f"_{step.name}" in request.POST and isinstance(obj, Record) and not step.reason:
                fresh = type(obj)._base_manager.get(pk=obj.pk)
                if refused := take(step, [fresh], request):
                    messages.error(request, f"It was saved, but not {step.done}.")
                for sentence in refused:
                    messages.error(request, sentence)
                return HttpResponseRedirect(self.change_url(obj))
        return response

    # The list

    @admin.display(description="status", ordering="review_status")
    def status(self, obj: Record) -> SafeString:
        """The review status as a coloured word."""
        word = ReviewStatus(obj.review_status)
        return format_html(
            '<span class="status status-{}" title="{}">{}</span>', word.value, word.definition, word.label
        )

    @admin.display(description="updated", ordering="updated_at")
    def updated(self, obj: Record) -> str:
        """The day of the last change."""
        return f"{obj.updated_at:%Y-%m-%d}" if obj.updated_at else ""

    @admin.display(description="record", ordering="slug")
    def what(self, obj: Record) -> SafeString:
        """What it is called, with its id."""
        if obj.label == obj.slug:
            return format_html("{}", obj.slug)
        return format_html('{}<br><span class="quiet">{}</span>', obj.label, obj.slug)

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """The records that the list shows beside each."""
        names = {field.name for field in self.opts.fields if field.is_relation}
        return sorted(names & {*self.get_list_display(request)}) or False

    # The review

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Make the chosen records public, all or none."""
        return self._take(request, STEPS["publish"], queryset)

    @admin.action(description="Withdraw…", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Take the chosen records back."""
        return self._take(request, STEPS["withdraw"], queryset)

    @admin.action(description="Hand in for review", permissions=["change"])
    def hand_in(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Give the chosen drafts to a second person."""
        return self._take(request, STEPS["hand_in"], queryset)

    @admin.action(description="Reject…", permissions=["change"])
    def reject(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Decide not to take the chosen records."""
        return self._take(request, STEPS["reject"], queryset)

    def _take(self, request: HttpRequest, step: Step, queryset: models.QuerySet) -> Any:
        """Take a step from the list; ask for the reason first if it needs one."""
        records = list(queryset)
        if not step.reason:
            for sentence in take(step, records, request):
                messages.error(request, sentence)
            return None
        refused: list[Any] | None = None
        if "confirmed" in request.POST:
            refused = take(step, records, request, request.POST.get("reason", ""))
            if not refused:
                return None
        return self._ask(request, step, records, refused, reverse(self._list_name()))

    def step_view(self, request: HttpRequest, object_id: int, step: str) -> HttpResponse:
        """Take a step from the form of one record, with its reason."""
        obj = self.get_object(request, str(object_id))
        if obj is None or step not in STEPS:
            return HttpResponseRedirect(reverse(self._list_name()))
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        refused: list[Any] | None = None
        if request.method == "POST":
            refused = take(STEPS[step], [obj], request, request.POST.get("reason", ""))
            if not refused:
                return HttpResponseRedirect(self.change_url(obj))
        return self._ask(request, STEPS[step], [obj], refused, self.change_url(obj))

    def _ask(
        self,
        request: HttpRequest,
        step: Step,
        records: Sequence[Record],
        refused: list[Any] | None,
        back: str,
    ) -> HttpResponse:
        """The page that says what will be done, asks for the reason and tells what stands against it."""
        if refused is None:
            refused = rehearse(step, records, request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": step.title,
            "opts": self.opts,
            "media": self.media,
            "step": step,
            "records": [(record, self.status(record), self.change_url(record)) for record in records],
            "refused": refused,
            "reason": request.POST.get("reason", ""),
            "back": back,
        }
        return TemplateResponse(request, "admin/events/step.html", context)

    def step_url(self, obj: Record, step: Step) -> str:
        """The address of a step of a record."""
        options = obj._meta
        name = f"{self.admin_site.name}:{options.app_label}_{options.model_name}_step"
        return reverse(name, args=[obj.pk, step.name])

    def _list_name(self) -> str:
        return f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist"


class PartInline(ChoosingAdmin):
    """The parts of one kind, inside the form of their record."""

    form: Any = PartForm
    formset: Any = PartFormSet
    extra = 0
    max_num: Any = MOST_PARTS
    joined: Sequence[str] = ()
    """What is read along with the parts, so that no row asks for it by itself."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The formset, which refuses more parts than fit one record."""
        return super().get_formset(request, obj, **kwargs, validate_max=True)  # type: ignore[misc]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The parts with what their fields show. Queries: 1, and 1 for each list."""
        rows = super().get_queryset(request).select_related(*self.joined)
        return rows.prefetch_related(*(field.name for field in self.model._meta.many_to_many))


class RowInline(PartInline, admin.TabularInline):
    """Parts of few fields, one a row."""


class StackInline(PartInline, admin.StackedInline):
    """Parts of many fields, one below the other."""
