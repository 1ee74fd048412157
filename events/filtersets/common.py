"""Filters that several collections share."""

from typing import Any

from django.db.models import Q

from events.filtersets.base import NO_ROW, NULL, PublicFilter, has
from events.filtersets.values import Days, Ids, Moments, Names, Pairs
from events.models import Dataset, ExternalId
from events.rules.dates import Span


def dataset() -> PublicFilter:
    """The dataset of a record."""
    return PublicFilter(Ids, "The dataset it belongs to.", model=Dataset, column="dataset", example="curated")


def updated_since() -> PublicFilter:
    """What changed of late."""
    return PublicFilter(
        Moments,
        "Changed at this time or later.",
        single=True,
        condition=lambda values: Q(updated_at__gte=values[0]),
        example="2024-01-27T12:00:00Z",
    )


def external_id(owner: str) -> PublicFilter:
    """An id in another database."""

    def identified(pairs: list[tuple[str, str]]) -> Q:
        any_of = Q(pk__in=[])
        for scheme, value in pairs:
            any_of |= Q(scheme=scheme, value=value)
        return has(ExternalId.objects.filter(any_of), owner)

    def unidentified() -> Q:
        return ~has(ExternalId.objects.all(), owner)

    return PublicFilter(
        Pairs,
        "Its id in another database.",
        condition=identified,
        empty=unidentified,
        none=NO_ROW,
        example="wikidata:Q796",
    )


def name() -> PublicFilter:
    """A name in any spelling."""
    return PublicFilter(
        Names,
        "A name in any of its spellings, whatever its case, accents, hyphens and articles; the whole name.",
        rows="names",
        column="key_name",
        example="al Sudani",
    )


def overlapping(spans: list[Span]) -> Q:
    """Those whose own date may lie in the span."""
    (span,) = spans
    meets = Q(start_earliest__lte=span.last, end_latest__gte=span.first)
    return meets & ~Q(date_edtf="")


def published_in() -> PublicFilter:
    """When an article was published."""
    return PublicFilter(
        Days,
        "May have been published then: 2024-01-27, 2024-01, 2024, 2023-10/2024-01, 2023-10/.. or ../2024.",
        single=True,
        condition=overlapping,
        example="2024-01",
    )


def within(column: str, model: Any, label: str, example: str) -> PublicFilter:
    """A reference to another record that may be empty."""
    return PublicFilter(Ids, label, model=model, column=column, none=NULL, example=example)
