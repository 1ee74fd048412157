"""Contradictions as nested data, seen from the records of their ends."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q

from events.choices import ReviewStatus
from events.models import Contradiction
from events.records.representation import Representation

# Each kind of end: the column of its record's key, of its record's id and status, and of its own key.
_ENDS = {
    "claim": ("", ""),
    "figure": ("event", "key"),
    "date_report": ("event", "key"),
    "affiliation": ("actor", "key"),
}


def child_public_id(root: str | None, key: str | None = None) -> str:
    """The id of a record, or of one of its parts."""
    return f"{root}/{key}" if key else str(root)


def _columns(side: str) -> list[str]:
    columns = []
    for kind, (root, key) in _ENDS.items():
        path = f"{side}_{kind}" + (f"__{root}" if root else "")
        columns += [
            f"{path}__pk",
            f"{path}__slug",
            f"{path}__review_status",
            f"{side}_{kind}__{key}" if key else f"{path}__slug",
        ]
    return columns


_COLUMNS = _columns("left") + _columns("right")
_OWNERS = {
    "event": [f"{side}_{kind}__event" for side in ("left", "right") for kind in ("figure", "date_report")],
    "actor": ["left_affiliation__actor", "right_affiliation__actor"],
    "claim": ["left_claim", "right_claim"],
}


def contradictions(
    owner: str, pks: Iterable[int], representation: Representation
) -> dict[int, list[dict[str, Any]]]:
    """The contradictions that touch each record; for the public with both ends public, by their ends.

    Queries: 1.
    """
    pks = set(pks)
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = contradiction_rows(owner, pks)
    for how, note, *columns in rows.values_list("how", "note", *_COLUMNS):
        half = len(columns) // 2
        left, right = _end(columns[:half]), _end(columns[half:])
        published = {left[2], right[2]} == {ReviewStatus.PUBLISHED}
        if representation.public and not published:
            continue
        record = {"how": how, "note": note or None, "left": left[0], "right": right[0]}
        for pk in {end[1] for end in (left, right) if _owner(end[0]["kind"]) == owner} & pks:
            found[pk].append(record)
    if representation.public:
        for records in found.values():
            records.sort(key=ends_sort_key)
    return found


def ends_sort_key(record: dict[str, Any]) -> tuple[str, ...]:
    """The order in which the public gets contradictions."""
    return tuple(record[side][name] for side in ("left", "right") for name in ("kind", "id"))


def contradiction_rows(owner: str, pks: Iterable[int]) -> models.QuerySet[Contradiction]:
    """The rows that touch these records, `owner` being event, actor or claim, in their order."""
    touched = Q()
    for path in _OWNERS[owner]:
        touched |= Q(**{f"{path}__in": pks})
    return Contradiction.objects.filter(touched).order_by("pk")


def _owner(kind: str) -> str:
    return _ENDS[kind][0] or kind


def _end(columns: list[Any]) -> tuple[dict[str, str], int, str]:
    for kind, start in zip(_ENDS, range(0, len(columns), 4), strict=True):
        pk, slug, status, key = columns[start : start + 4]
        if pk is not None:
            return {"kind": kind, "id": child_public_id(slug, key if _ENDS[kind][1] else None)}, pk, status
    raise AssertionError("The database holds a contradiction without an end.")
