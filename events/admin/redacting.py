"""Take a passage out of everything that is stored: see every place first, confirm by their number."""

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.actions.redact import Redaction, find_text, redact_text
from events.admin.errors import CHANGE_ERRORS, Message, error_messages
from events.admin.forms import MultilineCharField
from events.admin.pages import curator, feature_page, model_admin_url
from events.admin.record_links import link_records
from events.models import Revision

_MAX_SHOWN = 20


class PassageForm(forms.Form):
    """The passage; it travels in the body alone, so that no log keeps it."""

    text = MultilineCharField(
        label="Passage",
        widget=AdminTextareaWidget({"rows": 3}),
        help_text="The words as they stand, capitals included. Search for each spelling by itself.",
    )


class RedactionConfirmForm(forms.Form):
    """Why, and the number that shows that somebody looked."""

    public_reason = forms.CharField(
        max_length=1000,
        widget=AdminTextareaWidget({"rows": 2}),
        help_text="The public reads this in the feed of changes. Do not repeat the passage.",
    )
    reason = forms.CharField(
        max_length=1000,
        widget=AdminTextareaWidget({"rows": 2}),
        help_text="Kept in the history, never public. Do not repeat the passage here either.",
    )
    number = forms.IntegerField(
        label="Number of revisions",
        min_value=1,
        help_text="Type how many revisions it is taken out of, as told above, to confirm.",
    )


def redact_view(modeladmin: Any, request: HttpRequest) -> HttpResponse:
    """Show where a passage stands, and take it out of there once that is confirmed."""
    if not curator(request).is_superuser:
        raise PermissionDenied("Only a superuser may redact: what is taken out cannot be brought back.")
    posted = request.POST if request.method == "POST" else None
    passage, is_confirmed = PassageForm(posted), posted is not None and "_redact" in posted
    confirm = RedactionConfirmForm(posted if is_confirmed else None)
    redaction: Redaction | None = None
    errors: list[Message] = []
    text = passage.cleaned_data["text"] if posted is not None and passage.is_valid() else ""
    if text:
        try:
            redaction = find_text(text)
        except ValidationError as error:
            errors = error_messages(error)
    if redaction and is_confirmed and confirm.is_valid():
        errors = _apply_redaction(request, text, redaction, confirm.cleaned_data)
        if not errors:
            return HttpResponseRedirect(request.path)
    places = _place_links(redaction) if redaction else []
    context = {
        "passage": passage,
        "confirm": confirm,
        "redaction": redaction,
        "places": places[:_MAX_SHOWN],
        "more_places": places[_MAX_SHOWN:],
        "left": sorted(redaction.remaining_ids) if redaction else [],
        "mark": _passage_digest(text) if redaction else "",
        "refused": errors,
        "back": model_admin_url(Revision, "changelist"),
    }
    return feature_page(modeladmin, request, "redact.html", "Redact", **context)


def _apply_redaction(
    request: HttpRequest, text: str, redaction: Redaction, confirmed: dict[str, Any]
) -> list[Message]:
    """Take it out and say so, or return why not."""
    if request.POST.get("mark") != _passage_digest(text):
        return ["The passage was changed after its places were shown. Look at them before you confirm."]
    if confirmed["number"] != redaction.revisions:
        return [f"It stands in {redaction.revisions} revisions, not in {confirmed['number']}. Look again."]
    public_reason, reason = confirmed["public_reason"].strip(), confirmed["reason"].strip()
    try:
        done = redact_text(text, curator(request), public_reason, reason)
    except CHANGE_ERRORS as error:
        return error_messages(error)
    revisions, records = done.revisions, len(done.records)
    messages.success(request, f"It is taken out of {revisions} revisions of {records} records, for good.")
    if done.remaining_ids:
        messages.warning(request, f"These ids still spell it: {', '.join(sorted(done.remaining_ids))}.")
    return []


def _place_links(redaction: Redaction) -> list[SafeString]:
    """The places with links to their records. Queries: 1 for each collection."""
    places = [place.partition(", ") for place in redaction.occurrences]
    names = sorted({name for name, _, _ in places})
    links = dict(zip(names, link_records(names), strict=True))
    return [format_html("{}, {}", links[name], where) for name, _, where in places]


def _passage_digest(text: str) -> str:
    """A digest by which the page knows of which passage it showed the places."""
    return sha256(text.encode()).hexdigest()
