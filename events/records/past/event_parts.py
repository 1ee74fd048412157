"""The parts of an event as the public reads them, from how revisions keep them."""

from typing import Any

from events.choices import Collection
from events.records.past.parts import Stored, picked, vouched
from events.records.past.seen import Seen


def places(seen: Seen, event: Stored) -> list[dict[str, Any]]:
    """Where it was."""
    return [
        {
            **picked(row, "key", "role", "position", "primary"),
            "location": seen.location(row["location"], "country", "latitude", "longitude"),
            "radius_m": seen.radius_of(row["location"]),
            **vouched(seen, row),
        }
        for row in event.get("places") or ()
    ]


def participants(seen: Seen, event: Stored) -> list[dict[str, Any]]:
    """Who took part."""
    return [
        {
            **picked(row, "key", "role", "side"),
            "actor": seen.actor(row["actor"], "country"),
            "acts_for": seen.actor(row["acts_for"]),
            **picked(row, "described_as", "count", "status"),
            **vouched(seen, row),
        }
        for row in event.get("participants") or ()
    ]


def figures(seen: Seen, event: Stored) -> list[dict[str, Any]]:
    """What was counted."""
    return [
        {
            **picked(row, "key", "measure", "unit", "value", "low", "high", "qualifier", "wording"),
            "of": [seen.actor(one) for one in row["of"]],
            **picked(row, "of_wording", "subset_of", "derived", "preferred"),
            **vouched(seen, row),
        }
        for row in event.get("figures") or ()
    ]


def sources(seen: Seen, event: Stored) -> list[dict[str, Any]]:
    """The articles that report it, by their dates."""
    rows = sorted(event.get("sources") or (), key=lambda row: seen.date_of(row["article"]))
    return [{"article": seen.article_card(row["article"]), "mention": row["mention"]} for row in rows]


def relations(seen: Seen, event: Stored) -> list[dict[str, Any]]:
    """Its relations to other events and those of others to it, seen from here."""
    here = {"ref": f"{Collection.EVENTS.value}/{event['id']}"}
    found = [_relation(seen, row, "outgoing", seen.titled(row["event"])) for row in event["relations"]]
    for other in seen.named.events_naming(event["id"]):
        title = {"id": other.slug, "title": other.record["title"]}
        found += [
            _relation(seen, row, "incoming", title)
            for row in other.record["relations"]
            if row["event"] == here
        ]
    return found


def _relation(seen: Seen, row: Stored, direction: str, other: Any) -> dict[str, Any]:
    return {
        **picked(row, "key", "type"),
        "direction": direction,
        "event": other,
        "polarity": row["polarity"],
        **vouched(seen, row),
    }


def reports(seen: Seen, event: Stored) -> list[dict[str, Any]]:
    """What its articles say of when it was."""
    return [
        {
            "key": row["key"],
            "article": seen.article_card(row["article"]),
            **picked(row, "aspect", "wording", "edtf", "weekday", "time_of_day", "duration"),
            **vouched(seen, row),
        }
        for row in event.get("date_reports") or ()
    ]
