"""The parts that an article's text seems to have, shown to be corrected and confirmed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from events.actions.text_correction import mark_parts
from events.admin.errors import Message, refusals
from events.admin.pages import change_url, curator, feature_page
from events.choices import CreditKind, PartKind
from events.models import Article
from events.models.record import Record
from events.rules.article_parts import PartsProposal, ProposedPart, propose_parts

JOIN_CHOICE, SKIP_CHOICE = "join", "leave"
_KIND_CHOICES = [
    *PartKind.choices,
    (JOIN_CHOICE, "goes on from the one above"),
    (SKIP_CHOICE, "no part: leave it out"),
]


class ProposedPartsForm(forms.Form):
    """What each line is; the lines are those of the text, which the revision of the form fixes."""

    dateline = forms.CharField(required=False, max_length=200, widget=AdminTextInputWidget)
    byline = forms.CharField(required=False, max_length=200, widget=AdminTextInputWidget)
    credits = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    change_reason = forms.CharField(label="Why", required=False, max_length=1000, widget=AdminTextInputWidget)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, article: Article, data: Any = None) -> None:
        self.proposal = proposal = propose_parts(article.text, article.title)
        super().__init__(
            data,
            initial={
                "dateline": article.dateline or proposal.dateline,
                "byline": article.byline or proposal.byline,
                "revision": article.version,
            },
        )
        field: Any = self.fields["credits"]
        field.choices = [
            (str(number), f"{CreditKind(kind).label}: {name}")
            for number, (kind, name) in enumerate(proposal.credits)
        ]
        self.initial["credits"] = [value for value, _ in field.choices]
        self.lines = []
        for number, part in enumerate(proposal.parts):
            name = f"kind-{number}"
            self.fields[name] = forms.ChoiceField(
                label=f"Line {number + 1}", choices=_KIND_CHOICES, initial=part.kind.value
            )
            self.lines.append((self[name], article.text[part.start : part.end]))

    def confirmed_proposal(self) -> PartsProposal:
        """The parts as they were corrected."""
        parts: list[ProposedPart] = []
        for number, line in enumerate(self.proposal.parts):
            kind = self.cleaned_data[f"kind-{number}"]
            if kind == JOIN_CHOICE and parts:
                parts[-1] = ProposedPart(parts[-1].kind, parts[-1].start, line.end)
            elif kind not in (JOIN_CHOICE, SKIP_CHOICE):
                parts.append(ProposedPart(PartKind(kind), line.start, line.end))
        chosen = tuple(self.proposal.credits[int(number)] for number in self.cleaned_data["credits"])
        return PartsProposal(tuple(parts), self.cleaned_data["dateline"], self.cleaned_data["byline"], chosen)


def propose_parts_view(modeladmin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    """Show what the lines of the text seem to be, or save the parts as they were corrected."""
    form = ProposedPartsForm(article, request.POST or None)
    errors: list[Message] = []
    if request.method == "POST" and form.is_valid():
        proposal = form.confirmed_proposal()
        reason = form.cleaned_data["change_reason"]
        expected: dict[Record, int] = {article: form.cleaned_data["revision"]}
        errors = refusals(lambda: mark_parts(article, proposal, curator(request), reason, expected=expected))
        if not errors:
            messages.success(request, f"{len(proposal.parts)} parts of the text are marked.")
            return HttpResponseRedirect(change_url(article))
    context = {
        "subtitle": article.label,
        "article": article,
        "form": form,
        "marked_count": article.parts.count(),
        "refused": errors,
        "back": change_url(article),
    }
    return feature_page(modeladmin, request, "article/propose_parts.html", "Parts of the text", **context)
