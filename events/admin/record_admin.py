"""What the screens of records have in common: the review and its steps."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.actions import MAX_RECORDS_AT_ONCE
from events.admin.admin_urls import change_url
from events.admin.created_by_filter import CreatedByMeFilter, first_revisions_by
from events.admin.duplicate_review import DuplicateReviewAdmin
from events.admin.review_steps import (
    REVIEW_STEPS,
    ReviewStep,
    StepPreview,
    available_steps,
    link_records,
    status_badge,
)
from events.choices import DatasetKind, ReviewStatus
from events.models import Dataset
from events.models.record import DatasetRecord, Record
from events.rights import EDITABLE_STATUSES, may, may_edit


class RecordAdmin(DuplicateReviewAdmin):
    """A screen of records with a public id, a review status and a history."""

    actions = ["publish", "withdraw", "hand_in", "reject", "merge_two"]
    ordering = ["slug"]

    def get_urls(self) -> list[URLPattern]:
        """One more address: a step of the review that asks for a reason."""
        options = self.opts
        view = self.admin_site.admin_view(self.step_view)
        name = f"{options.app_label}_{options.model_name}_step"
        return [path("<int:object_id>/step/<str:step>/", view, name=name), *super().get_urls()]

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is public, or waits for a reviewer, is changed by those alone who may publish it."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or may_edit(request.user, self.model, obj.review_status)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own drafts, and those of others if one may publish. Queries: 1 for a draft of others."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None or self.has_publish_permission(request):
            return True
        mine = first_revisions_by(request.user, self.model).filter(object_pk=obj.pk)
        return obj.review_status in EDITABLE_STATUSES and mine.exists()

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether such records may be published by whoever asks."""
        return may(request.user, "publish", self.model)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Whether such records may be withdrawn by whoever asks."""
        return may(request.user, "withdraw", self.model)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The form; a step that may not be taken is refused before anything is saved."""
        for step in REVIEW_STEPS.values():
            if f"_{step.name}" in request.POST and not may(request.user, step.permission, self.model):
                raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    # The form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Those of the screen, then where the record stands."""
        rows: list[Any] = [("status", "revision"), "note", ("created_at", "updated_at")]
        if issubclass(self.model, DatasetRecord):
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
        if issubclass(self.model, DatasetRecord) and len(curated) == 1:
            initial.setdefault("dataset", curated[0])
        return initial

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, with the steps that the record can take and its address in the API."""
        obj = kwargs.get("obj")
        if obj:
            context |= {
                "steps": [(step, self.step_url(obj, step)) for step in available_steps(obj, request.user)],
                "show_delete": not obj.first_published_at,
                "status": self.status(obj),
                "subtitle": obj.label,
            }
            if obj.review_status == ReviewStatus.PUBLISHED:
                context["api_url"] = f"/api/v1/{obj.COLLECTION.value}/{obj.slug}/"
        return super().render_change_form(request, context, *args, **kwargs)

    def response_after_save(self, request: HttpRequest, obj: models.Model, response: Any) -> Any:
        """After “Save and publish”: publish, or show first what there is to decide about it."""
        for step in REVIEW_STEPS.values():
            if f"_{step.name}" in request.POST and isinstance(obj, Record):
                fresh = type(obj)._base_manager.get(pk=obj.pk)
                reason = request.POST.get("change_reason", "").strip()
                preview = StepPreview(step, [fresh], request)
                if preview.needs_no_decision() and preview.apply(reason):
                    return HttpResponseRedirect(change_url(obj))
                said = f"Your changes are saved. Before it is {step.participle}, see what that takes."
                messages.warning(request, said)
                query = f"?{urlencode({'reason': reason})}" if reason else ""
                return HttpResponseRedirect(self.step_url(fresh, step) + query)
        return response

    # The list

    @admin.display(description="status", ordering="review_status")
    def status(self, obj: Record) -> SafeString:
        """The review status as a coloured word."""
        return status_badge(obj.review_status)

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

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Those of the screen, and whose records they are."""
        return [*super().get_list_filter(request), CreatedByMeFilter]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """The records that the list shows beside each."""
        names = {field.name for field in self.opts.fields if field.is_relation}
        return sorted(names & {*self.get_list_display(request)}) or False

    # The review

    @admin.action(description="Publish…", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Make the chosen records public, all or none."""
        return self._step_from_list(request, REVIEW_STEPS["publish"], queryset)

    @admin.action(description="Withdraw…", permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Take the chosen records back."""
        return self._step_from_list(request, REVIEW_STEPS["withdraw"], queryset)

    @admin.action(description="Hand in for review…", permissions=["change"])
    def hand_in(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Give the chosen drafts to a second person."""
        return self._step_from_list(request, REVIEW_STEPS["hand_in"], queryset)

    @admin.action(description="Reject…", permissions=["publish"])
    def reject(self, request: HttpRequest, queryset: models.QuerySet) -> Any:
        """Decide not to take the chosen records."""
        return self._step_from_list(request, REVIEW_STEPS["reject"], queryset)

    def _step_from_list(self, request: HttpRequest, step: ReviewStep, queryset: models.QuerySet) -> Any:
        """Take a step from the list."""
        records = list(queryset[: MAX_RECORDS_AT_ONCE + 1])
        if len(records) > MAX_RECORDS_AT_ONCE:
            said = f"Choose at most {MAX_RECORDS_AT_ONCE} records at once, so that you can look through them."
            messages.error(request, said)
            return None
        taken = HttpResponseRedirect(request.get_full_path())
        return self._step_page(request, step, records, reverse(self._changelist_url_name()), taken)

    def step_view(self, request: HttpRequest, object_id: int, step: str) -> HttpResponse:
        """Take a step from the form of one record."""
        obj = self.get_object(request, str(object_id))
        if obj is None or step not in REVIEW_STEPS:
            return HttpResponseRedirect(reverse(self._changelist_url_name()))
        if not may(request.user, REVIEW_STEPS[step].permission, self.model):
            raise PermissionDenied
        back = change_url(obj)
        return self._step_page(request, REVIEW_STEPS[step], [obj], back, HttpResponseRedirect(back))

    def _step_page(
        self,
        request: HttpRequest,
        step: ReviewStep,
        records: Sequence[Record],
        back: str,
        taken: HttpResponse,
    ) -> HttpResponse:
        """Take the step if it was looked through and confirmed; else show what it will do and ask why."""
        preview = StepPreview(step, records, request)
        reason = request.POST.get("reason", request.GET.get("reason", ""))
        if "confirmed" not in request.POST:
            preview.dry_run()
        elif not preview.is_current():
            preview.errors = ["Somebody changed it since this page was made. Look again at what is there."]
        elif preview.apply(reason):
            return taken
        context = {
            **self.admin_site.each_context(request),
            "title": step.title,
            "opts": self.opts,
            "media": self.media,
            "step": step,
            "records": preview.lines(records),
            "along": preview.lines(preview.dependencies),
            "refused": link_records(preview.errors),
            "lacking": preview.publication_errors(),
            "reason": reason,
            "back": back,
        }
        return TemplateResponse(request, "admin/events/review_step.html", context)

    def step_url(self, obj: Record, step: ReviewStep) -> str:
        """The address of a step of a record."""
        options = obj._meta
        name = f"{self.admin_site.name}:{options.app_label}_{options.model_name}_step"
        return reverse(name, args=[obj.pk, step.name])

    def _changelist_url_name(self) -> str:
        return f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_changelist"
