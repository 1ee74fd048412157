"""What rests on each sentence of an article, and which sentences nothing rests on."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from events.choices import DatasetKind, PartKind
from events.models import Article, Evidence
from events.models.evidence import EVENT_CHILD_FIELDS
from events.rules.markdown import wrap_prose
from events.rules.offsets import overlapping_passages, part_kind_at
from events.rules.text import sentences

HEADING_REASON = "a heading: the sentences below it say it"
CREDIT_REASON = "a credit: it stands among the credits of the article"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an article with what rests on it."""

    start: int
    end: int
    text: str
    part: str
    """The kind of passage that it stands in."""
    records: tuple[str, ...]
    """What rests on it: `events/first-session`, `events/first-session participation iraq`."""
    reason: str
    """Why nothing needs to rest on it; empty where something should."""

    @property
    def lacks_evidence(self) -> bool:
        """Whether something should rest on it and nothing does."""
        return not self.records and not self.reason


def quotations_of(articles: Iterable[Article]) -> QuerySet[Evidence]:
    """Quotations with all that says what rests on them, no article's text among it."""
    rows: QuerySet[Evidence] = Evidence.objects.filter(article__in=list(articles)).select_related(
        "event",
        "claim",
        "affiliation__actor",
        "participation__actor",
        "place__location",
        "date_report",
        "figure",
        "relation__other",
    )
    return rows.order_by("article", "start", "-end", "pk")


def sentence_coverage(article: Article) -> list[Sentence]:
    """The sentences of an article, in order. Queries: 3."""
    credited = set(article.credits.values_list("name", flat=True))
    parts = sorted(article.parts.values_list("start", "end", "kind"))
    resting = sorted((quote.start, quote.end, _supported_path(quote)) for quote in quotations_of([article]))
    spans = sentences(article.text)
    found = []
    for (start, end), touched in zip(
        spans, overlapping_passages(spans, [(first, last) for first, last, _ in resting]), strict=True
    ):
        kind = part_kind_at(start, parts)
        mine = dict.fromkeys(resting[number][2] for number in touched)
        text = article.text[start:end]
        reason = HEADING_REASON if kind == PartKind.HEADING else ""
        if kind == PartKind.CREDIT or text.strip("().") in credited:
            reason = CREDIT_REASON
        found.append(Sentence(start, end, text, kind, tuple(mine), reason))
    return found


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
    """The published articles of curated datasets whose text is here. Queries: 1."""
    rows = Article.objects.published().filter(dataset__kind=DatasetKind.CURATED).exclude(text="")
    return rows.order_by("slug").iterator(chunk_size=50)


def render_articles_page() -> str:
    """The page that shows every curated article, sentence by sentence, as Markdown. Queries: 3 an article."""
    lines = [
        "# The articles, sentence by sentence",
        "Each sentence of the curated articles with the records that rest on it.",
        "`manage.py build_articles_page` writes this page; do not edit it.",
    ]
    for article in curated_articles():
        read = sentence_coverage(article)
        resting = sum(bool(one.records) for one in read)
        lines += ["", f"## {article.title or article.slug}"]
        lines += wrap_prose(
            f"`articles/{article.slug}`; something rests on {resting} of {len(read)} sentences."
        )
        for one in read:
            lines += ["", *wrap_prose(one.text, "> "), ""]
            records = [f"`{record}`" for record in one.records] or [one.reason or "nothing yet"]
            lines += [line for record in records for line in wrap_prose(record, "- ", "  ")]
    return "\n".join(lines) + "\n"
