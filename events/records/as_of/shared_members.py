"""The parts that several records have, as the public reads them, from how revisions keep them."""

from typing import Any

from events.records.as_of.resolver import ReferenceResolver
from events.records.contradiction import ends_sort_key

Snapshot = dict[str, Any]
DATE_MEMBERS = ("edtf", "start_earliest", "start_latest", "end_earliest", "end_latest", "precision")


def pick_members(stored: Snapshot, *names: str) -> dict[str, Any]:
    """These members in this order; null what was not kept at that time."""
    return {name: stored.get(name) for name in names}


def pick_items(stored: Snapshot, name: str, *members: str) -> list[dict[str, Any]]:
    """The items of a list by their members."""
    return [pick_members(item, *members) for item in stored.get(name) or ()]


def attribution(seen: ReferenceResolver, stored: Snapshot) -> dict[str, Any]:
    """Who vouches for a value."""
    return {
        "voice": stored["voice"],
        "by": [seen.actor(one) for one in stored["by"]],
        "relayed_by": seen.actor(stored["relayed_by"]),
        **pick_members(stored, "basis", "source"),
    }


def attribution_and_evidence(seen: ReferenceResolver, part: Snapshot) -> dict[str, Any]:
    """The attribution of a part, and its quotations where they belong in."""
    shown: dict[str, Any] = {"attribution": attribution(seen, part["attribution"])}
    if seen.representation.detailed:
        shown["evidence"] = quotes(seen, part)
    return shown


def quotes(seen: ReferenceResolver, owner: Snapshot, *more: str) -> list[dict[str, Any]]:
    """The quotations that something rests on, in the order of their articles' dates."""
    rows = sorted(owner["evidence"], key=lambda row: (*seen.date_of(row["article"]), row["start"]))
    return [
        {
            "article": seen.article_card(row["article"]),
            "quote": seen.quoted(row["article"], row["quote"]),
            **pick_members(row, "start", "end", "part", *more),
        }
        for row in rows
    ]


def names(seen: ReferenceResolver, record: Snapshot) -> list[dict[str, Any]]:
    """The spellings of a name, with the articles that spell it so."""
    return [
        pick_members(row, "name", "kind", "language", "script")
        | {"articles": [seen.title_ref(one) for one in row["articles"]]}
        for row in record.get("names") or ()
    ]


def contradictions(seen: ReferenceResolver, record: Snapshot) -> list[dict[str, Any]]:
    """The contradictions of a record with both ends public."""
    found = [
        pick_members(row, "how", "note")
        | {side: pick_members(row[side], "kind", "id") for side in ("left", "right")}
        for row in record.get("contradictions") or ()
        if seen.is_public(row["left"]) and seen.is_public(row["right"])
    ]
    return sorted(found, key=ends_sort_key)
