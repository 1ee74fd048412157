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
from events.admin.addresses import page_of
from events.admin.forms import Words
from events.admin.refusals import REFUSALS, Sentence, sentences
from events.admin.review import linked
from events.models import Revision

_AT_A_GLANCE = 20


class PassageForm(forms.Form):
    """The passage; it travels in the body alone, so that no log keeps it."""

    text = Words(
        label="Passage",
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="The words as they stand, capitals included. Search for each spelling by itself.",
    )


class ConfirmForm(forms.Form):
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
    refused: list[Sentence] = []
    confirm = ConfirmForm(posted if confirmed else None)
    if posted is not None and passage.is_valid():
        text = passage.cleaned_data["text"]
        try:
            found = find_text(text)
        except ValidationError as error:
            refused = sentences(error)
    if found and confirmed and posted and confirm.is_valid():
        refused = _redacted(request, text, found, confirm.cleaned_data)
        if not refused:
            return HttpResponseRedirect(redact_address())
    places = _places(found) if found else []
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Redact",
        "opts": modeladmin.opts,
        "media": modeladmin.media,
        "passage": passage,
        "confirm": confirm,
        "found": found,
        "places": places[:_AT_A_GLANCE],
        "more_places": places[_AT_A_GLANCE:],
        "left": sorted(found.left) if found else [],
        "mark": _mark(passage.cleaned_data["text"]) if found else "",
        "refused": refused,
        "back": page_of(Revision, "changelist"),
    }
    return TemplateResponse(request, "admin/events/redact.html", context)


def redact_address() -> str:
    """The page that redacts."""
    return reverse("admin:events_revision_redact")


def _redacted(request: HttpRequest, text: str, found: Redaction, given: dict[str, Any]) -> list[Sentence]:
    """Take it out and say so, or return why not."""
    if request.POST.get("mark") != _mark(text):
        return ["The passage was changed after its places were shown. Look at them before you confirm."]
    if given["number"] != found.revisions:
        return [f"It stands in {found.revisions} revisions, not in {given['number']}. Look again."]
    user: Any = request.user
    try:
        done = redact_text(text, user, given["public_reason"].strip(), given["reason"].strip())
    except REFUSALS as error:
        return sentences(error)
    revisions, records = done.revisions, len(done.records)
    messages.success(request, f"It is taken out of {revisions} revisions of {records} records, for good.")
    if done.left:
        messages.warning(request, f"These ids still spell it: {', '.join(sorted(done.left))}.")
    return []


def _places(found: Redaction) -> list[SafeString]:
    """The places with links to their records. Queries: 1 for each collection."""
    told = [place.partition(", ") for place in found.places]
    names = sorted({name for name, _, _ in told})
    links = dict(zip(names, linked(names), strict=True))
    return [format_html("{}, {}", links[name], where) for name, _, where in told]


def _mark(text: str) -> str:
    """By what the page knows which passage it showed the places of."""
    return sha256(text.encode()).hexdigest()
