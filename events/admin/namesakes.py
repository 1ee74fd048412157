"""Namesakes on the form of an actor or a place: the same, or another, which is remembered for the pair."""

from typing import Any

from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect

from events import duplicates
from events.admin.pages import change_url, curator, model_admin_url
from events.admin.record_admin import RecordAdmin

_SAME, _OTHERS = "_same", "namesakes_are_others"
_REASON = "Told apart when it was entered."


class NamedRecordAdmin(RecordAdmin):
    """A screen of records that a name must tell apart: whoever enters one is told of its namesakes, once."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> Any:
        """The form; “the same” saves nothing, and goes on with the record that is there."""
        key = request.POST.get(_SAME, "")
        row = self.get_object(request, key) if key else None
        if row is None or not self.has_view_permission(request, row):
            return super().changeform_view(request, object_id, *args, **kwargs)
        if object_id:
            return HttpResponseRedirect(f"{model_admin_url(self.model, 'merge', object_id)}?into={row.pk}")
        self.message_user(request, f"Nothing was added: “{row.label}” is here already.")
        if IS_POPUP_VAR in request.POST:
            return self.for_request(request).response_add(request, row)
        return HttpResponseRedirect(change_url(row))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Write the child rows; where a name is new, refuse until its namesakes are told from it.

        Raises: ValidationError.
        """
        super().save_related(request, form, formsets, change)
        names = next((one for one in formsets if one.prefix == "names"), None)
        if change and "name" not in form.changed_data and not (names and names.has_changed()):
            return
        found = duplicates.find_namesakes(form.instance)
        self.form_page.namesakes = found
        others = set(request.POST.get(_OTHERS, "").split())
        if {str(namesake.record.pk) for namesake in found} - others:
            raise ValidationError("There is one of that name. Say whether it is the same or another.")

    def response_after_save(self, request: HttpRequest, obj: Any, response: Any) -> Any:
        """After a save, remember for each pair that the two are others."""
        for namesake in self.form_page.namesakes:
            duplicates.mark_not_duplicate(obj, namesake.record, curator(request), _REASON)
        return super().response_after_save(request, obj, response)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        """The form, with the namesakes for which it was refused."""
        namesakes = [(namesake, change_url(namesake.record)) for namesake in self.form_page.namesakes]
        context |= {
            "namesakes": namesakes,
            "namesake_keys": " ".join(str(namesake.record.pk) for namesake, _ in namesakes),
            "told_apart": _OTHERS in request.POST,
        }
        return super().render_change_form(request, context, *args, **kwargs)
