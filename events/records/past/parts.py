"""The parts that several records have, as the public reads them, from how revisions keep them."""

from typing import Any

from events.records.contradiction import by_ends
from events.records.past.seen import Seen

Stored = dict[str, Any]
DATE = ("edtf", "start_earliest", "start_latest", "end_earliest", "end_latest", "precision")


def picked(stored: Stored, *names: str) -> dict[str, Any]:
    """These members in this order; null what was not kept at that time."""
    return {name: stored.get(name) for name in names}


def each(stored: Stored, name: str, *members: str) -> list[dict[str, Any]]:
    """The items of a list by their members."""
    return [picked(item, *members) for item in stored.get(name) or ()]


def attribution(seen: Seen, stored: Stored) -> dict[str, Any]:
    """Who vouches for a value."""
    return {
        "voice": stored["voice"],
        "by": [seen.actor(one) for one in stored["by"]],
        "relayed_by": seen.actor(stored["relayed_by"]),
        **picked(stored, "basis", "source"),
    }


def vouched(seen: Seen, part: Stored) -> dict[str, Any]:
    """The attribution of a part, and its quotations where they belong in."""
    shown: dict[str, Any] = {"attribution": attribution(seen, part["attribution"])}
    if seen.shape.long:
        shown["evidence"] = quotes(seen, part)
    return shown


def quotes(seen: Seen, owner: Stored, *more: str) -> list[dict[str, Any]]:
    """The quotations that something rests on, in the order of their articles' dates."""
    rows = sorted(owner["evidence"], key=lambda row: (*seen.date_of(row["article"]), row["start"]))
    return [
        {
            "article": seen.article_card(row["article"]),
            "quote": seen.quoted(row["article"], row["quote"]),
            **picked(row, "start", "end", "part", *more),
        }
        for row in rows
    ]


def names(seen: Seen, record: Stored) -> list[dict[str, Any]]:
    """The spellings of a name, with the articles that spell it so."""
    return [
        picked(row, "name", "kind", "language", "script")
        | {"articles": [seen.titled(one) for one in row["articles"]]}
        for row in record.get("names") or ()
    ]


def contradictions(seen: Seen, record: Stored) -> list[dict[str, Any]]:
    """The contradictions of a record with both ends public."""
    found = [
        picked(row, "how", "note") | {side: picked(row[side], "kind", "id") for side in ("left", "right")}
        for row in record.get("contradictions") or ()
        if seen.is_public(row["left"]) and seen.is_public(row["right"])
    ]
    return sorted(found, key=by_ends)
