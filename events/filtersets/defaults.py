"""What lists, maps and sums show unless a query names it otherwise: facts first. Source: docs/api.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from events.choices import Factuality
from events.filtersets.base import EXCLUDE_PREFIX, ParsedQuery, StrictFilterSet
from events.filtersets.record_ids import ID

FACTUALITY = "factuality"
FACTS = (Factuality.OCCURRED.value, Factuality.ONGOING.value)
_HIDE_NOTHING = ("q", "updated_since")
"""The filters that ask for records whatever they are; a sum is of facts nevertheless."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """The filters that hold although no query names them."""

    applied: Mapping[str, list[str]] = field(default_factory=dict)
    """The values by parameter."""
    facts: Q = field(default_factory=Q)

    @classmethod
    def of_list(cls, filterset: type[StrictFilterSet], leaves: Iterable[ParsedQuery]) -> "Defaults":
        """The defaults of a list, for the query of a URL or the leaves of a tree."""
        leaves = list(leaves)
        if any(name in leaf for leaf in leaves for name in _HIDE_NOTHING):
            return cls()
        return cls.of_sum(filterset, leaves)

    @classmethod
    def of_sum(cls, filterset: type[StrictFilterSet], leaves: Iterable[ParsedQuery]) -> "Defaults":
        """The defaults of counts and sums."""
        named = {name for leaf in leaves for name in _named_parameters(leaf)}
        if named & {FACTUALITY, ID} or FACTUALITY not in filterset.base_filters:
            return cls()
        return cls({FACTUALITY: list(FACTS)}, Q(factuality__in=FACTS))


def count_by_factuality(events: QuerySet[Any]) -> dict[str, int]:
    """How many of the events there are of each factuality. Queries: 1."""
    counts = events.order_by().values_list(FACTUALITY).annotate(Count("pk"))
    return dict(sorted(counts))


def _named_parameters(parsed: ParsedQuery) -> Iterable[str]:
    """The filters that a query names, to include or to exclude or by a bucket."""
    yield from (name.removeprefix(EXCLUDE_PREFIX) for name in parsed if name != f"{EXCLUDE_PREFIX}{ID}")
    for condition in parsed.get("bucket", ()):
        yield from condition.referenced_base_fields
