"""Invariants across rows: `manage.py check_data` checks them all, publishing those of the published records.

Each invariant is a function from records to violations; its name says what is true.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet

from events.choices import Access, Collection, DatasetKind, ReviewStatus, Supports
from events.models import Article, Claim, Event, Evidence, Mirror
from events.models.evidence import EVENT_CHILD_FIELDS

Pks = set[int] | None
"""The primary keys of the records to check; None for all."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of an invariant, and the record that violates it."""

    invariant: str
    record: str
    detail: str

    def __str__(self) -> str:
        return f"{self.record}: {self.detail}"


Failures = Iterator[tuple[str, str]]
"""Ids of records with a sentence that says what is wrong."""


def find_violations(collection: Collection | None = None, pks: Pks = None) -> Iterator[Violation]:
    """The violations by these records, or by all. Queries: a fixed number for each invariant."""
    for current, invariants in _INVARIANTS.items():
        if collection in (None, current):
            for invariant in invariants:
                for slug, detail in invariant(pks):
                    yield Violation(invariant.__name__, f"{current.value}/{slug}", detail)


def _curated_rows(rows: QuerySet[Any], path: str, pks: Pks) -> QuerySet[Any]:
    """The rows of these records, in order, of curated datasets: imported records rest on their source."""
    lookup = f"{path}__" if path else ""
    rows = rows.filter(**{f"{lookup}dataset__kind": DatasetKind.CURATED}).order_by("pk")
    return rows if pks is None else rows.filter(**{f"{path or 'pk'}__in": pks})


def published_events_rest_on_a_quotation(pks: Pks) -> Failures:
    """A published event has a quotation of its own. Source: codebook 9."""
    rows = _curated_rows(Event.objects.published(), "", pks)
    unsupported = rows.exclude(pk__in=Evidence.objects.exclude(supports=Supports.PART).values("event"))
    for slug in unsupported.values_list("slug", flat=True):
        yield slug, "it rests on no quotation; add one that shows that it happened, is planned or alleged."


def _children_without_evidence(name: str, owner: str, pks: Pks) -> Failures:
    model: Any = Evidence._meta.get_field(name).related_model
    rows = _curated_rows(model.objects.filter(evidence=None), owner, pks)
    rows = rows.filter(**{f"{owner}__review_status": ReviewStatus.PUBLISHED})
    for slug, key in rows.values_list(f"{owner}__slug", "key"):
        yield slug, f"its {model._meta.verbose_name} “{key}” rests on no quotation."


def parts_of_published_events_rest_on_quotations(pks: Pks) -> Failures:
    """Every participation, place, date report, figure and relation has a quotation. Source: codebook 9."""
    for name in EVENT_CHILD_FIELDS:
        yield from _children_without_evidence(name, "event", pks)


def affiliations_of_published_actors_rest_on_quotations(pks: Pks) -> Failures:
    """Every affiliation has a quotation. Source: codebook 9."""
    return _children_without_evidence("affiliation", "actor", pks)


def published_claims_rest_on_a_quotation(pks: Pks) -> Failures:
    """A published claim has a quotation. Source: codebook 9."""
    rows = _curated_rows(Claim.objects.published().filter(evidence=None), "", pks)
    return ((slug, "it rests on no quotation.") for slug in rows.values_list("slug", flat=True))


def quoted_articles_are_sources(pks: Pks) -> Failures:
    """An article quoted for an event or a child of it, except a relation, is one of the event's sources."""
    rows = _curated_rows(Evidence.objects.filter(relation=None, event__isnull=False), "event", pks)
    missing = rows.exclude(event__sources__article=F("article"))
    for slug, article in missing.order_by().values_list("event__slug", "article__slug").distinct():
        yield slug, f"it quotes {article}, which is not among its sources."


def quotations_support_parts_of_their_own_event(pks: Pks) -> Failures:
    """A quotation and the child that it supports belong to one event."""
    misplaced = Q()
    for name in EVENT_CHILD_FIELDS:
        misplaced |= Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}__event": F("event")})
    rows = _curated_rows(Evidence.objects.filter(misplaced), "event", pks)
    for slug, quote in rows.values_list("event__slug", "quote"):
        yield slug, f"the quotation “{quote[:60]}” supports a part of another event."


def _articles() -> QuerySet[Any]:
    """The articles; of a mirror those whose texts are public at the source. Queries: 1."""
    withheld = Q(text="") & ~Q(access=Access.OPEN) if Mirror.objects.exists() else Q(pk__in=())
    return Article.objects.exclude(withheld)


def _misplaced_quotations(field: str, owner: str, pks: Pks) -> Failures:
    """Quotations, by what they support, whose words are not at their offsets, read article by article."""
    rows = _curated_rows(Evidence.objects.filter(**{f"{field}__isnull": False}), owner, pks)
    articles = _articles().filter(pk__in=rows.values("article")).values_list("pk", "slug", "text")
    for pk, article, text in articles.iterator(chunk_size=50):
        quotations = rows.filter(article=pk).values_list(f"{owner}__slug", "start", "end", "quote")
        for slug, start, end, quote in quotations.iterator(chunk_size=2000):
            if text[start:end] != quote:
                yield slug, f"“{quote[:60]}” does not stand at {start}-{end} of {article}."


def quotations_of_events_match_the_text(pks: Pks) -> Failures:
    """The words of a quotation are at its offsets, verbatim. Source: codebook 9."""
    return _misplaced_quotations("event", "event", pks)


def quotations_of_claims_match_the_text(pks: Pks) -> Failures:
    """The words of a quotation are at its offsets, verbatim. Source: codebook 9."""
    return _misplaced_quotations("claim", "claim", pks)


def quotations_of_actors_match_the_text(pks: Pks) -> Failures:
    """The words of a quotation are at its offsets, verbatim. Source: codebook 9."""
    return _misplaced_quotations("affiliation", "affiliation__actor", pks)


def parts_of_articles_do_not_overlap(pks: Pks) -> Failures:
    """Parts are inside the text and do not overlap."""
    articles = _curated_rows(_articles(), "", pks)
    rows = articles.values_list("slug", "text", "parts__start", "parts__end")
    previous: tuple[str, int] = ("", 0)
    for slug, text, start, end in rows.order_by("slug", "parts__start").iterator(chunk_size=500):
        if start is None:
            continue
        if (slug == previous[0] and start < previous[1]) or end > len(text):
            yield slug, f"the part at {start}-{end} overlaps another or leaves the text."
        previous = (slug, end)


_INVARIANTS: dict[Collection, tuple[Callable[[Pks], Failures], ...]] = {
    Collection.EVENTS: (
        published_events_rest_on_a_quotation,
        parts_of_published_events_rest_on_quotations,
        quoted_articles_are_sources,
        quotations_support_parts_of_their_own_event,
        quotations_of_events_match_the_text,
    ),
    Collection.ACTORS: (
        affiliations_of_published_actors_rest_on_quotations,
        quotations_of_actors_match_the_text,
    ),
    Collection.CLAIMS: (published_claims_rest_on_a_quotation, quotations_of_claims_match_the_text),
    Collection.ARTICLES: (parts_of_articles_do_not_overlap,),
}
