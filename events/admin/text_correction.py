"""Correct the text of a quoted article: see where everything would stand, decide on what is lost."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from events.actions import Anchor, TextCorrection, correct_text, plan_correction
from events.admin.admin_urls import change_url
from events.admin.errors import CHANGE_ERRORS, error_messages
from events.admin.forms import MultilineCharField, normalize_text
from events.admin.reading_pane import QuotationTarget
from events.models import Article, ArticlePart, Evidence
from events.rules.text import Offsets, nearest_passages, quotation_offsets

REMOVE_CHOICE, QUOTE_CHOICE = "remove", "quote"
_OFFSETS = re.compile(r"(\d+)-(\d+)")


class TextCorrectionForm(forms.Form):
    """The corrected text, why it is corrected, and the revision that it was read at."""

    text = MultilineCharField(
        strip=False,
        label="Corrected text",
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        help_text="The whole text to the letter as the source has it: mend what went wrong in copying, never "
        "what the source itself got wrong.",
    )
    change_reason = forms.CharField(
        label="Why", max_length=1000, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)


@dataclass
class PassageDecision:
    """One passage in the preview."""

    anchor: Anchor
    text: str
    data: Any
    """What was posted."""

    @property
    def what(self) -> str:
        """What it is, in words."""
        row = self.anchor.row
        if isinstance(row, Evidence):
            rest = QuotationTarget(row, belongs_to_form=False)
            return f"{rest.words} of {rest.owner.label}" if rest.owner else rest.words
        return f"{row._meta.verbose_name}: {row.get_kind_display().lower()}"

    @property
    def url(self) -> str:
        """The form of what rests on it."""
        row = self.anchor.row
        return QuotationTarget(row, belongs_to_form=False).url if isinstance(row, Evidence) else ""

    @property
    def suggestions(self) -> list[tuple[str, str]]:
        """Passages of the new text that may be meant."""
        if isinstance(self.anchor.row, ArticlePart):
            return []
        near = nearest_passages(self.text, self.anchor.words)
        # The same words at a place that is another's, or at several, are for people to judge.
        near += [place for place in quotation_offsets(self.text, self.anchor.words) if place not in near][:3]
        return [(f"{start}-{end}", self.text[start:end]) for start, end in near]

    @property
    def decision(self) -> str:
        """What was chosen; a lost part goes unless somebody says otherwise: it can be proposed anew."""
        given: str = self.data.get(f"decide-{self.anchor.key}", "")
        return given or (REMOVE_CHOICE if isinstance(self.anchor.row, ArticlePart) else "")

    @property
    def words(self) -> str:
        """The words that were typed to be quoted instead."""
        return normalize_text(self.data.get(f"words-{self.anchor.key}"))

    def decided(self) -> tuple[Offsets | None, str]:
        """The place that was chosen, none to remove it, and what is wrong with the choice."""
        if match := _OFFSETS.fullmatch(self.decision):
            place = int(match[1]), int(match[2])
            return (place, "") if place[0] < place[1] <= len(self.text) else (None, "Choose again.")
        if self.decision == REMOVE_CHOICE:
            return None, ""
        if self.decision == QUOTE_CHOICE:
            found = list(quotation_offsets(self.text, self.words)) if self.words else []
            if len(found) == 1:
                return found[0], ""
            times = "nowhere" if not found else f"at {len(found)} places"
            return None, f"“{self.words}” stands {times} in the corrected text; quote what stands there once."
        return None, "Decide: take a passage, quote other words, or remove it."


def correction_view(modeladmin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    """Take a corrected text, show what it does, and do it once it is confirmed."""
    posted = request.method == "POST"
    form = TextCorrectionForm(
        request.POST if posted else None, initial={"text": article.text, "revision": article.revision}
    )
    correction: TextCorrection | None = None
    lost: list[PassageDecision] = []
    refused: list[Any] = []
    if posted and form.is_valid():
        given = form.cleaned_data
        if given["text"] == article.text:
            refused = ["This is the text as it stands; there is nothing to correct."]
        else:
            correction = plan_correction(article, given["text"])
            lost = [PassageDecision(anchor, given["text"], request.POST) for anchor in correction.unmatched]
            if "_apply" in request.POST:
                refused = _apply_correction(request, correction, lost, given)
                if not refused:
                    return HttpResponseRedirect(change_url(article))
    kept = [one for one in correction.anchors if one.now] if correction else []
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Correct the text",
        "subtitle": article.label,
        "opts": modeladmin.opts,
        "media": modeladmin.media,
        "article": article,
        "form": form,
        "correction": correction,
        "lost": lost,
        "moved": [PassageDecision(one, "", {}) for one in kept if one.moved],
        "still": sum(not one.moved for one in kept),
        "refused": refused,
        "back": change_url(article),
    }
    return TemplateResponse(request, "admin/events/article/correct_text.html", context)


def _apply_correction(
    request: HttpRequest, correction: TextCorrection, unmatched: list[PassageDecision], given: Any
) -> list[Any]:
    """Correct the text, or say why not."""
    decided: dict[str, Offsets | None] = {}
    wrong: list[Any] = []
    for line in unmatched:
        place, complaint = line.decided()
        decided[line.anchor.key] = place
        if complaint:
            wrong.append(f"“{line.anchor.words[:60]}”: {complaint}")
    if wrong:
        return wrong
    user: Any = request.user  # a curator: the site lets nobody else in
    article, reason = correction.article, given["change_reason"]
    try:
        correct_text(correction, user, reason, decided=decided, expected={article: given["revision"]})
    except CHANGE_ERRORS as error:
        return error_messages(error)
    removed = sum(place is None for place in decided.values())
    gone = f"; {removed} were removed" if removed else ""
    messages.success(
        request, f"The text is corrected, and {len(correction.anchors) - removed} passages stand in it{gone}."
    )
    return []
