"""What every screen has in common: each write passes the write guard, and a refused one says why."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseRedirect

from events import changes
from events.actions.review_status import refuse_violations_in_changeset
from events.admin.autocomplete import AutocompleteAdmin, FormPage, autocomplete_view
from events.admin.doubts import doubt_lines, posted_answers
from events.admin.errors import CHANGE_ERRORS, Message, error_messages
from events.admin.form_blocks import ChildBlock
from events.admin.form_merge import FormSnapshot
from events.admin.forms import (
    RecordForm,
    expected_revisions,
    parse_revision_tokens,
    revision_token,
    revision_tokens,
)
from events.admin.labels import owner_records
from events.admin.pages import FeatureAdmin, FeatureView, change_url, curator
from events.admin.record_history import record_history_page
from events.admin.stale_submission import StaleSubmission, packed_snapshot
from events.entry_checks import RecordProblem
from events.models.record import AggregateMember, Record
from events.rights import may_edit


class TrackedAdmin(AutocompleteAdmin, FeatureAdmin):
    """A screen whose every write passes the write guard: one save, one transaction, one revision of a record.

    A page of a form is made by a copy of the registered object, whose `page` holds the state of the request.
    """

    form = RecordForm

    def for_request(self, request: HttpRequest) -> "TrackedAdmin":
        """A copy of this object that serves this request alone."""
        screen = copy(self)
        screen.page = FormPage(self.admin_site, request)
        return screen

    def get_features(self) -> list[FeatureView]:
        """Those of the screen, and one that answers autocomplete fields."""
        return [("choose/", "choose", autocomplete_view), *super().get_features()]

    # Writing

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """Show a form, or save what was posted; what is refused is shown again as it was typed."""
        screen = self.for_request(request)
        respond = partial(super(TrackedAdmin, screen).changeform_view, request, object_id, *args, **kwargs)
        return screen._save(request, object_id, respond) if request.method == "POST" else respond()

    def _save(self, request: HttpRequest, object_id: str | None, respond: Callable[[], Any]) -> Any:
        action = "edit" if object_id else "create"
        try:
            with self._buffered_messages() as buffered, _form_changeset(request, action) as (change, doubts):
                response = respond()
        except changes.StaleRecordError as error:
            return self._stale_response(request, object_id, respond, error_messages(error))
        except CHANGE_ERRORS as error:
            self.form_page.errors = error_messages(error)
            self.form_page.doubts = getattr(error, "doubts", [])
            return respond()
        if (saved_row := self.form_page.saved_row) is None:
            return response
        if change.first_seq or action == "create":
            for show_message in buffered:
                show_message()
            for doubt in doubts:
                warning = f"Doubtful: {doubt.problem} Publishing will ask about it."
                self.message_user(request, warning, messages.WARNING)
        else:
            self.message_user(request, "Nothing differs from what was there, so that no revision was made.")
        return self.response_after_save(request, saved_row, response)

    def _stale_response(
        self, request: HttpRequest, object_id: str | None, respond: Callable[[], Any], errors: list[Message]
    ) -> Any:
        """The form with what was typed on top of what others saved meanwhile."""
        submission = StaleSubmission(self, request, expected_revisions(request))
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is None or not self.has_change_permission(request, obj):
            return submission.unsaved_response(errors)
        differences = submission.merge(obj)
        self.form_page.errors = errors
        return submission.conflict_response(respond(), differences, errors)

    def response_after_save(self, request: HttpRequest, obj: models.Model, response: Any) -> Any:
        """What to answer after a save that is committed."""
        return response

    def message_user(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Show a message, but not before its change is committed: it may still be refused."""
        show = partial(super().message_user, request, *args, **kwargs)
        pending = self.page.pending_messages if self.page else None
        show() if pending is None else pending.append(show)

    @contextmanager
    def _buffered_messages(self) -> Iterator[list[Callable[[], None]]]:
        """Collect the messages of a change that is not committed yet."""
        pending: list[Callable[[], None]] = []
        self.form_page.pending_messages = pending
        try:
            yield pending
        finally:
            self.form_page.pending_messages = None

    @contextmanager
    def reporting(self, request: HttpRequest) -> Iterator[list[Message]]:
        """Show the messages of the change inside once it is committed, or why it was refused: the value."""
        errors: list[Message] = []
        with self._buffered_messages() as buffered:
            try:
                yield errors
            except CHANGE_ERRORS as error:
                errors += error_messages(error)
        for sentence in errors:
            messages.error(request, sentence)
        for show_message in () if errors else buffered:
            show_message()

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[RecordForm]:
        """The form, with the reasons why it was refused if it was."""
        form: Any = super().get_form(request, *args, **kwargs)
        form.save_errors = self.form_page.errors
        return form

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The inlines, which share the state of the page."""
        inlines: list[Any] = super().get_inline_instances(request, obj)
        for inline in inlines:
            inline.page = self.page
        return inlines

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, its values as it was opened, and its child rows as our templates show them."""
        obj = kwargs.get("obj")
        blocks, form = context["inline_admin_formsets"], context["adminform"].form
        snapshot = FormSnapshot(form, [(str(block.opts.verbose_name), block.formset) for block in blocks])
        if obj and not form.is_bound and "read_at" in form.fields:
            form.initial["read_at"] += f" {packed_snapshot(snapshot)}"
        response: Any = super().render_change_form(request, context, *args, **kwargs)
        response.context_data |= {
            "doubts": doubt_lines(request, self.form_page.doubts),
            "inline_admin_formsets": [ChildBlock(block) for block in blocks],
            "snapshot": snapshot,
        }
        return response

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Write the child rows of one kind, and the quotations that were added with them."""
        super().save_formset(request, form, formset, change)
        for child_form in formset.forms:
            if child_form not in formset.deleted_forms and hasattr(child_form, "save_quotation"):
                child_form.save_quotation()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the child rows, in the same change."""
        super().save_related(request, form, formsets, change)
        self.form_page.saved_row = form.instance

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A child row is changed by those who may change the records that it belongs to."""
        return super().has_change_permission(request, obj) and _may_edit_owners(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A child row is deleted by those who may change the records that it belongs to."""
        return super().has_delete_permission(request, obj) and _may_edit_owners(request, obj)

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Ask, then delete; what was public is withdrawn instead."""
        obj = self.get_object(request, unquote(object_id))
        if isinstance(obj, Record) and obj.created_at:
            refusal = f"“{obj.label}” has been public: withdraw it instead of deleting it."
            self.message_user(request, refusal, messages.ERROR)
            return HttpResponseRedirect(change_url(obj))
        if request.method != "POST" or obj is None:
            read_at = revision_token(obj) if isinstance(obj, AggregateMember) else ""
            return super().delete_view(request, object_id, {"read_at": read_at, **(extra_context or {})})
        screen = self.for_request(request)
        with screen.reporting(request) as errors, _form_changeset(request, "delete"):
            response = super(TrackedAdmin, screen).delete_view(request, object_id, extra_context)
        return HttpResponseRedirect(change_url(obj)) if errors else response

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete rows one by one, each by the rules of its own deletion. Raises: ValidationError."""
        if expected_revisions(request).keys() != parse_revision_tokens(revision_tokens(queryset)).keys():
            raise ValidationError("What was chosen is not what was shown: look at it again.")
        with _form_changeset(request, "delete"):
            for obj in queryset:
                self.delete_model(request, obj)

    def get_actions(self, request: HttpRequest) -> Any:
        """The actions of a list; deleting passes the write guard."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            actions["delete_selected"] = (_delete_selected, "delete_selected", "Delete")
        return actions

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Every revision of the record, or of the records that a child row belongs to."""
        return record_history_page(self, request, unquote(object_id))


