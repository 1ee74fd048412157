"""What must hold across rows; `manage.py check_data` runs it all, publishing runs it on what is published.

Each invariant is a function from records to complaints, named for what it holds true.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db.models import F, Q, QuerySet

from events.choices import Collection, DatasetKind, ReviewStatus, Supports
from events.models import (
    Affiliation,
    Article,
    Claim,
    DateReport,
    Event,
    EventPlace,
    EventRelation,
    Evidence,
    Figure,
    Participation,
)
from events.models.evidence import EVENT_CHILD_FIELDS
from events.models.record import Record

Pks = set[int] | None
"""The records to look at: their internal keys, or none for all."""


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that does not hold, and where."""

    invariant: str
    record: str
    detail: str

    def __str__(self) -> str:
        return f"{self.record}: {self.detail}"


Failures = Iterator[tuple[str, str]]
"""Ids of records with what is wrong with them."""
_INVARIANTS: dict[Collection, list[tuple[str, Callable[[Pks], Failures]]]] = defaultdict(list)


def _invariant(collection: Collection) -> Callable[[Callable[[Pks], Failures]], Callable[[Pks], Failures]]:
    def register(function: Callable[[Pks], Failures]) -> Callable[[Pks], Failures]:
        _INVARIANTS[collection].append((function.__name__, function))
        return function

    return register


def find_violations(collection: Collection | None = None, pks: Pks = None) -> Iterator[Violation]:
    """What does not hold of these records, or of all. Queries: fixed for each invariant."""
    for where, invariants in _INVARIANTS.items():
        if collection in (None, where):
            for name, invariant in invariants:
                for slug, detail in invariant(pks):
                    yield Violation(name, f"{where.value}/{slug}", detail)


def _curated_rows(rows: QuerySet[Any], path: str, pks: Pks) -> QuerySet[Any]:
    """The rows of chosen records, in order, of curated datasets alone: imported ones rest on their source."""
    lookup = f"{path}__" if path else ""
    rows = rows.filter(**{f"{lookup}dataset__kind": DatasetKind.CURATED}).order_by("pk")
    return rows if pks is None else rows.filter(**{f"{path or 'pk'}__in": pks})


@_invariant(Collection.EVENTS)
def published_events_rest_on_a_quotation(pks: Pks) -> Failures:
    """A published event has a quotation of its own. Source: codebook 9."""
    rows = _curated_rows(Event.objects.published(), "", pks)
    bare = rows.exclude(pk__in=Evidence.objects.exclude(supports=Supports.PART).values("event"))
    for slug in bare.values_list("slug", flat=True):
        yield slug, "it rests on no quotation; add one that shows that it happened, is planned or alleged."


def _children_without_evidence(model: Any, owner: str, name: str, pks: Pks) -> Failures:
    rows = _curated_rows(model.objects.filter(evidence=None), owner, pks)
    rows = rows.filter(**{f"{owner}__review_status": ReviewStatus.PUBLISHED})
    for slug, key in rows.values_list(f"{owner}__slug", "key"):
        yield slug, f"its {name} “{key}” rests on no quotation."


@_invariant(Collection.EVENTS)
def parts_of_published_events_rest_on_quotations(pks: Pks) -> Failures:
    """Every participation, place, date report, figure and relation has one. Source: codebook 9."""
    for model in (Participation, EventPlace, DateReport, Figure, EventRelation):
        yield from _children_without_evidence(model, "event", str(model._meta.verbose_name), pks)


@_invariant(Collection.ACTORS)
def affiliations_of_published_actors_rest_on_quotations(pks: Pks) -> Failures:
    """Every affiliation has one. Source: codebook 9."""
    yield from _children_without_evidence(Affiliation, "actor", "affiliation", pks)


@_invariant(Collection.CLAIMS)
def published_claims_rest_on_a_quotation(pks: Pks) -> Failures:
    """A published claim has a quotation. Source: codebook 9."""
    for slug in _curated_rows(Claim.objects.published().filter(evidence=None), "", pks).values_list(
        "slug", flat=True
    ):
        yield slug, "it rests on no quotation."


