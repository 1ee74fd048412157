"""What lists, maps and sums show unless a query names it otherwise: facts, and our own datasets.

Source: docs/api.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from events.choices import DatasetKind, Factuality
from events.filtersets.base import EXCLUDE_PREFIX, ParsedQuery, StrictFilterSet
from events.filtersets.record_ids import ID
from events.models import Dataset, Event

FACTUALITY, DATASET = "factuality", "dataset"
FACTS = (Factuality.OCCURRED.value, Factuality.ONGOING.value)
NO_FACT = RawSQL(
    f"""NOT ("{Event._meta.db_table}"."factuality" IN ({", ".join(f"'{word}'" for word in FACTS)}))""",
    (),
    output_field=BooleanField(),
)
"""In the words of the index `event_no_fact`, which SQLite would not know by parameters."""
_HIDE_NOTHING = {"q", "updated_since"}
"""The filters that ask for events whether they happened or not; a sum is of facts nevertheless."""


@dataclass(frozen=True, slots=True)
class Defaults:
    """The filters that hold although no query names them."""

    applied: Mapping[str, list[str]] = field(default_factory=dict)
    """The values by parameter."""
    facts: Q = field(default_factory=Q)
    datasets: Q = field(default_factory=Q)

    @classmethod
    def of_list(cls, filterset: type[StrictFilterSet], leaves: Iterable[ParsedQuery]) -> "Defaults":
        """The defaults of a list, for the query of a URL or the leaves of a tree. Queries: at most 1."""
        named = {name for leaf in leaves for name in _named_parameters(leaf)}
        return cls._unless_named(filterset, named | {FACTUALITY} if named & _HIDE_NOTHING else named)

    @classmethod
    def of_sum(cls, filterset: type[StrictFilterSet], parsed: ParsedQuery) -> "Defaults":
        """The defaults of counts and sums. Queries: at most 1."""
        return cls._unless_named(filterset, set(_named_parameters(parsed)))

    @classmethod
    def _unless_named(cls, filterset: type[StrictFilterSet], named: set[str]) -> "Defaults":
        applied: dict[str, list[str]] = {}
        facts, datasets = Q(), Q()
        if ID in named:
            return cls()
        if FACTUALITY in filterset.base_filters and FACTUALITY not in named:
            applied[FACTUALITY], facts = list(FACTS), Q(factuality__in=FACTS)
        if DATASET in filterset.base_filters and DATASET not in named and (shown := _shown_datasets()):
            applied[DATASET], datasets = sorted(shown), Q(dataset__in=sorted(shown.values()))
        return cls(applied, facts, datasets)


def _shown_datasets() -> dict[str, int] | None:
    """The keys of the datasets that are shown, by id; None where these are all. Queries: 1."""
    public = Dataset.objects.published().order_by()
    kinds = {slug: (pk, kind) for slug, pk, kind in public.values_list("slug", "pk", "kind")}
    named = kinds.keys() & set(settings.DEFAULT_DATASETS)
    own = {slug for slug, (_, kind) in kinds.items() if kind == DatasetKind.CURATED}
    shown = named or own
    return None if shown == kinds.keys() else {slug: kinds[slug][0] for slug in shown}


def unknown_default_datasets() -> list[str]:
    """The ids among DEFAULT_DATASETS that no public dataset has. Queries: 1."""
    public = Dataset.objects.published().filter(slug__in=settings.DEFAULT_DATASETS)
    return sorted({*settings.DEFAULT_DATASETS} - {*public.values_list("slug", flat=True)})


def count_by_factuality(events: QuerySet[Any]) -> dict[str, int]:
    """How many of the events there are of each factuality. Queries: 1."""
    counts = events.order_by().values_list(FACTUALITY).annotate(Count("pk"))
    return dict(sorted(counts))


def _named_parameters(parsed: ParsedQuery) -> Iterable[str]:
    """The filters that a query names, to include or to exclude or by a bucket."""
    yield from (name.removeprefix(EXCLUDE_PREFIX) for name in parsed if name != f"{EXCLUDE_PREFIX}{ID}")
    for condition in parsed.get("bucket", ()):
        yield from condition.referenced_base_fields
