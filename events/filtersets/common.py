"""Filters and conditions that several collections share."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Substr

from events.choices import Collection, ReviewStatus
from events.filtersets.base import BLANK, NO_ROW, PublicFilter, PublicIdFilter, exists_q
from events.filtersets.code_values import CountryValues, ExternalIdValues
from events.filtersets.values import DateSpanValues, NameValues, PastTimeValues
from events.models import Contradiction, Dataset, ExternalId, SuggestedName
from events.models.suggestion import MAX_KEY_LENGTH
from events.rules.dates import DateSpan


def dataset_filter() -> PublicFilter:
    """The dataset of a record."""
    return PublicIdFilter(
        "The dataset it belongs to. Without it, lists and sums are of our own ones; `any` lifts that.",
        Dataset,
        takes_any=True,
        example="curated",
    )


def country_filter(meaning: str, example: str = "IQ", **options: Any) -> PublicFilter:
    """A country, which may be unknown."""
    label = f"{meaning}: ISO 3166-1 alpha-2; alpha-3 and names in English are read too."
    return PublicFilter(CountryValues, label, null_value=BLANK, example=example, **options)


def updated_since_filter() -> PublicFilter:
    """The records that changed of late."""
    return PublicFilter(
        PastTimeValues,
        "Changed at this time or later.",
        single=True,
        condition=lambda values: Q(updated_at__gte=values[0]),
        example="2024-01-27T12:00:00Z",
    )


def external_id_filter(parent_field: str, example: str = "none") -> PublicFilter:
    """An id in another database."""

    def with_any_id(pairs: list[tuple[str, str]]) -> Q:
        any_of = reduce(or_, (Q(scheme__in={scheme, scheme.lower()}, value=value) for scheme, value in pairs))
        return exists_q(ExternalId.objects.filter(any_of), parent_field)

    return PublicFilter(
        ExternalIdValues,
        "Its id in another database: scheme:value, such as wikidata:Q1530.",
        condition=with_any_id,
        null_condition=lambda: ~exists_q(ExternalId.objects.all(), parent_field),
        null_value=NO_ROW,
        example=example,
        owner=parent_field,
    )


def name_filter(collection: Collection, example: str = "Mohammed Shia al Sudani") -> PublicFilter:
    """A name in any spelling."""

    def called(keys: list[str]) -> Q:
        prefix = f"{collection.value}/"
        names = SuggestedName.objects.filter(record__startswith=prefix, inner__in=SuggestedName.WHOLE_NAMES)
        names = names.filter(key__in=[key[:MAX_KEY_LENGTH].rstrip() for key in keys])
        return Q(slug__in=names.values(called=Substr("record", len(prefix) + 1)))

    return PublicFilter(
        NameValues,
        "A name in any of its spellings, a description or a former name, whatever its case, accents, hyphens "
        "and articles; the whole name.",
        condition=called,
        example=example,
    )


def date_overlaps(spans: list[DateSpan]) -> Q:
    """The records whose own date may lie in the span."""
    (span,) = spans
    return Q(start_earliest__lte=span.last, end_latest__gte=span.first) & ~Q(date_edtf="")


def publication_date_filter() -> PublicFilter:
    """When an article was published."""
    return PublicFilter(
        DateSpanValues,
        "May have been published then: 2024-01-27, 2024-01, 2024, 2023-10/2024-01, 2023-10/.. or ../2024.",
        single=True,
        condition=date_overlaps,
        example="2024-01",
    )


def publicly_contradicting(side: str) -> QuerySet[Contradiction]:
    """The contradictions of which the record on this side, `left` or `right`, is public."""
    paths = ("claim", "figure__event", "date_report__event", "affiliation__actor")
    public = (Q(**{f"{side}_{path}__review_status": ReviewStatus.PUBLISHED}) for path in paths)
    return Contradiction.objects.filter(reduce(or_, public))
