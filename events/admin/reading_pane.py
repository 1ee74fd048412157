"""The text of an article beside a form, with what rests on its words marked."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from events.admin.admin_urls import change_url
from events.admin.labels import full_label
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
    """One record or part that rests on a quotation."""

    quotation: Evidence
    belongs_to_form: bool
    """Whether it belongs to the record of the form."""

    @property
    def words(self) -> str:
        """What rests on it, in words."""
        quotation = self.quotation
        if part := quotation.participation:
            return f"participant {part.actor.label}, {part.get_role_display().lower()}"
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
        """The record that it belongs to, if that is another."""
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
        return [(rest.quotation.start, rest.quotation.end) for rest in self.targets]

    def text(self) -> SafeString:
        """The text to the letter, and nothing but the text: the script counts offsets in it."""
        parts = sorted((part.start, part.end, part.kind) for part in self.article.parts.all())
        # Each sentence looks at the passages near it alone, however many there are.
        inner = list(segments(0, len(self.article.text), self._passages))
        firsts = [segment.start for segment in inner]
        written: list[str] = []
        place = 0
        for number, (start, end) in enumerate(self.sentences):
            written.append(self._escaped(place, start))
            words = "sentence bare" if number in self.uncovered_sentences else "sentence"
            written.append(f'<span class="{words}" data-part="{escape(part_kind_at(start, parts))}">')
            at = bisect_right(firsts, start) - 1
            while at < len(inner) and inner[at].start < end:
                first, last = max(inner[at].start, start), min(inner[at].end, end)
                written.append(self._marked_html(first, last, inner[at].within))
                at += 1
            written.append("</span>")
            place = end
        written.append(self._escaped(place, len(self.article.text)))
        return mark_safe("".join(written))

    def _escaped(self, start: int, end: int) -> str:
        # A browser would read a carriage return as a line feed, or as nothing before one.
        return str(escape(self.article.text[start:end])).replace("\r", "&#13;")

    def _marked_html(self, start: int, end: int, within: Sequence[int]) -> str:
        letters = self._escaped(start, end)
        if not within:
            return letters
        rests = [self.targets[number] for number in within]
        pks = " ".join(str(rest.quotation.pk) for rest in rests)
        mine = " mine" if any(rest.belongs_to_form for rest in rests) else ""
        several = " several" if len(rests) > 1 else ""
        if not self.article.text[start:end].strip():
            return (
                f'<span class="mark{mine}{several}" data-rests="{pks}">{letters}</span>'  # a link has words
            )
        first = rests[0].quotation.pk
        return f'<a class="mark{mine}{several}" href="#rests-{first}" data-rests="{pks}">{letters}</a>'

    def uncovered_count(self) -> SafeString:
        """How many sentences nothing rests on."""
        whole, without = len(self.sentences), len(self.uncovered_sentences)
        said = "Something rests on every sentence." if whole else "It has no text yet."
        if without:
            rest = "nothing rests on it" if without == 1 else "nothing rests on them"
            said = f"{without} of {whole} sentence{'s' * (whole > 1)}: {rest}."
        return format_html('<span class="bare-count{}">{}</span>', " some" if without else "", said)


def annotated_articles(
    articles: Iterable[Article], form_record: Event | Article | None
) -> list[AnnotatedArticle]:
    """The articles with what rests on them. Queries: 2, however many there are."""
    shown = list(articles)
    prefetch_related_objects(shown, "parts")
    rests: dict[int, list[QuotationTarget]] = {article.pk: [] for article in shown}
    for quotation in quotations_of(shown):
        mine = isinstance(form_record, Event) and quotation.event_id == form_record.pk
        rests[quotation.article_id].append(QuotationTarget(quotation, mine))
    return [AnnotatedArticle(article, rests[article.pk]) for article in shown]


def split_by_length(articles: Sequence[Article]) -> tuple[list[Article], list[Article]]:
    """Those that can be shown on one page, and those beyond."""
    shown: list[Article] = []
    beyond: list[Article] = []
    length = 0
    for article in articles:
        length += len(article.text)
        (shown if length <= MAX_CHARACTERS or not shown else beyond).append(article)
    return shown, beyond