@_invariant(Collection.EVENTS)
def quoted_articles_are_sources(pks: Pks) -> Failures:
    """An article that an event or a part of it, relations apart, is quoted from is one of its sources."""
    rows = _curated_rows(Evidence.objects.filter(relation=None, event__isnull=False), "event", pks)
    strange = rows.exclude(event__sources__article=F("article"))
    for slug, article in strange.order_by().values_list("event__slug", "article__slug").distinct():
        yield slug, f"it quotes {article}, which is not among its sources."


@_invariant(Collection.EVENTS)
def quotations_support_parts_of_their_own_event(pks: Pks) -> Failures:
    """A quotation's part and the quotation belong to one event."""
    strange = Q()
    for name in EVENT_CHILD_FIELDS:
        strange |= Q(**{f"{name}__isnull": False}) & ~Q(**{f"{name}__event": F("event")})
    rows = _curated_rows(Evidence.objects.filter(strange), "event", pks)
    for slug, quote in rows.values_list("event__slug", "quote"):
        yield slug, f"the quotation “{quote[:60]}” supports a part of another event."


_TEXT_WITHHELD = Q(text="") & ~Q(sha256=sha256(b"").hexdigest())
"""Articles of a mirror whose texts are not public where they come from: nothing can be held against them."""


def _misplaced_quotations(rows: QuerySet[Any], owner: str) -> Failures:
    """Quotations that do not stand at their place, read article by article."""
    articles = Article.objects.filter(pk__in=rows.values("article")).values_list("pk", "slug", "text")
    for pk, article, text in articles.exclude(_TEXT_WITHHELD).iterator(chunk_size=50):
        mine = rows.filter(article=pk).values_list(f"{owner}__slug", "start", "end", "quote")
        for slug, start, end, quote in mine.iterator(chunk_size=2000):
            if text[start:end] != quote:
                yield slug, f"“{quote[:60]}” does not stand at {start}-{end} of {article}."


@_invariant(Collection.EVENTS)
def quotations_of_events_match_the_text(pks: Pks) -> Failures:
    """The words stand verbatim at their offsets. Source: codebook 9."""
    yield from _misplaced_quotations(
        _curated_rows(Evidence.objects.filter(event__isnull=False), "event", pks), "event"
    )


@_invariant(Collection.CLAIMS)
def quotations_of_claims_match_the_text(pks: Pks) -> Failures:
    """The words stand verbatim at their offsets. Source: codebook 9."""
    yield from _misplaced_quotations(
        _curated_rows(Evidence.objects.filter(claim__isnull=False), "claim", pks), "claim"
    )


@_invariant(Collection.ACTORS)
def quotations_of_actors_match_the_text(pks: Pks) -> Failures:
    """The words stand verbatim at their offsets. Source: codebook 9."""
    rows = _curated_rows(Evidence.objects.filter(affiliation__isnull=False), "affiliation__actor", pks)
    yield from _misplaced_quotations(rows, "affiliation__actor")


@_invariant(Collection.ARTICLES)
def parts_of_articles_do_not_overlap(pks: Pks) -> Failures:
    """Parts lie inside the text, one after the other."""
    articles = _curated_rows(Article.objects.exclude(_TEXT_WITHHELD), "", pks)
    rows = articles.values_list("slug", "text", "parts__start", "parts__end")
    last: tuple[str, int] = ("", 0)
    for slug, text, start, end in rows.order_by("slug", "parts__start").iterator(chunk_size=500):
        if start is None:
            continue
        if (slug == last[0] and start < last[1]) or end > len(text):
            yield slug, f"the part at {start}-{end} overlaps another or leaves the text."
        last = (slug, end)


def violation_messages(record: Record) -> list[str]:
    """What does not hold of one record, as sentences."""
    return [one.detail for one in find_violations(record.COLLECTION, {record.pk})]
