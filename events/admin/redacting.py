"""Take a passage out of everything that is kept: see every place first, confirm by their number."""

from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.actions import Redaction, find_text, redact_text
from events.admin.admin_urls import model_admin_url
from events.admin.errors import CHANGE_ERRORS, Message, error_messages
from events.admin.forms import MultilineCharField
from events.admin.review_steps import link_records
from events.models import Revision

_MAX_SHOWN = 20


class PassageForm(forms.Form):
    """The passage; it travels in the body alone, so that no log keeps it."""

    text = MultilineCharField(
        label="Passage",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="The words as they stand, capitals included. Search for each spelling by itself.",
    )


class RedactionConfirmForm(forms.Form):
    """Why, and the number that shows that somebody looked."""

    public_reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="The public reads this in the feed of changes. Do not repeat the passage.",
    )
    reason = forms.CharField(
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="Kept in the history, never public. Do not repeat the passage here either.",
    )
    number = forms.IntegerField(
        label="Number of revisions",
        min_value=1,
        help_text="Type how many revisions it is taken out of, as told above, to confirm.",
    )


def redact_view(modeladmin: Any, request: HttpRequest) -> HttpResponse:
    """Show where a passage stands, and take it out of there once that is confirmed."""
    user: Any = request.user  # a curator: the site lets nobody else in
    if not user.is_superuser:
        raise PermissionDenied("Only a superuser may redact: what is taken out cannot be brought back.")
    posted = request.POST if request.method == "POST" else None
    passage, confirmed = PassageForm(posted), posted is not None and "_redact" in posted
    found: Redaction | None = None
    refused: list[Message] = []
    confirm = RedactionConfirmForm(posted if confirmed else None)
    if posted is not None and passage.is_valid():
        text = passage.cleaned_data["text"]
        try:
            found = find_text(text)
        except ValidationError as error:
            refused = error_messages(error)
    if found and confirmed and posted and confirm.is_valid():
        refused = _apply_redaction(request, text, found, confirm.cleaned_data)
        if not refused:
            return HttpResponseRedirect(redact_url())
    places = _place_links(found) if found else []
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Redact",
        "opts": modeladmin.opts,
        "media": modeladmin.media,
        "passage": passage,
        "confirm": confirm,
        "found": found,
        "places": places[:_MAX_SHOWN],
        "more_places": places[_MAX_SHOWN:],
        "left": sorted(found.remaining_ids) if found else [],
        "mark": _passage_digest(passage.cleaned_data["text"]) if found else "",
        "refused": refused,
        "back": model_admin_url(Revision, "changelist"),
    }
    return TemplateResponse(request, "admin/events/redact.html", context)


def redact_url() -> str:
    """The page that redacts."""
    return reverse("admin:events_revision_redact")


def _apply_redaction(
    request: HttpRequest, text: str, found: Redaction, given: dict[str, Any]
) -> list[Message]:
    """Take it out and say so, or return why not."""
    if request.POST.get("mark") != _passage_digest(text):
        return ["The passage was changed after its places were shown. Look at them before you confirm."]
    if given["number"] != found.revisions:
        return [f"It stands in {found.revisions} revisions, not in {given['number']}. Look again."]
    user: Any = request.user
    try:
        done = redact_text(text, user, given["public_reason"].strip(), given["reason"].strip())
    except CHANGE_ERRORS as error:
        return error_messages(error)
    revisions, records = done.revisions, len(done.records)
    messages.success(request, f"It is taken out of {revisions} revisions of {records} records, for good.")
    if done.remaining_ids:
        messages.warning(request, f"These ids still spell it: {', '.join(sorted(done.remaining_ids))}.")
    return []


def _place_links(found: Redaction) -> list[SafeString]:
    """The places with links to their records. Queries: 1 for each collection."""
    told = [place.partition(", ") for place in found.occurrences]
    names = sorted({name for name, _, _ in told})
    links = dict(zip(names, link_records(names), strict=True))
    return [format_html("{}, {}", links[name], where) for name, _, where in told]


def _passage_digest(text: str) -> str:
    """By what the page knows which passage it showed the places of."""
    return sha256(text.encode()).hexdigest()
