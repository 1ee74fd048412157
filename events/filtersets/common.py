"""Filters that several collections share."""

from typing import Any

from django.db.models import Q

from events.filtersets.base import NO_ROW, NULL, PublicFilter, exists_q
from events.filtersets.values import (
    DateSpanValues,
    DateTimeValues,
    NameValues,
    PublicIdValues,
    SchemeValuePairs,
)
from events.models import Dataset, ExternalId
from events.rules.dates import DateSpan


def dataset_filter() -> PublicFilter:
    """The dataset of a record."""
    return PublicFilter(
        PublicIdValues, "The dataset it belongs to.", model=Dataset, column="dataset", example="curated"
    )


def updated_since_filter() -> PublicFilter:
    """What changed of late."""
    return PublicFilter(
        DateTimeValues,
        "Changed at this time or later.",
        single=True,
        condition=lambda values: Q(updated_at__gte=values[0]),
        example="2024-01-27T12:00:00Z",
    )


def external_id_filter(parent_field: str) -> PublicFilter:
    """An id in another database."""

    def identified(pairs: list[tuple[str, str]]) -> Q:
        any_of = Q(pk__in=[])
        for scheme, value in pairs:
            any_of |= Q(scheme=scheme, value=value)
        return exists_q(ExternalId.objects.filter(any_of), parent_field)

    def unidentified() -> Q:
        return ~exists_q(ExternalId.objects.all(), parent_field)

    return PublicFilter(
        SchemeValuePairs,
        "Its id in another database.",
        condition=identified,
        null_condition=unidentified,
        null_value=NO_ROW,
        example="wikidata:Q796",
    )


def name_filter() -> PublicFilter:
    """A name in any spelling."""
    return PublicFilter(
        NameValues,
        "A name in any of its spellings, whatever its case, accents, hyphens and articles; the whole name.",
        relation="names",
        column="key_name",
        example="al Sudani",
    )


def date_overlaps(spans: list[DateSpan]) -> Q:
    """Those whose own date may lie in the span."""
    (span,) = spans
    meets = Q(start_earliest__lte=span.last, end_latest__gte=span.first)
    return meets & ~Q(date_edtf="")


def publication_date_filter() -> PublicFilter:
    """When an article was published."""
    return PublicFilter(
        DateSpanValues,
        "May have been published then: 2024-01-27, 2024-01, 2024, 2023-10/2024-01, 2023-10/.. or ../2024.",
        single=True,
        condition=date_overlaps,
        example="2024-01",
    )


def nullable_reference_filter(column: str, model: Any, label: str, example: str) -> PublicFilter:
    """A reference to another record that may be empty."""
    return PublicFilter(PublicIdValues, label, model=model, column=column, null_value=NULL, example=example)
