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
from events.actions import refuse_unsound_records
from events.admin.addresses import change_address
from events.admin.choose import ChooseView, ChoosingAdmin
from events.admin.forms import RecordForm, expected, read_at, read_at_all, revisions_in
from events.admin.refusals import REFUSALS, sentences
from events.admin.stale import Stale, opened_as
from events.admin.timeline import timeline
from events.admin.versions import Sheet
from events.models.record import Record, Rooted
from events.rights import may_edit


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
        reason = request.POST.get("change_reason", "").strip()
        action = "edit" if object_id else "create"
        read = expected(request)
        with _held_back(request) as held:
            try:
                with changes.record(_user(request), action, reason, expected=read) as change:
                    response = super().changeform_view(request, object_id, form_url, extra_context)
                    refuse_unsound_records()
            except changes.StaleRecordError as error:
                stale = Stale(self, request, read)
                refused = sentences(error)
                obj = self.get_object(request, unquote(object_id)) if object_id else None
                if obj is None or not self.has_change_permission(request, obj):
                    return stale.unsaved(refused)
                gaps = stale.merge(obj)
                vars(request)["refused"] = refused
                response = super().changeform_view(request, object_id, form_url, extra_context)
                return stale.show(response, vars(request)["sheet"], gaps, refused)
            except REFUSALS as error:
                vars(request)["refused"] = sentences(error)
                return super().changeform_view(request, object_id, form_url, extra_context)
        saved = vars(request).get("saved")
        if saved is None:
            return response
        if change.first_seq or action == "create":
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
        sheet = Sheet(form, [(str(one.opts.verbose_name), one.formset) for one in blocks])
        vars(request)["sheet"] = sheet
        if obj and not form.is_bound and "read_at" in form.fields:
            form.initial["read_at"] += f" {opened_as(sheet)}"
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
        return super().has_change_permission(request, obj) and self._may_edit_roots(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A part is deleted by those who may change what it belongs to."""
        return super().has_delete_permission(request, obj) and self._may_edit_roots(request, obj)

    def _may_edit_roots(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None or isinstance(obj, Record):
            return True  # screens of records know more
        held = vars(request).setdefault("may_edit_roots", {})
        if obj not in held:
            held[obj] = all(
                may_edit(request.user, model, status)
                for model, pk in obj.roots()
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
            return HttpResponseRedirect(change_address(obj))
        if request.method != "POST" or obj is None:
            context = {"read_at": read_at(obj) if isinstance(obj, Rooted) else "", **(extra_context or {})}
            return super().delete_view(request, object_id, context)
        reason = request.POST.get("change_reason", "").strip()
        with (
            _told_once_done(self, request) as refused,
            changes.record(_user(request), "delete", reason, expected=expected(request)),
        ):
            response = super().delete_view(request, object_id, extra_context)
            refuse_unsound_records()
        return HttpResponseRedirect(change_address(obj)) if refused else response

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete several, one by one, so that each is asked whether it may go. Raises: ValidationError."""
        reason = request.POST.get("change_reason", "").strip()
        seen = expected(request)
        if seen.keys() != revisions_in(read_at_all(queryset)).keys():
            raise ValidationError("What was chosen is not what was shown: look at it again.")
        with changes.record(_user(request), "delete", reason, expected=seen):
            for obj in queryset:
                self.delete_model(request, obj)
            refuse_unsound_records()

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
        return timeline(self, request, obj)


def _user(request: HttpRequest) -> Any:
    return request.user  # a curator: the site lets nobody else in


@contextmanager
def _held_back(request: HttpRequest) -> Iterator[list[tuple[Any, ...]]]:
    """Keep what `message_user` is given, until the door has closed."""
    held: list[tuple[Any, ...]] = []
    vars(request)["held_messages"] = held
    try:
        yield held
    finally:
        vars(request).pop("held_messages")


@contextmanager
def _told_once_done(modeladmin: Any, request: HttpRequest) -> Iterator[list[Any]]:
    """Say what was done once the door has closed, or why it was refused, which the list then holds."""
    refused: list[Any] = []
    with _held_back(request) as held:
        try:
            yield refused
        except REFUSALS as error:
            refused += sentences(error)
    for sentence in refused:
        messages.error(request, sentence)
    for message in () if refused else held:
        modeladmin.message_user(request, *message)


@admin.action(permissions=["delete"], description="Delete")
def _delete_selected(modeladmin: Any, request: HttpRequest, queryset: models.QuerySet) -> Any:
    with _told_once_done(modeladmin, request) as refused, transaction.atomic():
        response: Any = delete_selected(modeladmin, request, queryset)
    if refused:
        return None
    if response is not None:  # it asks first
        response.context_data["read_at"] = read_at_all(queryset)
    return response
