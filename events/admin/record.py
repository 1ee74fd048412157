"""What the screens of records have in common: the review and its steps."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.admin.review import STEPS, Step, rehearse, steps_from, take
from events.admin.saving import DoorAdmin
from events.choices import DatasetKind, ReviewStatus
from events.models import Dataset
from events.models.record import Head, Record


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
