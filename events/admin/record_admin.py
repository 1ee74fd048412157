"""What the screens of records have in common: the list, the form, and the features that stand beside them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.actions.merge import MERGEABLE_COLLECTIONS
from events.admin.date_text import bounds_sentence, edtf_with_tooltip
from events.admin.duplicate_review import duplicates_view
from events.admin.lists import (
    CreatedByMeFilter,
    MissingFilter,
    first_revisions_by,
    missing_words,
    with_counts,
)
from events.admin.merging import may_merge, may_merge_some, merge_two, merge_view
from events.admin.pages import FeatureView, model_admin_url
from events.admin.review_steps import (
    REVIEW_STEPS,
    STEP_ACTIONS,
    status_badge,
    step_after_save,
    step_view,
)
from events.admin.tracked_admin import TrackedAdmin, change_reason
from events.choices import DatasetKind, ReviewStatus
from events.duplicates import SEARCHED_COLLECTIONS
from events.models import Dataset
from events.models.record import DatasetRecord, Record
from events.pages.addresses import record_address
from events.rights import EDITABLE_STATUSES, may, may_edit


class RecordAdmin(TrackedAdmin):
    """A screen of records with a public id, a review status and a history."""

    actions = [*STEP_ACTIONS, merge_two]
    ordering = ["slug"]
    missing_labels: ClassVar[Mapping[str, str]] = {}
    """What a record should have, columns or relations, and what the list says of one that has none."""
    counted_relations: ClassVar[Sequence[str]] = ()
    """Further relations whose rows are counted for columns of the list, as `<relation>_count`."""
    list_prefetch_related: ClassVar[Sequence[str]] = ()
    """Relations that columns of the list show."""

    class Media:
        css = {"all": ["events/list.css"]}

    def get_features(self) -> list[FeatureView]:
        """Those of the screen, the steps of the review, merging and the search for duplicates."""
        features: list[FeatureView] = [*super().get_features()]
        features.append(("<int:object_id>/step/<str:step>/", "step", step_view))
        if self.model.COLLECTION in MERGEABLE_COLLECTIONS:
            features.append(("<int:object_id>/merge/", "merge", merge_view))
        if self.model.COLLECTION in SEARCHED_COLLECTIONS:
            features.append(("duplicates/", "duplicates", duplicates_view))
        return features

    def view_on_site(self, obj: Any) -> str | None:
        """The page of a published record."""
        is_public = obj.review_status == ReviewStatus.PUBLISHED
        return record_address(self.model.COLLECTION.value, obj.slug) if is_public else None

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is public, or waits for a reviewer, is changed by those alone who may publish it."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or may_edit(request.user, self.model, obj.review_status))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own drafts, and those of others if one may publish. Queries: 1 for a draft of others."""
        if not super().has_delete_permission(request, obj):
            return False
        if obj is None or self.has_publish_permission(request):
            return True
        own = first_revisions_by(request.user, self.model).filter(object_pk=obj.pk)
        return obj.review_status in EDITABLE_STATUSES and own.exists()

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Whether the user may publish such records."""
        return may(request.user, "publish", self.model)

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Whether the user may withdraw such records."""
        return may(request.user, "withdraw", self.model)

    def has_merge_permission(self, request: HttpRequest) -> bool:
        """Whether the user may merge such records."""
        return may_merge_some(request.user, self.model)

    # The form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form; a step that the user may not take is refused before anything is saved."""
        for step in REVIEW_STEPS.values():
            if f"_{step.name}" in request.POST and not may(request.user, step.permission, self.model):
                raise PermissionDenied
        return super().changeform_view(request, *args, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Those of the screen, then the review status and the dataset of the record."""
        rows: list[Any] = [("status", "revision"), "note", ("created_at", "updated_at")]
        if issubclass(self.model, DatasetRecord):
            rows.insert(1, "dataset")
        if obj and obj.review_status == ReviewStatus.WITHDRAWN:
            rows.insert(1, "withdrawn_reason")
        return [*(self.fieldsets or []), ("The record", {"fields": rows})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Those of the screen, and all that a change or the review sets; an id once it was public."""
        fixed = ["status", "revision", "withdrawn_reason", "created_at", "updated_at"]
        if obj and obj.created_at:
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
        """The form, with the addresses of the features that the record is open to."""
        obj = kwargs.get("obj")
        if obj:
            is_public = obj.review_status == ReviewStatus.PUBLISHED
            merge_url = model_admin_url(self.model, "merge", obj.pk) if may_merge(self, request, obj) else ""
            steps = [step for step in REVIEW_STEPS.values() if step.is_open_to(request.user, obj)]
            context |= {
                "steps": [(step, model_admin_url(self.model, "step", obj.pk, step.name)) for step in steps],
                "show_delete": not obj.created_at,
                "status": self.status(obj),
                "subtitle": obj.label,
                "merge_url": merge_url,
                "api_url": f"/api/v1/{obj.COLLECTION.value}/{obj.slug}/" if is_public else "",
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def response_after_save(self, request: HttpRequest, obj: models.Model, response: Any) -> Any:
        """After “Save and publish” and its like, the step."""
        for step in REVIEW_STEPS.values():
            if f"_{step.name}" in request.POST:
                saved_record = self.model._base_manager.get(pk=obj.pk)
                return step_after_save(request, saved_record, step, change_reason(request))
        return response

    @admin.display(description="bounds")
    def bounds(self, obj: Any) -> str:
        """The bounds of its time, in words."""
        return bounds_sentence(obj) if obj.pk else ""

    # The list

    def get_list_filter(self, request: HttpRequest) -> Any:
        """By review status and what is missing, those of the screen, and by whose records they are."""
        return ["review_status", MissingFilter, *super().get_list_filter(request), CreatedByMeFilter]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        """The records that the list shows beside each."""
        names = {field.name for field in self.opts.fields if field.is_relation}
        return sorted(names & {*self.get_list_display(request)}) or False

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The list with the counts of the rows of its page, for no others.

        Of several pages the keys are found first: to go far back, the database sorts keys and not whole rows.
        Queries: 1, 1 more where there are several pages, 1 for each relation of `list_prefetch_related`.
        """
        changelist: Any = super().get_changelist_instance(request)
        names = {*self.missing_labels, *self.counted_relations}
        rows = with_counts(changelist.queryset.prefetch_related(*self.list_prefetch_related), names)
        if changelist.multi_page and not changelist.show_all:
            keys = list(changelist.result_list.values_list("pk", flat=True))
            by_key = rows.order_by().in_bulk(keys)
            # A row that was deleted between the two queries is left out.
            changelist.result_list = [by_key[key] for key in keys if key in by_key]
        else:
            changelist.result_list = rows
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, with a link to the records that may be duplicates."""
        is_searched = self.model.COLLECTION in SEARCHED_COLLECTIONS
        duplicates_url = model_admin_url(self.model, "duplicates") if is_searched else ""
        return super().changelist_view(request, {"duplicates_url": duplicates_url, **(extra_context or {})})

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

    @admin.display(description="missing")
    def missing(self, obj: Record) -> SafeString:
        """What it lacks, in short words."""
        return missing_words(obj, self.missing_labels)

    @admin.display(description="date", ordering="start_earliest")
    def when(self, obj: Any) -> SafeString | str:
        """Its date, as EDTF; the tooltip says in words what it means."""
        return edtf_with_tooltip(obj.date_edtf, obj.bounds)
