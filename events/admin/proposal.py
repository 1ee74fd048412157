"""The parts that an article's text seems to have, shown to be corrected and confirmed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from events.actions import mark_parts
from events.admin.addresses import change_address
from events.admin.refusals import REFUSALS, sentences
from events.choices import CreditKind, PartKind
from events.models import Article
from events.rules.parts import Proposal, ProposedPart, propose

JOIN, LEAVE = "join", "leave"
_KINDS = [*PartKind.choices, (JOIN, "goes on from the one above"), (LEAVE, "no part: leave it out")]


class PartsForm(forms.Form):
    """What each line is; the lines are those of the text, which the revision of the form fixes."""

    dateline = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    byline = forms.CharField(
        required=False, max_length=200, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    credits = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    change_reason = forms.CharField(
        label="Why", required=False, max_length=1000, widget=forms.TextInput(attrs={"class": "vTextField"})
    )

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, article: Article, data: Any = None) -> None:
        self.proposal = said = propose(article.text, article.title)
        super().__init__(
            data,
            initial={
                "dateline": article.dateline or said.dateline,
                "byline": article.byline or said.byline,
                "revision": article.revision,
            },
        )
        field: Any = self.fields["credits"]
        field.choices = [
            (str(number), f"{CreditKind(kind).label}: {name}")
            for number, (kind, name) in enumerate(said.credits)
        ]
        self.initial["credits"] = [value for value, _ in field.choices]
        self.lines = []
        for number, part in enumerate(self.proposal.parts):
            name = f"kind-{number}"
            self.fields[name] = forms.ChoiceField(
                label=f"Line {number + 1}", choices=_KINDS, initial=part.kind.value
            )
            self.lines.append((self[name], article.text[part.start : part.end]))

    def marked(self) -> Proposal:
        """The parts as they were corrected."""
        parts: list[ProposedPart] = []
        for number, line in enumerate(self.proposal.parts):
            kind = self.cleaned_data[f"kind-{number}"]
            if kind == JOIN and parts:
                parts[-1] = ProposedPart(parts[-1].kind, parts[-1].start, line.end)
            elif kind not in (JOIN, LEAVE):
                parts.append(ProposedPart(PartKind(kind), line.start, line.end))
        chosen = tuple(self.proposal.credits[int(number)] for number in self.cleaned_data["credits"])
        return Proposal(tuple(parts), self.cleaned_data["dateline"], self.cleaned_data["byline"], chosen)


def proposal_view(modeladmin: Any, request: HttpRequest, article: Article) -> HttpResponse:
    """Show what the lines of the text seem to be, or keep what was made of them."""
    form = PartsForm(article, request.POST or None)
    refused: list[Any] = []
    user: Any = request.user  # a curator: the site lets nobody else in
    if request.method == "POST" and form.is_valid():
        marked = form.marked()
        try:
            given = form.cleaned_data
            mark_parts(article, marked, user, given["change_reason"], expected={article: given["revision"]})
        except REFUSALS as error:
            refused = sentences(error)
        else:
            messages.success(request, f"{len(marked.parts)} parts of the text are marked.")
            return HttpResponseRedirect(change_address(article))
    context = {
        **modeladmin.admin_site.each_context(request),
        "title": "Parts of the text",
        "subtitle": article.label,
        "opts": modeladmin.opts,
        "media": modeladmin.media,
        "article": article,
        "form": form,
        "held": article.parts.count(),
        "refused": refused,
        "back": change_address(article),
    }
    return TemplateResponse(request, "admin/events/article/parts.html", context)
