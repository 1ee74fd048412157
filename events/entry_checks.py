"""Records held against the rules of entry: those of curated datasets, others keep what their source says."""

from collections.abc import Collection as Pks
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils import timezone

from events import records
from events.choices import Collection, DatasetKind, ReviewStatus
from events.duplicates import find_events_like
from events.models import Article, Confirmation, Event
from events.models.record import DatasetRecord, record_models
from events.records.stored_values import references
from events.rules import entry_rules
from events.rules.entry_rules import Problem, Severity, Surroundings, mark_of

_BATCH = 500
MAY_BE_ANOTHER = "event_may_be_another"
"""The one rule that reads other records: it stands beside the table of those that read one."""


@dataclass(frozen=True, slots=True)
class RecordProblem:
    """A value of a record that breaks a rule."""

    collection: Collection
    pk: int
    slug: str
    problem: Problem

    @property
    def record(self) -> str:
        """The record, as `events/some-id`."""
        return f"{self.collection.value}/{self.slug}"

    @property
    def refused(self) -> bool:
        """Whether it cannot be true."""
        return self.problem.severity == Severity.REFUSED

    @property
    def key(self) -> str:
        """What a form names it by: it holds the record and the values that are doubted."""
        return f"{self.record}:{self.problem.mark[:20]}"

    def __str__(self) -> str:
        return f"{self.record}: {self.problem}"


def find_problems(collection: Collection, pks: Pks[int] | None = None) -> Iterator[RecordProblem]:
    """What these records, or all published ones, break of the rules; without doubts that were confirmed.

    Of events that are named, also which others may be the same. Queries: a fixed number for each 500 records.
    """
    model: Any = record_models()[collection]
    rows = model._base_manager.order_by("pk")
    if issubclass(model, DatasetRecord):
        rows = rows.filter(dataset__kind=DatasetKind.CURATED)
    rows = rows.filter(review_status=ReviewStatus.PUBLISHED) if pks is None else rows.filter(pk__in=pks)
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), _BATCH):
        problems = [*_problems_of(collection, keys[start : start + _BATCH])]
        if collection == Collection.EVENTS and pks is not None:
            problems += _events_that_may_be_others(keys[start : start + _BATCH])
        yield from _unconfirmed(collection, problems)


def _problems_of(collection: Collection, pks: list[int]) -> Iterator[RecordProblem]:
    stored = records.snapshot(collection, pks)
    around = Surroundings(timezone.now().date(), _publications(stored))
    for pk, record in stored.items():
        for problem in entry_rules.find_problems(collection, record, around):
            yield RecordProblem(collection, pk, record["id"], problem)


def _events_that_may_be_others(pks: list[int]) -> Iterator[RecordProblem]:
    """Which of these events may be the same as another; a confirmation counts for both of a pair."""
    pairs = list(find_events_like(pks))
    slugs = dict(Event.objects.filter(pk__in={*chain(*pairs)}).values_list("pk", "slug"))
    for pk, other in pairs:
        message = (
            f"It may be the same as events/{slugs[other]}: one type, one time, an actor or number in common. "
            "If so, add the article there, as a source."
        )
        mark = mark_of(MAY_BE_ANOTHER, *sorted((slugs[pk], slugs[other])))
        problem = Problem(MAY_BE_ANOTHER, Severity.DOUBTFUL, "", message, mark)
        yield RecordProblem(Collection.EVENTS, pk, slugs[pk], problem)


def _publications(stored: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """When the articles that report these events were published. Queries: 1."""
    sources = [record.get("sources") or () for record in stored.values()]
    slugs = {reference.partition("/")[2] for reference in references(sources)}
    articles = Article.objects.filter(slug__in=slugs).defer("text") if slugs else ()
    return {f"articles/{article.slug}": article.bounds for article in articles}


def _unconfirmed(collection: Collection, problems: list[RecordProblem]) -> list[RecordProblem]:
    """The problems without the doubts that somebody confirmed. Queries: 1 where there is a doubt."""
    marks = {one.problem.mark for one in problems if not one.refused}
    rows = Confirmation.objects.filter(collection=collection, mark__in=marks).values_list("mark", flat=True)
    confirmed = set(rows) if marks else set()
    return [one for one in problems if one.refused or one.problem.mark not in confirmed]
