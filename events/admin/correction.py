"""Correct the text of a quoted article: see where everything would stand, decide on what is lost."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from events.actions import Anchor, Correction, correct_text, plan_correction
from events.admin.addresses import change_address
from events.admin.forms import Words, plain
from events.admin.reading import Rest
from events.admin.refusals import REFUSALS, sentences
from events.models import Article, ArticlePart, Evidence
from events.rules.text import Offsets, nearest, places

REMOVE, QUOTE = "remove", "quote"
_OFFER = re.compile(r"(\d+)-(\d+)")


class TextForm(forms.Form):
    """The corrected text, why it is corrected, and the revision that it was read at."""

    text = Words(
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
class Line:
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
            rest = Rest(row, mine=False)
            return f"{rest.words} of {rest.owner.label}" if rest.owner else rest.words
        return f"{row._meta.verbose_name}: {row.get_kind_display().lower()}"

    @property
    def address(self) -> str:
        """The form of what rests on it."""
        row = self.anchor.row
        return Rest(row, mine=False).address if isinstance(row, Evidence) else ""

    @property
    def offers(self) -> list[tuple[str, str]]:
        """Passages of the new text that may be meant."""
        if isinstance(self.anchor.row, ArticlePart):
            return []
        near = nearest(self.text, self.anchor.words)
        # The same words at a place that is another's, or at several, are for people to judge.
        near += [place for place in places(self.text, self.anchor.words) if place not in near][:3]
        return [(f"{start}-{end}", self.text[start:end]) for start, end in near]

    @property
    def decision(self) -> str:
        """What was chosen; a lost part goes unless somebody says otherwise: it can be proposed anew."""
        given: str = self.data.get(f"decide-{self.anchor.key}", "")
        return given or (REMOVE if isinstance(self.anchor.row, ArticlePart) else "")

    @property
    def words(self) -> str:
        """The words that were typed to be quoted instead."""
        return plain(self.data.get(f"words-{self.anchor.key}"))

    def decided(self) -> tuple[Offsets | None, str]:
        """The place that was chosen, none to remove it, and what is wrong with the choice."""
        if match := _OFFER.fullmatch(self.decision):
            place = int(match[1]), int(match[2])
            return (place, "") if place[0] < place[1] <= len(self.text) else (None, "Choose again.")
        if self.decision == REMOVE:
            return None, ""
        if self.decision == QUOTE:
            found = list(places(self.text, self.words)) if self.words else []
            if len(found) == 1:
                return found[0], ""
            times = "nowhere" if not found else f"at {len(found)} places"
            return None, f"“{self.words}” stands {times} in the corrected text; quote what stands there once."
        return None, "Decide: take a passage, quote other words, or remove it."


def correction_view(modeladmin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    """Take a corrected text, show what it does, and do it once it is confirmed."""
    posted = request.method == "POST"
    form = TextForm(
        request.POST if posted else None, initial={"text": article.text, "revision": article.revision}
    )
    correction: Correction | None = None
    lost: list[Line] = []
    refused: list[Any] = []
    if posted and form.is_valid():
        given = form.cleaned_data
        if given["text"] == article.text:
            refused = ["This is the text as it stands; there is nothing to correct."]
        else:
            correction = plan_correction(article, given["text"])
            lost = [Line(anchor, given["text"], request.POST) for anchor in correction.lost]
            if "_apply" in request.POST:
                refused = _apply(request, correction, lost, given)
                if not refused:
                    return HttpResponseRedirect(change_address(article))
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
        "moved": [Line(one, "", {}) for one in kept if one.moved],
        "still": sum(not one.moved for one in kept),
        "refused": refused,
        "back": change_address(article),
    }
    return TemplateResponse(request, "admin/events/article/correct_text.html", context)


def _apply(request: HttpRequest, correction: Correction, lost: list[Line], given: Any) -> list[Any]:
    """Correct the text, or say why not."""
    decided: dict[str, Offsets | None] = {}
    wrong: list[Any] = []
    for line in lost:
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
    except REFUSALS as error:
        return sentences(error)
    removed = sum(place is None for place in decided.values())
    gone = f"; {removed} were removed" if removed else ""
    messages.success(
        request, f"The text is corrected, and {len(correction.anchors) - removed} passages stand in it{gone}."
    )
    return []
