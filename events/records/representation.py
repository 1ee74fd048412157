"""The plain values that records are made of, in the shape that their reader needs."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Any

from events.choices import Collection
from events.rules.dates import EARLIEST, LATEST


class Representation(Enum):
    """Who reads the record."""

    SUMMARY = "row"
    """The public, in a list: without evidence and what else is long."""
    DETAIL = "detail"
    """The public, one record: everything that is public."""
    SNAPSHOT = "stored"
    """A revision: everything, with references as `{"ref": "<collection>/<id>"}`."""

    @property
    def public(self) -> bool:
        """Whether only what is public may appear."""
        return self is not Representation.SNAPSHOT

    @property
    def detailed(self) -> bool:
        """Whether evidence and the other long lists belong in."""
        return self is not Representation.SUMMARY


def ref(
    representation: Representation, collection: Collection, slug: str | None, **shown: Any
) -> dict[str, Any] | None:
    """A reference to another record: its id with what is shown of it, or the id alone in a revision."""
    if slug is None:
        return None
    if representation is Representation.SNAPSHOT:
        return {"ref": f"{collection.value}/{slug}"}
    return {"id": slug, **shown}


def actor_ref(
    representation: Representation, slug: str | None, name: str, kind: str
) -> dict[str, Any] | None:
    """A reference to an actor."""
    return ref(representation, Collection.ACTORS, slug, name=name, kind=kind)


def json_number(value: Decimal | None) -> int | float | None:
    """A stored number as JSON has it: whole ones without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def format_day(value: datetime.date | None) -> str | None:
    """A calendar day; null for the sentinels that stand for open or unknown bounds."""
    return None if value is None or value in (EARLIEST, LATEST) else value.isoformat()


def _bound(value: datetime.date, opened: datetime.date) -> str | None:
    """One bound of a date; null where it is open. The first day of all can be a latest bound."""
    return None if value == opened else value.isoformat()


def format_timestamp(value: datetime.datetime | None) -> str | None:
    """A time in UTC with Z."""
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if value else None


DATE_COLUMNS = (
    "date_edtf",
    "start_earliest",
    "start_latest",
    "end_earliest",
    "end_latest",
    "date_precision",
)


def date_object(
    edtf: str,
    start_earliest: datetime.date,
    start_latest: datetime.date,
    end_earliest: datetime.date,
    end_latest: datetime.date,
    precision: str,
) -> dict[str, Any]:
    """An uncertain date with its bounds; always an object, its members null where unknown."""
    return {
        "edtf": edtf or None,
        "start_earliest": _bound(start_earliest, EARLIEST),
        "start_latest": _bound(start_latest, LATEST),
        "end_earliest": _bound(end_earliest, EARLIEST),
        "end_latest": _bound(end_latest, LATEST),
        "precision": precision or None,
    }


def group_rows(rows: Iterable[tuple[Any, ...]]) -> dict[Any, list[tuple[Any, ...]]]:
    """The rows by their first column, in their order."""
    groups: dict[Any, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    return groups


def group_values(rows: Iterable[tuple[Any, Any]]) -> dict[Any, list[Any]]:
    """The second columns by the first: what a table of pairs holds for each owner."""
    groups: dict[Any, list[Any]] = defaultdict(list)
    for owner, value in rows:
        groups[owner].append(value)
    return groups


RECORD_METADATA_COLUMNS = (
    "review_status",
    "withdrawn_reason",
    "note",
    "dataset__slug",
    "revision",
    "created_at",
    "updated_at",
)


def record_metadata(
    representation: Representation,
    review_status: str,
    withdrawn_reason: str,
    note: str,
    dataset_slug: str | None,
    revision: int,
    created_at: datetime.datetime | None,
    updated_at: datetime.datetime | None,
) -> dict[str, Any]:
    """What every record ends with: its dataset and history, or in a revision its review."""
    if representation is Representation.SNAPSHOT:
        return {
            "dataset": ref(representation, Collection.DATASETS, dataset_slug),
            "review_status": review_status,
            "withdrawn_reason": withdrawn_reason or None,
            "note": note or None,
        }
    return {
        "dataset": dataset_slug,
        "revision": revision,
        "created_at": format_timestamp(created_at),
        "updated_at": format_timestamp(updated_at),
    }
