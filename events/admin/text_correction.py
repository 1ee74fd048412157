"""Correct the text of a quoted article: see where each passage would stand, decide on those that are lost."""

import re
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from events.actions.text_correction import Anchor, TextCorrection, correct_text, plan_correction
from events.admin.errors import Message, dry_run_errors, refusals
from events.admin.forms import MultilineCharField, normalize_text
from events.admin.pages import change_url, curator, feature_page
from events.admin.reading_pane import QuotationTarget
from events.admin.record_links import link_records
from events.entry_checks import RecordProblem
from events.models import Article, ArticlePart, Evidence
from events.models.record import Record
from events.rules.text import Offsets, nearest_passages, quotation_offsets

REMOVE_CHOICE, QUOTE_CHOICE = "remove", "quote"
_OFFSETS = re.compile(r"(\d+)-(\d+)")


class TextCorrectionForm(forms.Form):
    """The corrected text, why it is corrected, and the revision that it was read at."""

    text = MultilineCharField(
        strip=False,
        label="Corrected text",
        widget=AdminTextareaWidget({"rows": 18}),
        help_text="The whole text to the letter as the source has it: mend what went wrong in copying, never "
        "what the source itself got wrong.",
    )
    change_reason = forms.CharField(label="Why", max_length=1000, widget=AdminTextInputWidget)
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
            target = QuotationTarget(row, belongs_to_form=False)
            return f"{target.words} of {target.owner.label}" if target.owner else target.words
        return f"{row._meta.verbose_name}: {row.get_kind_display().lower()}"

    @property
    def url(self) -> str:
        """The form of the record or child row that rests on it."""
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
        posted: str = self.data.get(f"decide-{self.anchor.key}", "")
        return posted or (REMOVE_CHOICE if isinstance(self.anchor.row, ArticlePart) else "")

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
            places = list(quotation_offsets(self.text, self.words)) if self.words else []
            if len(places) == 1:
                return places[0], ""
            times = "nowhere" if not places else f"at {len(places)} places"
            return None, f"“{self.words}” stands {times} in the corrected text; quote what stands there once."
        return None, "Decide: take a passage, quote other words, or remove it."


def correction_view(modeladmin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    """Take a corrected text, show what it does, and do it once it is confirmed."""
    posted = request.POST if request.method == "POST" else None
    form = TextCorrectionForm(posted, initial={"text": article.text, "revision": article.version})
    correction: TextCorrection | None = None
    lost: list[PassageDecision] = []
    errors: list[Message] = []
    ungrounded: list[Message] = []
    if posted is not None and form.is_valid():
        text = form.cleaned_data["text"]
        if text == article.text:
            errors = ["This is the text as it stands; there is nothing to correct."]
        else:
            correction = plan_correction(article, text)
            lost = [PassageDecision(anchor, text, posted) for anchor in correction.unmatched]
            if "_apply" in posted:
                errors = _apply_correction(request, correction, lost, form.cleaned_data)
                if not errors:
                    return HttpResponseRedirect(change_url(article))
            else:
                ungrounded = _rehearse_correction(correction, lost)
    matched = [anchor for anchor in correction.anchors if anchor.now] if correction else []
    context = {
        "subtitle": article.label,
        "article": article,
        "form": form,
        "correction": correction,
        "lost": lost,
        "moved": [PassageDecision(anchor, "", {}) for anchor in matched if anchor.moved],
        "still": sum(not anchor.moved for anchor in matched),
        "refused": errors,
        "ungrounded": ungrounded,
        "back": change_url(article),
    }
    return feature_page(modeladmin, request, "article/correct_text.html", "Correct the text", **context)


def _rehearse_correction(correction: TextCorrection, lost: list[PassageDecision]) -> list[Message]:
    """The values that would lose their ground, once all passages are decided on."""
    decisions = [(passage.anchor.key, passage.decided()) for passage in lost]
    if any(why for _, (_, why) in decisions):
        return []
    decided = {key: place for key, (place, _) in decisions}
    rehearsed = plan_correction(copy(correction.article), correction.text)  # its rows take other values
    doubts: list[RecordProblem] = []
    dry_run_errors(
        lambda: doubts.extend(correct_text(rehearsed, "rehearsal", "rehearsal", decided=decided, expected={}))
    )
    return link_records(map(str, doubts))


def _apply_correction(
    request: HttpRequest, correction: TextCorrection, lost: list[PassageDecision], cleaned: dict[str, Any]
) -> list[Message]:
    """Correct the text and say so, or return why not."""
    choices = {passage.anchor: passage.decided() for passage in lost}
    if errors := [f"“{anchor.words[:60]}”: {why}" for anchor, (_, why) in choices.items() if why]:
        return [*errors]
    decided = {anchor.key: place for anchor, (place, _) in choices.items()}
    user, reason = curator(request), cleaned["change_reason"]
    expected: dict[Record, int] = {correction.article: cleaned["revision"]}
    doubts: list[RecordProblem] = []
    if errors := refusals(
        lambda: doubts.extend(correct_text(correction, user, reason, decided=decided, expected=expected))
    ):
        return errors
    removed = sum(place is None for place in decided.values())
    ending = f"; {removed} were removed" if removed else ""
    remaining = len(correction.anchors) - removed
    messages.success(request, f"The text is corrected, and {remaining} passages stand in it{ending}.")
    for doubt in link_records(map(str, doubts)):
        messages.warning(request, doubt)
    return []