@contextmanager
def _form_changeset(
    request: HttpRequest, action: str
) -> Iterator[tuple[changes.Change, list[RecordProblem]]]:
    """The change of a posted form, refused where it breaks a rule; with what is doubtful, once it is made."""
    user, expected = curator(request), expected_revisions(request)
    with changes.changeset(user, action, change_reason(request), expected=expected) as change:
        doubts: list[RecordProblem] = []
        yield change, doubts
        doubts += refuse_violations_in_changeset(posted_answers(request))


def change_reason(request: HttpRequest) -> str:
    """The reason that a posted form gives for its change."""
    return request.POST.get("change_reason", "").strip()


def _may_edit_owners(request: HttpRequest, obj: Any) -> bool:
    """Whether the user may edit the records that a child row belongs to; screens of records know more."""
    if obj is None or isinstance(obj, Record):
        return True
    return all(may_edit(request.user, type(owner), owner.review_status) for owner in owner_records(obj))


@admin.action(permissions=["delete"], description="Delete")
def _delete_selected(modeladmin: TrackedAdmin, request: HttpRequest, queryset: models.QuerySet) -> Any:
    screen = modeladmin.for_request(request)
    with screen.reporting(request) as errors, transaction.atomic():
        response: Any = delete_selected(screen, request, queryset)
    if errors:
        return None
    if response is not None:  # it asks first
        response.context_data["read_at"] = revision_tokens(queryset)
    return response
