"""What to call records and child rows in fields, lists and sentences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.http import HttpRequest
from django.utils.text import Truncator

from events.choices import Collection, ReviewStatus
from events.models.record import AggregateMember, Record, record_models

_MAX_LENGTH = 90


def full_label(row: models.Model) -> str:
    """What to call a row where several are offered: its name and id, and its status unless published."""
    if isinstance(row, Record):
        name = Truncator(row.label).chars(_MAX_LENGTH)
        words = row.slug if name == row.slug else f"{name} · {row.slug}"
        if row.review_status == ReviewStatus.PUBLISHED:
            return words
        return f"{words} ({row.get_review_status_display().lower()})"
    owner = next(owner_records(row), None) if isinstance(row, AggregateMember) else None
    return f"{owner} · {row}" if owner else str(row)


def counted_records(numbers: Mapping[Collection, int]) -> list[str]:
    """How many records there are of each collection: “3 events”, “1 claim”."""
    kinds = {collection: model._meta for collection, model in record_models().items()}
    return [
        f"{number} {kinds[collection].verbose_name if number == 1 else kinds[collection].verbose_name_plural}"
        for collection, number in numbers.items()
    ]


def owner_records(row: AggregateMember) -> Iterator[Record]:
    """The records that a child row belongs to, in the order of its paths to them."""
    for path in row.OWNER_PATHS:
        owner: Any = row
        for name in path.split("__"):
            owner = getattr(owner, name) if owner is not None else None
        if owner is not None:
            yield owner


class LabelLoader:
    """The labels of one page: read by one query for each model, however many fields need them."""

    def __init__(self, site: AdminSite, request: HttpRequest) -> None:
        self._site = site
        self._request = request
        self._wanted: dict[type[models.Model], set[str]] = defaultdict(set)
        self._known: dict[type[models.Model], dict[str, str]] = defaultdict(dict)

    def add_keys(self, model: type[models.Model], keys: Iterable[Any]) -> None:
        """Note keys whose labels a field will need."""
        self._wanted[model].update(str(key) for key in keys if str(key).isdecimal())

    def of(self, model: type[models.Model], keys: Iterable[Any]) -> list[tuple[str, str]]:
        """Keys with their labels, those left out that no row has. Queries: 1 for all that were wanted."""
        wanted = [str(key) for key in keys]
        self.add_keys(model, wanted)
        known = self._known[model]
        if missing := self._wanted[model] - known.keys():
            rows = self._site.get_model_admin(model).get_queryset(self._request)
            known.update(dict.fromkeys(missing, ""))
            known.update({str(row.pk): full_label(row) for row in rows.filter(pk__in=missing)})
        return [(key, known[key]) for key in wanted if known.get(key)]
