"""What every screen has in common: each write passes the door, and what is refused is said."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLPattern, path

from events import changes
from events.actions import refuse_violations_in_changeset
from events.admin.admin_urls import change_url
from events.admin.autocomplete import AutocompleteAdmin, AutocompleteView
from events.admin.errors import CHANGE_ERRORS, error_messages
from events.admin.form_merge import FormSnapshot
from events.admin.forms import (
    RecordForm,
    expected_revisions,
    parse_revision_tokens,
    revision_token,
    revision_tokens,
)
from events.admin.record_history import record_history_page
from events.admin.stale_submission import StaleSubmission, packed_snapshot
from events.models.record import AggregateMember, Record
from events.rights import may_edit


class TrackedAdmin(AutocompleteAdmin, admin.ModelAdmin):
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
        view = self.admin_site.admin_view(AutocompleteView.as_view(admin_site=self.admin_site))
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
        reason = request.POST.get("change_reason", "").strip()
        action = "edit" if object_id else "create"
        read = expected_revisions(request)
        with _buffer_messages(request) as held:
            try:
                with changes.changeset(_curator(request), action, reason, expected=read) as change:
                    response = super().changeform_view(request, object_id, form_url, extra_context)
                    refuse_violations_in_changeset()
            except changes.StaleRecordError as error:
                stale = StaleSubmission(self, request, read)
                refused = error_messages(error)
                obj = self.get_object(request, unquote(object_id)) if object_id else None
                if obj is None or not self.has_change_permission(request, obj):
                    return stale.unsaved_response(refused)
                differences = stale.merge(obj)
                vars(request)["save_errors"] = refused
                response = super().changeform_view(request, object_id, form_url, extra_context)
                return stale.conflict_response(response, vars(request)["form_snapshot"], differences, refused)
            except CHANGE_ERRORS as error:
                vars(request)["save_errors"] = error_messages(error)
                return super().changeform_view(request, object_id, form_url, extra_context)
        saved = vars(request).get("saved")
        if saved is None:
            return response
        if change.first_seq or action == "create":
            for message in held:
                super().message_user(request, *message)
        else:
            self.message_user(request, "Nothing differs from what was there, so that no revision was made.")
        return self.response_after_save(request, saved, response)

    def response_after_save(self, request: HttpRequest, obj: models.Model, response: Any) -> Any:
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
        form.save_errors = vars(request).get("save_errors", [])
        return form

    def render_change_form(
        self,
        request: HttpRequest,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        """The form; it carries along what it held when it was opened."""
        blocks = context["inline_admin_formsets"]
        form: Any = context["adminform"].form
        snapshot = FormSnapshot(form, [(str(one.opts.verbose_name), one.formset) for one in blocks])
        vars(request)["form_snapshot"] = snapshot
        if obj and not form.is_bound and "read_at" in form.fields:
            form.initial["read_at"] += f" {packed_snapshot(snapshot)}"
        return super().render_change_form(request, context, add, change, form_url, obj)

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

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A part is changed by those who may change what it belongs to. Queries: 1 for each of these."""
        return super().has_change_permission(request, obj) and self._may_edit_owners(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A part is deleted by those who may change what it belongs to."""
        return super().has_delete_permission(request, obj) and self._may_edit_owners(request, obj)

    def _may_edit_owners(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None or isinstance(obj, Record):
            return True  # screens of records know more
        held = vars(request).setdefault("may_edit_owners", {})
        if obj not in held:
            held[obj] = all(
                may_edit(request.user, model, status)
                for model, pk in obj.owners()
                for status in model._base_manager.filter(pk=pk).values_list("review_status", flat=True)
            )
        return bool(held[obj])

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask, then delete; what was public is withdrawn instead."""
        obj = self.get_object(request, unquote(object_id))
        if isinstance(obj, Record) and obj.first_published_at:
            said = f"“{obj.label}” has been public: withdraw it instead of deleting it."
            self.message_user(request, said, messages.ERROR)
            return HttpResponseRedirect(change_url(obj))
        if request.method != "POST" or obj is None:
            context = {
                "read_at": revision_token(obj) if isinstance(obj, AggregateMember) else "",
                **(extra_context or {}),
            }
            return super().delete_view(request, object_id, context)
        reason = request.POST.get("change_reason", "").strip()
        with (
            _report_after_commit(self, request) as refused,
            changes.changeset(_curator(request), "delete", reason, expected=expected_revisions(request)),
        ):
            response = super().delete_view(request, object_id, extra_context)
            refuse_violations_in_changeset()
        return HttpResponseRedirect(change_url(obj)) if refused else response

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete several, one by one, so that each is asked whether it may go. Raises: ValidationError."""
        reason = request.POST.get("change_reason", "").strip()
        seen = expected_revisions(request)
        if seen.keys() != parse_revision_tokens(revision_tokens(queryset)).keys():
            raise ValidationError("What was chosen is not what was shown: look at it again.")
        with changes.changeset(_curator(request), "delete", reason, expected=seen):
            for obj in queryset:
                self.delete_model(request, obj)
            refuse_violations_in_changeset()

    def get_actions(self, request: HttpRequest) -> Any:
        """The actions of a list; deleting goes through the door."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (_delete_selected, "delete_selected", "Delete")
        return actions

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Every revision of the record, or of the record that a part belongs to."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return record_history_page(self, request, obj)


def _curator(request: HttpRequest) -> Any:
    return request.user  # a curator: the site lets nobody else in


@contextmanager
def _buffer_messages(request: HttpRequest) -> Iterator[list[tuple[Any, ...]]]:
    """Keep what `message_user` is given, until the door has closed."""
    held: list[tuple[Any, ...]] = []
    vars(request)["held_messages"] = held
    try:
        yield held
    finally:
        vars(request).pop("held_messages")


@contextmanager
def _report_after_commit(modeladmin: Any, request: HttpRequest) -> Iterator[list[Any]]:
    """Say what was done once the door has closed, or why it was refused, which the list then holds."""
    refused: list[Any] = []
    with _buffer_messages(request) as held:
        try:
            yield refused
        except CHANGE_ERRORS as error:
            refused += error_messages(error)
    for sentence in refused:
        messages.error(request, sentence)
    for message in () if refused else held:
        modeladmin.message_user(request, *message)


@admin.action(permissions=["delete"], description="Delete")
def _delete_selected(modeladmin: Any, request: HttpRequest, queryset: models.QuerySet) -> Any:
    with _report_after_commit(modeladmin, request) as refused, transaction.atomic():
        response: Any = delete_selected(modeladmin, request, queryset)
    if refused:
        return None
    if response is not None:  # it asks first
        response.context_data["read_at"] = revision_tokens(queryset)
    return response
