"""The parts that an article's text seems to have, shown to be corrected and confirmed."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from events.actions import mark_parts
from events.admin.admin_urls import change_url
from events.admin.errors import CHANGE_ERRORS, error_messages
from events.choices import CreditKind, PartKind
from events.models import Article
from events.rules.article_parts import PartsProposal, ProposedPart, propose_parts

JOIN_CHOICE, SKIP_CHOICE = "join", "leave"
_KIND_CHOICES = [
    *PartKind.choices,
    (JOIN_CHOICE, "goes on from the one above"),
    (SKIP_CHOICE, "no part: leave it out"),
]


class ProposedPartsForm(forms.Form):
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
        self.proposal = said = propose_parts(article.text, article.title)
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
    """Show what the lines of the text seem to be, or keep what was made of them."""
    form = ProposedPartsForm(article, request.POST or None)
    refused: list[Any] = []
    user: Any = request.user  # a curator: the site lets nobody else in
    if request.method == "POST" and form.is_valid():
        marked = form.confirmed_proposal()
        try:
            given = form.cleaned_data
            mark_parts(article, marked, user, given["change_reason"], expected={article: given["revision"]})
        except CHANGE_ERRORS as error:
            refused = error_messages(error)
        else:
            messages.success(request, f"{len(marked.parts)} parts of the text are marked.")
            return HttpResponseRedirect(change_url(article))
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
        "back": change_url(article),
    }
    return TemplateResponse(request, "admin/events/article/propose_parts.html", context)
