"""Which records each sentence of an article supports, and which sentences support none."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from events.choices import DatasetKind, PartKind
from events.models import Article, Evidence
from events.models.evidence import EVENT_CHILD_FIELDS
from events.rules.markdown import wrap_prose
from events.rules.offsets import overlapping_passages, part_kind_at
from events.rules.text import sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article with the records that it supports."""

    start: int
    end: int
    text: str
    part: str
    """The kind of the part of the article that it is in."""
    records: tuple[str, ...]
    """What it supports: `events/first-session`, `events/first-session participation iraq`."""
    reason: str
    """Why it need not support anything; empty if it should."""

    @property
    def lacks_evidence(self) -> bool:
        """Whether it should support a record and supports none."""
        return not self.records and not self.reason


def quotations_of(articles: Iterable[Article]) -> QuerySet[Evidence]:
    """The quotations of articles, by offset, with the records that they support but not the articles."""
    rows: QuerySet[Evidence] = Evidence.objects.filter(article__in=list(articles)).select_related(
        *("event", "claim", "affiliation__actor", "participation__actor", "place__location"),
        *("date_report", "figure", "relation__other"),
    )
    return rows.order_by("article", "start", "-end", "pk")


def sentence_coverage(article: Article) -> list[Sentence]:
    """The sentences of an article, in order. Queries: 3."""
    credited = set(article.credits.values_list("name", flat=True))
    parts = sorted(article.parts.values_list("start", "end", "kind"))
    quotations = sorted((row.start, row.end, _supported_path(row)) for row in quotations_of([article]))
    spans = sentences(article.text)
    overlaps = overlapping_passages(spans, [(first, last) for first, last, _ in quotations])
    coverage = []
    for (start, end), overlapping in zip(spans, overlaps, strict=True):
        kind = part_kind_at(start, parts)
        records = dict.fromkeys(quotations[number][2] for number in overlapping)
        text = article.text[start:end]
        reason = "a heading: the sentences below it say it" if kind == PartKind.HEADING else ""
        if kind == PartKind.CREDIT or text.strip("().") in credited:
            reason = "a credit: it stands among the credits of the article"
        coverage.append(Sentence(start, end, text, kind, tuple(records), reason))
    return coverage


def _supported_path(quotation: Evidence) -> str:
    if quotation.claim:
        return f"claims/{quotation.claim.slug}"
    if quotation.affiliation:
        return f"actors/{quotation.affiliation.actor.slug} affiliation {quotation.affiliation.key}"
    assert quotation.event is not None
    for name in EVENT_CHILD_FIELDS:
        if part := getattr(quotation, name):
            return f"events/{quotation.event.slug} {name.replace('_', ' ')} {part.key}"
    return f"events/{quotation.event.slug}"


def curated_articles() -> Iterator[Article]:
    """The published articles of curated datasets that have a text. Queries: 1."""
    rows = Article.objects.published().filter(dataset__kind=DatasetKind.CURATED).exclude(text="")
    return rows.order_by("slug").iterator(chunk_size=50)


def render_articles_page() -> str:
    """Returns docs/articles.md: every curated article, sentence by sentence. Queries: 3 for each article."""
    lines = [
        "# The articles, sentence by sentence",
        "Each sentence of the curated articles with the records that rest on it.",
        "`manage.py build_articles_page` writes this page; do not edit it.",
    ]
    for article in curated_articles():
        coverage = sentence_coverage(article)
        supported = sum(bool(sentence.records) for sentence in coverage)
        name, total = f"articles/{article.slug}", len(coverage)
        lines += ["", f"## {article.title or article.slug}"]
        lines += wrap_prose(f"`{name}`; something rests on {supported} of {total} sentences.")
        for sentence in coverage:
            lines += ["", *wrap_prose(sentence.text, "> "), ""]
            items = [f"`{record}`" for record in sentence.records] or [sentence.reason or "nothing yet"]
            lines += [line for item in items for line in wrap_prose(item, "- ", "  ")]
    return "\n".join(lines) + "\n"
