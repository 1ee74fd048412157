"""The field of an uncertain date: while one types, a line below says in words what it means."""

from typing import Any

from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from events.admin.date_text import explain_edtf


class EdtfInput(AdminTextInputWidget):
    """A date as an EDTF string; the script asks `explain_edtf_view` what it means."""

    class Media:
        css = {"all": ["events/form.css"]}
        js = ["events/form.js"]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """The field with the address that explains what is typed."""
        explained = {"data-reading": reverse("admin:events_event_date"), "autocomplete": "off"}
        return super().get_context(name, value, {**(attrs or {}), **explained})


def explain_edtf_view(modeladmin: Any, request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Say what the EDTF string `edtf` means, or what is wrong with it. Queries: 0."""
    return JsonResponse(explain_edtf(request.GET.get("edtf", "")))
