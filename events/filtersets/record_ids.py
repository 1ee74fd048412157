"""The parameter `id`: records fetched by their public ids, and what became of those that are not there."""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Q

from events.choices import ReviewStatus
from events.filtersets.base import ParsedQuery, PublicFilter
from events.filtersets.values import PublicIdValues, quote_value
from events.models.record import Record

ID = "id"


class AskedId(NamedTuple):
    """An id that a query asks for, and the public record that it leads to, if it leads to any."""

    asked: str
    pk: int | None = None
    current: str = ""
    """The id of that record: the successor's, if the one that was asked for was merged."""
    withdrawn: bool = False


class RecordIdValues(PublicIdValues):
    """Ids of the records themselves; one that leads to no public record is told, and is no error."""

    def read(self, texts: list[str]) -> list[AskedId]:  # type: ignore[override]
        """Refuse a list in one text. Queries: 1, and 3 where an id is not found. Raises: ValidationError."""
        for text in texts:
            if re.search(r"[\s,;|]", text):
                raise ValidationError(f"{quote_value(text)} is no id.", code="invalid_id")
        public = self.public_records(texts)
        absent = [text for text in texts if text not in public]
        withdrawn: set[str] = set()
        if absent:
            gone = self.model.objects.filter(slug__in=absent, review_status=ReviewStatus.WITHDRAWN)
            withdrawn = set(gone.values_list("slug", flat=True))
        return [
            AskedId(text, *public[text]) if text in public else AskedId(text, withdrawn=text in withdrawn)
            for text in texts
        ]

    def canonical_values(self, texts: list[str], values: list[Any]) -> list[Any]:
        """The ids of the records, those of successors for merged ones."""
        return [value.current or value.asked for value in values]


def id_filter(model: type[Record], example: str) -> PublicFilter:
    """The records with these ids."""
    return PublicFilter(
        RecordIdValues,
        "These records; a merged id finds its successor. What is not there is `missing`.",
        model=model,
        condition=lambda values: Q(pk__in=[value.pk for value in values if value.pk is not None]),
        example=example,
    )


def asked_ids_members(leaves: Iterable[ParsedQuery]) -> dict[str, Any]:
    """What a list says of the ids that are asked for; nothing where none are."""
    queries = [leaf[ID] for leaf in leaves if ID in leaf]
    if not queries:
        return {}
    asked = sorted({value for values in queries for value in values})
    return {
        "missing": [one.asked for one in asked if one.pk is None],
        "withdrawn": [one.asked for one in asked if one.withdrawn],
        "merged": {one.asked: one.current for one in asked if one.current not in ("", one.asked)},
    }
