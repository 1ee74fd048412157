"""The text of an article beside a form, with the words marked that quotations quote."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from events.admin.labels import full_label
from events.admin.pages import change_url
from events.choices import Supports
from events.evidence_coverage import quotations_of
from events.models import Article, Event, Evidence
from events.models.evidence import EVENT_CHILD_FIELDS
from events.rules.offsets import part_kind_at, segments, uncovered
from events.rules.text import Offsets, sentences

MAX_CHARACTERS = 400_000
"""Texts of more in all make a page slow: those beyond are linked to."""


@dataclass(frozen=True, slots=True)
class QuotationTarget:
    """One record or child row that rests on a quotation."""

    quotation: Evidence
    belongs_to_form: bool
    """Whether it belongs to the record of the form."""

    @property
    def words(self) -> str:
        """What rests on it, in words."""
        quotation = self.quotation
        if participant := quotation.participation:
            return f"participant {participant.actor.label}, {participant.get_role_display().lower()}"
        if place := quotation.place:
            return f"place {place.location.label}, {place.get_role_display().lower()}"
        if report := quotation.date_report:
            return f"date report “{report.wording}”"
        if figure := quotation.figure:
            return f"figure {figure.get_measure_display().lower()}: {figure.wording or figure.value}"
        if relation := quotation.relation:
            return f"relation: {relation.get_type_display().lower()} “{relation.other.label}”"
        if quotation.claim:
            return f"claim: {quotation.claim.proposition}"
        if affiliation := quotation.affiliation:
            return f"affiliation {affiliation.get_type_display().lower()}, {affiliation.key}"
        return f"the event: {Supports(quotation.supports).label.lower()}"

    @property
    def url(self) -> str:
        """The form of what rests on it."""
        row = self.quotation.supported_object() or self.quotation.event
        assert row is not None
        return change_url(row)

    @property
    def owner(self) -> Any:
        """The record to which the child row belongs that rests on it."""
        affiliation = self.quotation.affiliation
        return self.quotation.event or (affiliation.actor if affiliation else None)

    @property
    def owner_url(self) -> str:
        """The form of that record."""
        return change_url(self.owner)

    @property
    def row(self) -> str:
        """The row of the event's form that shows it: `participants:12`."""
        for name in EVENT_CHILD_FIELDS:
            if key := getattr(self.quotation, f"{name}_id"):
                model: Any = Evidence._meta.get_field(name).related_model
                prefix = model._meta.get_field("event").remote_field.get_accessor_name()
                return f"{prefix}:{key}"
        return f"evidence:{self.quotation.pk}"


@dataclass
class AnnotatedArticle:
    """One article as it is read beside a form."""

    article: Article
    targets: Sequence[QuotationTarget]

    @property
    def label(self) -> str:
        """What fields that choose articles call it."""
        return full_label(self.article)

    @cached_property
    def sentences(self) -> list[Offsets]:
        """The sentences of the text."""
        return sentences(self.article.text)

    @cached_property
    def uncovered_sentences(self) -> set[int]:
        """The sentences that nothing rests on."""
        return uncovered(self.sentences, self._passages)

    @property
    def _passages(self) -> list[Offsets]:
        return [(target.quotation.start, target.quotation.end) for target in self.targets]

    def text(self) -> SafeString:
        """The text to the letter, and nothing but the text: the script counts offsets in it."""
        parts = sorted((part.start, part.end, part.kind) for part in self.article.parts.all())
        # Each sentence looks at the passages near it alone, however many there are.
        marked = list(segments(0, len(self.article.text), self._passages))
        starts = [segment.start for segment in marked]
        pieces: list[str] = []
        place = 0
        for number, (start, end) in enumerate(self.sentences):
            pieces.append(self._escaped(place, start))
            classes = "sentence bare" if number in self.uncovered_sentences else "sentence"
            pieces.append(f'<span class="{classes}" data-part="{escape(part_kind_at(start, parts))}">')
            at = bisect_right(starts, start) - 1
            while at < len(marked) and marked[at].start < end:
                first, last = max(marked[at].start, start), min(marked[at].end, end)
                pieces.append(self._marked_html(first, last, marked[at].within))
                at += 1
            pieces.append("</span>")
            place = end
        pieces.append(self._escaped(place, len(self.article.text)))
        return mark_safe("".join(pieces))

    def _escaped(self, start: int, end: int) -> str:
        # A browser would read a carriage return as a line feed, or as nothing before one.
        return str(escape(self.article.text[start:end])).replace("\r", "&#13;")

    def _marked_html(self, start: int, end: int, within: Sequence[int]) -> str:
        text = self._escaped(start, end)
        if not within:
            return text
        targets = [self.targets[number] for number in within]
        pks = " ".join(str(target.quotation.pk) for target in targets)
        classes = "mark mine" if any(target.belongs_to_form for target in targets) else "mark"
        classes += " several" if len(targets) > 1 else ""
        if not self.article.text[start:end].strip():  # a link has words
            return f'<span class="{classes}" data-rests="{pks}">{text}</span>'
        first = targets[0].quotation.pk
        return f'<a class="{classes}" href="#rests-{first}" data-rests="{pks}">{text}</a>'

    def uncovered_count(self) -> SafeString:
        """How many sentences nothing rests on."""
        total, uncovered_total = len(self.sentences), len(self.uncovered_sentences)
        sentence = "Something rests on every sentence." if total else "It has no text yet."
        if uncovered_total:
            them = "it" if uncovered_total == 1 else "them"
            sentence = f"{uncovered_total} of {total} sentence{'s' * (total > 1)}: nothing rests on {them}."
        return format_html('<span class="bare-count{}">{}</span>', " some" * bool(uncovered_total), sentence)


def annotated_articles(
    articles: Iterable[Article], form_record: Event | Article | None
) -> list[AnnotatedArticle]:
    """The articles with what rests on them. Queries: 2, however many there are."""
    articles = list(articles)
    prefetch_related_objects(articles, "parts")
    targets: dict[int, list[QuotationTarget]] = {article.pk: [] for article in articles}
    for quotation in quotations_of(articles):
        belongs_to_form = isinstance(form_record, Event) and quotation.event_id == form_record.pk
        targets[quotation.article_id].append(QuotationTarget(quotation, belongs_to_form))
    return [AnnotatedArticle(article, targets[article.pk]) for article in articles]


def split_by_length(articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
    """The articles that can be shown on one page, and those beyond."""
    shown: list[Article] = []
    beyond: list[Article] = []
    length = 0
    for article in articles:
        length += len(article.text)
        (shown if length <= MAX_CHARACTERS or not shown else beyond).append(article)
    return shown, beyond


def reading_pane_context(articles: Sequence[Article], form_record: Event | Article | None) -> dict[str, Any]:
    """What `events/reading_pane.html` shows beside the form of an event or article. Queries: 2."""
    shown, beyond = split_by_length(articles)
    return {
        "readings": annotated_articles(shown, form_record) if shown else [],
        "beyond": beyond,
        "of_article": isinstance(form_record, Article),
    }


def reading_view(modeladmin: Any, request: HttpRequest, object_id: int) -> HttpResponse:
    """The text alone, for a form to whose sources the article was just added."""
    article = modeladmin.get_object(request, str(object_id))
    if article is None or not modeladmin.has_view_permission(request, article):
        raise PermissionDenied
    reading = annotated_articles([article], None)[0]
    return render(request, "events/reading_pane_article.html", {"reading": reading, "opened": True})
