"""The page of a review step: it shows what the step will do, asks for a reason, and takes the step."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from events.actions import MAX_RECORDS_AT_ONCE
from events.admin.admin_urls import change_url, model_admin_url
from events.admin.feature_views import feature_page
from events.admin.review_steps import REVIEW_STEPS, ReviewStep, StepPreview, link_records
from events.models.record import Record
from events.rights import may


def step_url(record: Record, step: ReviewStep) -> str:
    """The page of a step of a record."""
    return model_admin_url(type(record), "step", record.pk, step.name)


def step_view(modeladmin: Any, request: HttpRequest, object_id: int, step: str) -> HttpResponse:
    """Take a step from the form of one record."""
    record = modeladmin.get_object(request, str(object_id))
    if record is None or step not in REVIEW_STEPS:
        return HttpResponseRedirect(model_admin_url(modeladmin.model, "changelist"))
    if not may(request.user, REVIEW_STEPS[step].permission, modeladmin.model):
        raise PermissionDenied
    back = change_url(record)
    return _step_page(modeladmin, request, REVIEW_STEPS[step], [record], back, back)


def _step_action(step: ReviewStep) -> Any:
    """The action of a list that takes a step with the records that are ticked, all or none."""

    @admin.action(permissions=[step.permission], description=f"{step.title}…")
    def take_step(modeladmin: Any, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        records = list(queryset[: MAX_RECORDS_AT_ONCE + 1])
        if len(records) > MAX_RECORDS_AT_ONCE:
            limit = (
                f"Choose at most {MAX_RECORDS_AT_ONCE} records at once, so that you can look through them."
            )
            messages.error(request, limit)
            return None
        back = model_admin_url(modeladmin.model, "changelist")
        return _step_page(modeladmin, request, step, records, back, request.get_full_path())

    take_step.__name__ = step.name
    return take_step


STEP_ACTIONS = [_step_action(step) for step in REVIEW_STEPS.values()]


def step_after_save(request: HttpRequest, record: Record, step: ReviewStep, reason: str) -> HttpResponse:
    """Take a step with a record that was just saved, or show first what there is to decide about it."""
    preview = StepPreview(step, [record], request)
    if preview.needs_no_decision() and preview.apply(reason):
        return HttpResponseRedirect(change_url(record))
    warning = f"Your changes are saved. Before it is {step.participle}, see what that takes."
    messages.warning(request, warning)
    query = f"?{urlencode({'reason': reason})}" if reason else ""
    return HttpResponseRedirect(step_url(record, step) + query)


def _step_page(
    modeladmin: Any,
    request: HttpRequest,
    step: ReviewStep,
    records: Sequence[Record],
    back: str,
    next_url: str,
) -> HttpResponse:
    """Take the step if it was looked through and confirmed; else show what it will do and ask why."""
    preview = StepPreview(step, records, request)
    reason = request.POST.get("reason", request.GET.get("reason", ""))
    if "confirmed" not in request.POST:
        preview.dry_run()
    elif not preview.is_current():
        preview.errors = ["Somebody changed it since this page was made. Look again at what is there."]
    elif preview.apply(reason):
        return HttpResponseRedirect(next_url)
    return feature_page(
        modeladmin,
        request,
        "review_step.html",
        step.title,
        step=step,
        records=preview.lines(records),
        along=preview.lines(preview.dependencies),
        refused=link_records(preview.errors),
        lacking=preview.publication_errors(),
        reason=reason,
        back=back,
    )
