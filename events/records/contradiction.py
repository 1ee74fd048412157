"""The contradictions of a record, each listed at the records of both its ends."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Collate, Concat

from events.choices import Collection, ReviewStatus
from events.models import Contradiction
from events.records.table import Build, Handle, group

# Each kind of end: the column of its record, and of its own key.
_ENDS = {
    "claim": ("", ""),
    "figure": ("event", "key"),
    "date_report": ("event", "key"),
    "affiliation": ("actor", "key"),
}
OWNER_COLLECTIONS = {"event": Collection.EVENTS, "actor": Collection.ACTORS, "claim": Collection.CLAIMS}
"""The records that can be contradicted, themselves or by a child row."""


def child_public_id(record: str | None, key: str | None = None) -> str:
    """The public id of a record, or of a child row of one: `event/key`."""
    return f"{record}/{key}" if key else str(record)


def contradictions_of(owner: str) -> Callable[[Build], dict[Handle, list[dict[str, Any]]]]:
    """The function that reads the contradictions of records; for the public those with both ends public."""

    def read(build: Build) -> dict[Handle, list[dict[str, Any]]]:
        public = build.representation.public
        items_by_handle = group(
            (handle, item)
            for handle, _side, item, both_public in build.source.contradictions(owner, build.owners)
            if both_public or not public
        )
        if public:
            for items in items_by_handle.values():
                items.sort(key=ends_sort_key)
        return items_by_handle

    return read


def ends_sort_key(item: dict[str, Any]) -> tuple[str, ...]:
    """The key by which contradictions are sorted in public."""
    return tuple(item[side][name] for side in ("left", "right") for name in ("kind", "id"))


def contradiction_rows(owner: str, pks: Iterable[int]) -> models.QuerySet[Contradiction]:
    """The contradictions with an end at these records, `owner` being event, actor or claim, in order."""
    touched = Q()
    for side in ("left", "right"):
        for kind, (record, _) in _ENDS.items():
            if owner == (record or kind):
                touched |= Q(**{f"{_record_path(side, kind)}__in": pks})
    return Contradiction.objects.filter(touched).order_by("pk")


def public_contradictions() -> models.QuerySet[Contradiction]:
    """The contradictions with both ends public, each with its `public_id`: how, and the ids of the ends."""
    public, name = Q(), []
    for side in ("left", "right"):
        statuses, ids = Q(), []
        for kind, (_, key) in _ENDS.items():
            path = _record_path(side, kind)
            statuses |= Q(**{f"{path}__review_status": ReviewStatus.PUBLISHED})
            parts = [F(f"{path}__slug"), *([Value("/"), F(f"{side}_{kind}__{key}")] if key else [])]
            one = Concat(Value(f"{kind} "), *parts, output_field=CharField())
            ids.append(When(**{f"{side}_{kind}__isnull": False}, then=one))
        public &= statuses
        name += [Case(*ids, output_field=CharField()), Value(" ")]
    public_id = Collate(Concat(*name, F("how"), output_field=CharField()), "BINARY")
    return Contradiction.objects.filter(public).annotate(public_id=public_id)


def end_columns(side: str) -> list[str]:
    """The columns that identify the end on a side: four for each kind of end."""
    columns = []
    for kind, (_, key) in _ENDS.items():
        path = _record_path(side, kind)
        columns += [f"{path}__pk", f"{path}__slug", f"{path}__review_status"]
        columns.append(f"{side}_{kind}__{key}" if key else f"{path}__slug")
    return columns


def _record_path(side: str, kind: str) -> str:
    record, _ = _ENDS[kind]
    return f"{side}_{kind}__{record}" if record else f"{side}_{kind}"


def end_of(columns: list[Any]) -> tuple[dict[str, str], str, int, str]:
    """The end in the values of `end_columns`, and the kind, internal key and status of its record."""
    for kind, start in zip(_ENDS, range(0, len(columns), 4), strict=True):
        pk, slug, status, key = columns[start : start + 4]
        if pk is not None:
            record, has_key = _ENDS[kind]
            end = {"kind": kind, "id": child_public_id(slug, key if has_key else None)}
            return end, record or kind, pk, status
    raise AssertionError("The database holds a contradiction without an end.")
